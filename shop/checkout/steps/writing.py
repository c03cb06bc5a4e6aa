"""Writing an order with everything it keeps, inside an operation's transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from shop.cart.rules import Quote
from shop.channels.models import Channel
from shop.checkout.inputs import AddressInput, PaymentChoice
from shop.core.actor import Actor
from shop.core.ids import new_id
from shop.core.money import Money
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


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What staff know of an order that they write for somebody; the address may be empty still."""

    channel: Channel
    email: str
    address: AddressInput
    user_id: int | None


def write_order(*, draft: OrderDraft, quote: Quote, cart_id: int | None) -> tuple[Order, list[Need]]:
    """Write a pending order with all its snapshots and its payment attempt; returns what it needs from stock.

    The caller takes that last of all, so that the rows everybody wants are locked for the shortest time.
    """
    assert connection.in_atomic_block, "write_order writes inside the caller's transaction"
    order = _write_head(draft, quote, cart_id)
    lines = write_lines(order=order, quote=quote)
    OrderAddress.objects.create(order=order, kind=OrderAddress.Kind.SHIPPING, **asdict(draft.address))
    write_attempt(order=order, payment=draft.payment, amount=order.total, now=draft.now, client_key=draft.client_key)
    add_event(order=order, kind="order.created", message="Order received", actor=draft.actor, now=draft.now)
    return order, [
        Need(line.pk, line.sku, line.quantity, quoted.stock.needs)
        for line, quoted in zip(lines, quote.lines, strict=True)
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
        "arrives_from": shipping.arrives_from if shipping else None,
        "arrives_until": shipping.arrives_until if shipping else None,
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
    """Write an attempt to pay for a locked order; the provider is asked after the commit."""
    assert connection.in_atomic_block, "write_attempt writes inside the caller's transaction"
    return Payment.objects.create(
        order=order,
        public_id=new_id("pay"),
        provider=payment.provider,
        method=payment.method,
        client_key=client_key,
        amount_minor=amount.amount_minor,
        currency=amount.currency,
        created_at=now,
        updated_at=now,
    )


def _write_head(draft: OrderDraft, quote: Quote, cart_id: int | None) -> Order:
    assert quote.shipping is not None, "place_order refuses an order without delivery"
    return Order.objects.create(
        public_id=draft.public_id,
        channel=draft.channel,
        user_id=draft.actor.user_id if draft.actor.kind == "customer" else None,
        cart_key=cart_id,
        email=draft.email,
        locale=draft.channel.locale,
        **quoted_columns(quote),
        payment_deadline=draft.now + get_provider(draft.payment.provider).payment_time,
        created_at=draft.now,
        updated_at=draft.now,
    )
