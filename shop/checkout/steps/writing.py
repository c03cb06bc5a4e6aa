"""Writing an order with everything it keeps, inside an operation's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from shop.cart.rules import Quote
from shop.channels.models import Channel
from shop.checkout.inputs import AddressInput, PaymentChoice
from shop.core.actor import By
from shop.core.ids import new_id
from shop.core.money import Money
from shop.core.relations import remember
from shop.core.sql import draw_keys, insert_together
from shop.inventory.models import StockMovement
from shop.inventory.rules import Need
from shop.inventory.steps import assign_stock
from shop.ledger.models import Journal
from shop.ledger.steps import journal_rows, sale_of
from shop.orders.emails import confirm_mail
from shop.orders.models import Order, OrderAddress, OrderEvent, OrderLine
from shop.orders.steps import assignment_rows, event_rows
from shop.payments.emails import placed_mail
from shop.payments.models import Payment
from shop.payments.providers import get_provider

from .unverified import kept_until, waits_for_link

_NUMBERS = "orders_number_seq"


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """Everything about an order but its lines."""

    public_id: str
    channel: Channel
    by: By
    email: str
    address: AddressInput
    shipping_code: str
    payment: PaymentChoice
    client_key: str = ""
    awaits_confirmation: bool = False


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What staff know of an order that they write for somebody; the address may be empty still."""

    channel: Channel
    email: str
    address: AddressInput
    user_id: int | None


def write_order(*, draft: OrderDraft, quote: Quote, cart_id: int | None) -> tuple[Order, Payment]:
    """Write an order with all its snapshots, its payment attempt and its stock by three statements.

    It is pending and its stock reserved until its provider was asked after the commit; on account (invoice) it is
    placed, its stock allocated and its sale booked at once, unless it waits for the link of its mail. Locks the stock
    levels by key, last of all, so that the rows everybody wants are locked for the shortest time. Raises: OutOfStock.
    """
    assert connection.in_atomic_block, "write_order writes inside the caller's transaction"
    on_account = get_provider(draft.payment.provider).is_on_account and not draft.awaits_confirmation
    keys = draw_keys({Order: 1, _NUMBERS: 1, OrderLine: len(quote.lines), Payment: 1, Journal: int(on_account)})
    order = _order_row(draft, quote, cart_id, keys[Order][0], keys[_NUMBERS][0])
    lines = [
        OrderLine(pk=key, order=order, position=position, **line.snapshot)
        for position, (key, line) in enumerate(zip(keys[OrderLine], quote.lines, strict=True), start=1)
    ]
    address = OrderAddress(order=order, kind=OrderAddress.Kind.SHIPPING, **asdict(draft.address))
    payment = _attempt(order, draft.payment, order.total, draft.by.now, draft.client_key)
    payment.pk = keys[Payment][0]
    placed = _placed_rows(draft, order, payment, keys[Journal][0]) if on_account else []
    confirming = [confirm_mail(order=order, now=draft.by.now)] if draft.awaits_confirmation else []
    stock_rows = _stock_rows(draft, quote, order, lines, on_account=on_account)
    insert_together([order], lines, [address], [payment], _timeline(draft, order), *placed, confirming, *stock_rows)
    remember(order, lines=lines, addresses=[address], payments=[payment])
    return order, payment


def _placed_rows(draft: OrderDraft, order: Order, payment: Payment, journal_key: int) -> list[Sequence[Model]]:
    """Make an order on account placed, and return its mail and its sale in the ledger."""
    payment.status, payment.provider_ref, payment.asked_at = Payment.Status.PROCESSING, payment.public_id, None
    order.status, order.placed_at = Order.Status.PLACED, draft.by.now
    mail = placed_mail(order=order, payment=payment, now=draft.by.now)
    return [[mail], *journal_rows(order=order, posting=sale_of(order), key=journal_key, now=draft.by.now)]


def _timeline(draft: OrderDraft, order: Order) -> list[OrderEvent]:
    events = [("order.created", _("Order received"))]
    if order.placed_at is not None:
        events.append(("order.placed", _("Order placed")))
    return event_rows(order=order, events=events, by=draft.by)


def _stock_rows(
    draft: OrderDraft, quote: Quote, order: Order, lines: Sequence[OrderLine], *, on_account: bool
) -> list[Sequence[Model]]:
    """Find the stock of the lines and lock it; returns the movements and what each line holds."""
    needs = [
        Need(line.pk, line.sku, line.quantity, quoted.stock.needs)
        for line, quoted in zip(lines, quote.lines, strict=True)
    ]
    kind = StockMovement.Kind.ALLOCATE if on_account else StockMovement.Kind.RESERVE
    assignments, movements = assign_stock(needs=needs, kind=kind, by=draft.by)
    return [
        movements,
        assignment_rows(assignments=assignments, expires_at=None if on_account else order.payment_deadline),
    ]


def write_draft(*, draft: DraftContent, quote: Quote, order: Order | None, now: datetime) -> Order:
    """Write what staff have typed so far, priced: a new draft, or a locked one anew. It holds no stock."""
    assert connection.in_atomic_block, "write_draft writes inside the caller's transaction"
    values = {"user_id": draft.user_id, "email": draft.email, **quoted_columns(quote), "updated_at": now}
    if order is None:
        order = Order.objects.create(
            public_id=new_id("ord"),
            channel=draft.channel,
            locale=draft.channel.locale,
            status=Order.Status.DRAFT,
            payment_deadline=now,
            created_at=now,
            **values,
        )
    else:
        Order.objects.filter(pk=order.pk).update(**values)
        OrderLine.objects.filter(order=order).delete()
    address = asdict(draft.address)
    OrderAddress.objects.update_or_create(order=order, kind=OrderAddress.Kind.SHIPPING, defaults=address)
    write_lines(order=order, quote=quote)
    order.refresh_from_db()
    return order


def quoted_columns(quote: Quote) -> dict[str, Any]:
    """Return what an order keeps of its price and delivery; a draft may not know yet how it is delivered."""
    shipping = quote.shipping
    dated = shipping if quote.is_dated else None
    return {
        "currency": quote.currency,
        "subtotal_minor": quote.subtotal.amount_minor,
        "shipping_minor": quote.shipping_price.amount_minor,
        "tax_minor": quote.tax.amount_minor,
        "total_minor": quote.total.amount_minor,
        "shipping_code": shipping.code if shipping else "",
        "shipping_name": shipping.name if shipping else "",
        "shipping_tax_rate": quote.shipping_tax_rate,
        "shipping_tax_minor": quote.shipping_tax_minor,
        "arrives_from": dated.arrives_from if dated else None,
        "arrives_until": dated.arrives_until if dated else None,
    }


def write_lines(*, order: Order, quote: Quote) -> list[OrderLine]:
    """Write the lines of an order as they are quoted."""
    assert connection.in_atomic_block, "write_lines writes inside the caller's transaction"
    return OrderLine.objects.bulk_create(
        OrderLine(order=order, position=position, **line.snapshot) for position, line in enumerate(quote.lines, start=1)
    )


def write_attempt(
    *, order: Order, payment: PaymentChoice, amount: Money, now: datetime, client_key: str = ""
) -> Payment:
    """Write an attempt to pay for a locked order; the caller alone asks the provider after the commit."""
    assert connection.in_atomic_block, "write_attempt writes inside the caller's transaction"
    attempt = _attempt(order, payment, amount, now, client_key)
    attempt.save(force_insert=True)
    return attempt


def _attempt(order: Order, payment: PaymentChoice, amount: Money, now: datetime, client_key: str) -> Payment:
    return Payment(
        order=order,
        public_id=new_id("pay"),
        provider=payment.provider,
        method=payment.method,
        client_key=client_key,
        amount_minor=amount.amount_minor,
        currency=amount.currency,
        asked_at=None if waits_for_link(order, payment.provider) else now,
        created_at=now,
        updated_at=now,
    )


def _order_row(draft: OrderDraft, quote: Quote, cart_id: int | None, key: int, number: int) -> Order:
    assert quote.shipping is not None, "place_order refuses an order without delivery"
    return Order(
        pk=key,
        number=number,
        public_id=draft.public_id,
        channel=draft.channel,
        user_id=draft.by.actor.user_id if draft.by.actor.kind == "customer" else None,
        cart_key=cart_id,
        email=draft.email,
        locale=draft.channel.locale,
        **quoted_columns(quote),
        awaits_confirmation=draft.awaits_confirmation,
        payment_deadline=kept_until(
            provider=draft.payment.provider, awaits_confirmation=draft.awaits_confirmation, now=draft.by.now
        ),
        created_at=draft.by.now,
        updated_at=draft.by.now,
    )
