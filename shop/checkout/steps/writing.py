"""Writing an order with everything it keeps, inside an operation's transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import connection

from shop.cart.rules import Quote
from shop.channels.models import Channel
from shop.checkout.inputs import AddressInput, PaymentChoice
from shop.core.actor import Actor
from shop.core.ids import new_id
from shop.inventory.rules import Need
from shop.orders.models import Order, OrderAddress, OrderLine
from shop.orders.steps import add_event
from shop.payments.models import Payment
from shop.payments.providers import get_provider


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """Everything about an order but its lines."""

    public_id: str
    channel: Channel
    actor: Actor
    email: str
    address: AddressInput
    payment: PaymentChoice
    now: datetime
    client_key: str = ""


def write_order(*, draft: OrderDraft, quote: Quote, cart_id: int | None) -> tuple[Order, list[Need]]:
    """Write a pending order with all its snapshots and its payment attempt; returns what it needs from stock.

    The caller takes that last of all, so that the rows everybody wants are locked for the shortest time.
    """
    assert connection.in_atomic_block, "write_order writes inside the caller's transaction"
    order = _write_head(draft, quote, cart_id)
    lines = _write_lines(order, quote)
    OrderAddress.objects.create(order=order, kind=OrderAddress.Kind.SHIPPING, **asdict(draft.address))
    Payment.objects.create(
        order=order,
        public_id=new_id("pay"),
        provider=draft.payment.provider,
        method=draft.payment.method,
        client_key=draft.client_key,
        amount_minor=order.total_minor,
        currency=order.currency,
        created_at=draft.now,
        updated_at=draft.now,
    )
    add_event(order=order, kind="order.created", message="Order received", actor=draft.actor, now=draft.now)
    return order, [
        Need(line.pk, line.sku, line.quantity, quoted.stock.needs)
        for line, quoted in zip(lines, quote.lines, strict=True)
    ]


def _write_head(draft: OrderDraft, quote: Quote, cart_id: int | None) -> Order:
    shipping = quote.shipping
    assert shipping is not None, "place_order refuses an order without delivery"
    return Order.objects.create(
        public_id=draft.public_id,
        channel=draft.channel,
        user_id=draft.actor.user_id if draft.actor.kind == "customer" else None,
        cart_key=cart_id,
        email=draft.email,
        locale=draft.channel.locale,
        currency=quote.currency,
        subtotal_minor=quote.subtotal.amount_minor,
        shipping_minor=quote.shipping_price.amount_minor,
        tax_minor=quote.tax.amount_minor,
        total_minor=quote.total.amount_minor,
        shipping_code=shipping.code,
        shipping_name=shipping.name,
        shipping_tax_rate=quote.shipping_tax_rate,
        shipping_tax_minor=quote.shipping_tax_minor,
        arrives_from=shipping.arrives_from,
        arrives_until=shipping.arrives_until,
        payment_deadline=draft.now + get_provider(draft.payment.provider).payment_time,
        created_at=draft.now,
        updated_at=draft.now,
    )


def _write_lines(order: Order, quote: Quote) -> list[OrderLine]:
    lines = [
        OrderLine(
            order=order,
            position=position,
            **line.snapshot,
            quantity=line.quantity,
            unit_minor=line.unit.amount_minor,
            total_minor=line.total.amount_minor,
            tax_minor=line.tax_minor,
        )
        for position, line in enumerate(quote.lines, start=1)
    ]
    return OrderLine.objects.bulk_create(lines)
