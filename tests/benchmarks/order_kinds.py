"""The kinds of past orders that `filling_orders` copies, and one real order of each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from shop.catalog.models import Variant
from shop.checkout.inputs import LineInput, PaymentChoice
from shop.checkout.operations import expire_orders, save_draft
from shop.core.actor import SYSTEM, By
from shop.core.money import Money
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.operations import cancel_order, declare_withdrawal, move_parcel, refund_order, ship_order
from shop.orders.operations import hold_order
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.returns import approve, make_return, receive
from tests.factories.stock import set_level

# Of a thousand orders that came in lately (three of a thousand), and of a thousand that are older.
KINDS = {
    "sent": (10, 815), "delivered": (0, 100), "cancelled": (10, 25), "returned": (0, 25), "expired": (0, 20),
    "withdrawn": (0, 10), "paid back": (0, 5), "to send": (600, 0), "waiting for goods": (60, 0),
    "on hold": (20, 0), "by transfer": (200, 0), "return asked": (50, 0), "withdrawal": (40, 0), "draft": (10, 0),
}  # fmt: skip


def make_templates() -> dict[str, int]:
    """Return {kind: id of an order of that kind}, made by the shop's operations."""
    now = timezone.now()
    for sku, stock in (("ONE", 1000), ("OTHER", 1000), ("LATER", 0)):
        if not Variant.objects.filter(sku=sku).exists():
            make_product(f"Bench {sku}", skus=[sku], stock=stock)
    set_level("LATER", backorder_limit=1_000_000)

    def bought(*lines: tuple[str, int], **values: Any) -> Any:
        return make_order(*(lines or (("ONE", 2), ("OTHER", 1))), **{"now": now, **values}).order

    def sent() -> Any:
        order = bought()
        ship_order(order_id=order.pk, by=By(SYSTEM, now), tracking_number="JJD00030001")
        order.refresh_from_db()
        return order

    def withdrawn(order: Any) -> int:
        declare_withdrawal(order_id=order.pk, name="Ada", email=order.email, units=None, by=By(SYSTEM, now))
        return int(order.pk)

    delivered, cancelled, returned, paid_back, held = sent(), bought(), sent(), sent(), bought()
    parcel = Fulfilment.objects.get(order=delivered)
    move_parcel(parcel_id=parcel.pk, target="delivered", by=By(SYSTEM, now))
    cancel_order(order_id=cancelled.pk, by=By(SYSTEM, now), reason="")
    receive(approve(make_return(returned, 1, now=now), SYSTEM, now=now), SYSTEM, now=now)
    refund_order(order_id=paid_back.pk, by=By(SYSTEM, now), shipping=Money(490, "EUR"))
    hold_order(order_id=held.pk, reason="Address", by=By(SYSTEM, now))
    expired = bought(payment=PaymentChoice("bank_transfer"))
    expire_orders(now=now + timedelta(days=60))
    asked = sent()
    make_return(asked, 1, now=now)
    draft = save_draft(email="ada@example.com", lines=[LineInput("ONE", 1)], by=By(SYSTEM, now))
    return {
        "sent": sent().pk, "delivered": delivered.pk, "cancelled": cancelled.pk, "returned": returned.pk,
        "expired": expired.pk, "withdrawn": withdrawn(bought()), "paid back": paid_back.pk, "to send": bought().pk,
        "waiting for goods": bought(("LATER", 1)).pk, "on hold": held.pk, "return asked": asked.pk, "draft": draft.pk,
        "by transfer": bought(payment=PaymentChoice("bank_transfer")).pk, "withdrawal": withdrawn(sent()),
    }  # fmt: skip
