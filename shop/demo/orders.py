"""A fortnight of orders for the demo, made by the operations themselves at times gone by."""

from __future__ import annotations

from datetime import datetime, timedelta

from shop.accounts.models import User
from shop.catalog.models import Variant
from shop.checkout.inputs import AddressInput, LineInput, PaymentChoice
from shop.checkout.operations import OutOfStock, place_order
from shop.core.actor import GUEST, SYSTEM, Actor, By
from shop.core.money import Money
from shop.demo.logins import CUSTOMER_EMAIL
from shop.fulfilment.operations import (
    ReturnItem,
    approve_return,
    cancel_order,
    declare_withdrawal,
    refund_order,
    request_return,
    ship_order,
)
from shop.orders.models import Order

_BUYERS = (
    ("jonas@buyers.example", AddressInput("Jonas Weidner", "Lindenallee 14", "Leipzig", "04105", "DE")),
    ("maud@buyers.example", AddressInput("Maud Ferrier", "12 rue des Tilleuls", "Lyon", "69003", "FR")),
    (CUSTOMER_EMAIL, AddressInput("Alma Berg", "Hafengasse 3", "Hamburg", "20457", "DE")),
    ("piet@buyers.example", AddressInput("Piet Verhaal", "Brouwersgracht 70", "Utrecht", "3512 BT", "NL")),
    ("ines@buyers.example", AddressInput("Ines Carvalho", "Rua Nova 9", "Porto", "4050-001", "PT")),
)
_HOURS_AGO = (1, 4, 7, 22, 27, 31, 49, 54, 75, 98, 103, 122, 146, 169, 171, 175, 196, 220, 243, 268, 291, 316)
_SHIPPED_AFTER = timedelta(hours=40)


def place_past_orders(*, now: datetime) -> None:
    """Place orders of the last two weeks: old ones are sent, one is cancelled, one partly refunded, some come back."""
    customer = User.objects.filter(email=CUSTOMER_EMAIL).first()
    skus = list(
        Variant.objects.filter(stock_levels__location__code="main", stock_levels__on_hand__gte=12)
        .order_by("product_id", "pk")
        .values_list("sku", flat=True)
    )
    if not skus:
        return
    for index, hours in enumerate(reversed(_HOURS_AGO)):
        email, address = _BUYERS[index % len(_BUYERS)]
        at = now - timedelta(hours=hours)
        actor = GUEST
        if customer is not None and email == CUSTOMER_EMAIL:
            actor = Actor(kind="customer", user_id=customer.pk, label=email)
        picked = [skus[(index * 7 + step * 11) % len(skus)] for step in range(1 + index % 3)]
        lines = [LineInput(sku, 1 + (index + step) % 2) for step, sku in enumerate(picked)]
        try:
            order = place_order(
                by=By(actor, at),
                email=email,
                shipping_address=address,
                lines=lines,
                payment=PaymentChoice("test", "success"),
            ).order
        except OutOfStock:  # a very small catalogue
            continue
        _later(order, index, at, now)


def _later(order: Order, index: int, at: datetime, now: datetime) -> None:
    if now - at < _SHIPPED_AFTER:
        return
    if index == 3:
        cancel_order(order_id=order.pk, by=By(SYSTEM, at + timedelta(hours=2)), reason="Asked by the customer")
        return
    sent_at = at + timedelta(hours=20)
    ship_order(order_id=order.pk, by=By(SYSTEM, sent_at), carrier="DHL", tracking_number=f"JD0146000{order.number}")
    if index == 5:
        chipped = Money(min(900, order.total_minor), order.currency)
        refund_order(order_id=order.pk, allowance=chipped, reason="Arrived chipped", by=By(SYSTEM, sent_at))
    elif index in (7, 8):
        _send_back(order, is_approved=index == 8, now=now - timedelta(hours=index))
    elif index == 9:
        name = order.addresses.get().full_name
        declare_withdrawal(
            order_id=order.pk, name=name, email=order.email, units=None, by=By(GUEST, now - timedelta(hours=5))
        )


def _send_back(order: Order, *, is_approved: bool, now: datetime) -> None:
    """Let a buyer ask to return a unit of the first line."""
    item = ReturnItem(order.lines.all()[0].pk, 1, "not_as_shown")
    return_ = request_return(
        order_id=order.pk, items=[item], comment="The colour is not that of the picture.", by=By(GUEST, now)
    )
    if is_approved:
        approve_return(return_id=return_.pk, instructions="Any parcel shop takes it.", by=By(SYSTEM, now))
