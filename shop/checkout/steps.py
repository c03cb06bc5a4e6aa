"""Writing an order and what the provider said about it, inside an operation's transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from shop.cart.rules import Quote
from shop.cart.steps import reopen_cart
from shop.channels.models import Channel
from shop.core.actor import SYSTEM, Actor
from shop.core.ids import new_id
from shop.core.money import Money
from shop.inventory.steps import OutOfStock, allocate_stock
from shop.orders.emails import queue_order_mail
from shop.orders.locks import lock_order
from shop.orders.models import Allocation, Order, OrderAddress, OrderLine
from shop.orders.steps import add_event, cancel_open_units, change_status
from shop.payments.models import Payment
from shop.payments.providers.base import PaymentResult
from shop.payments.steps import book_refund, refresh_payment_status, update_open_payment

from .inputs import AddressInput, PaymentChoice

PAYMENT_TIME = timedelta(minutes=30)  # how long stock waits for a buyer who is at the provider

Allocate = Callable[[Quote], list[tuple[int, int, int]]]


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


def write_order(*, draft: OrderDraft, quote: Quote, cart_id: int | None, allocate: Allocate) -> Order:
    """Write a pending order with all its snapshots, its payment attempt and, last, its stock.

    The stock comes last, so that the rows everybody wants are locked for the shortest time. Raises: OutOfStock.
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
        amount_minor=order.total_minor,
        currency=order.currency,
        created_at=draft.now,
        updated_at=draft.now,
    )
    add_event(order=order, kind="order.created", message="Order received", actor=draft.actor, now=draft.now)
    _write_allocations(lines, allocate(quote))
    return order


def apply_result(*, payment: Payment, result: PaymentResult, now: datetime) -> tuple[Order, Payment]:
    """Note what the provider says: place the order when it is paid, cancel it when it is not.

    Locks the order. May be called any number of times with the same or older news: a decided payment stays as it is.
    """
    assert connection.in_atomic_block, "apply_result writes inside the caller's transaction"
    order = lock_order(order_id=payment.order_id)
    payment = Payment.objects.get(pk=payment.pk)
    if result.status == "captured":
        _captured(order, payment, result, now)
    elif result.status in ("failed", "cancelled"):
        _failed(order, payment, result, now)
    else:
        values = {"status": result.status, "provider_ref": result.reference, "redirect_url": result.redirect_url}
        update_open_payment(payment=payment, values=values, now=now)
    payment.refresh_from_db()
    return order, payment


def lapse_order(*, order: Order, now: datetime) -> None:
    """Let a locked pending order expire: its stock is free again, its cart open."""
    assert connection.in_atomic_block, "lapse_order writes inside the caller's transaction"
    change_status(order=order, target=Order.Status.EXPIRED, now=now)
    cancel_open_units(order=order)
    add_event(order=order, kind="order.expired", message="Expired: not paid in time", actor=SYSTEM, now=now)
    if order.cart_key is not None:
        reopen_cart(cart_id=order.cart_key, now=now)


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
        payment_deadline=draft.now + PAYMENT_TIME,
        created_at=draft.now,
        updated_at=draft.now,
    )


def _write_lines(order: Order, quote: Quote) -> dict[int, OrderLine]:
    lines = [
        OrderLine(
            order=order,
            variant_id=line.variant_id,
            position=position,
            sku=line.sku,
            name=line.name,
            options=[list(pair) for pair in line.options],
            picture=line.picture,
            product_slug=line.product_slug,
            weight_grams=line.weight_grams,
            quantity=line.quantity,
            unit_minor=line.unit.amount_minor,
            total_minor=line.total.amount_minor,
            tax_rate=line.tax_rate,
            tax_minor=line.tax_minor,
        )
        for position, line in enumerate(quote.lines, start=1)
    ]
    OrderLine.objects.bulk_create(lines)
    return {line.variant_id or 0: line for line in lines}


def _write_allocations(lines: dict[int, OrderLine], taken: list[tuple[int, int, int]]) -> None:
    Allocation.objects.bulk_create(
        Allocation(line=lines[variant_id], level_id=level_id, quantity=units) for variant_id, level_id, units in taken
    )


def _captured(order: Order, payment: Payment, result: PaymentResult, now: datetime) -> None:
    asked = Money(payment.amount_minor, payment.currency)
    if result.captured != asked:
        # True news with a wrong amount never pays an order; staff see it on the timeline.
        add_event(
            order=order,
            kind="payment.mismatch",
            message=f"Expected {asked}, got {result.captured}",
            actor=SYSTEM,
            now=now,
        )
        return
    values: dict[str, Any] = {
        "status": Payment.Status.CAPTURED,
        "provider_ref": result.reference,
        "captured_minor": payment.amount_minor,
    }
    # Also an attempt that we had given up: money that came in is never forgotten.
    undecided = Payment.objects.filter(pk=payment.pk).exclude(status=Payment.Status.CAPTURED)
    if undecided.update(**values, updated_at=now) != 1:
        return
    refresh_payment_status(order=order, now=now)
    paid = asked.format(order.locale)
    add_event(order=order, kind="payment.captured", message=f"{paid} paid", actor=SYSTEM, now=now)
    if order.status == Order.Status.PENDING or _take_stock_again(order):
        change_status(order=order, target=Order.Status.PLACED, now=now)
        add_event(order=order, kind="order.placed", message="Order placed", actor=SYSTEM, now=now)
        queue_order_mail(order=order, template="placed", key="placed", now=now)
        return
    # Paid late, after the order lapsed and its goods were sold: the money goes back by itself.
    book_refund(order=order, amount=asked, reason="Paid after the order had expired", now=now)
    add_event(order=order, kind="order.paid_late", message="Paid too late: refunded in full", actor=SYSTEM, now=now)
    queue_order_mail(order=order, template="paid_late", key="paid_late", now=now)


def _take_stock_again(order: Order) -> bool:
    """Allocate a lapsed order's lines once more; answers whether there was enough of everything."""
    if order.status != Order.Status.EXPIRED or _cart_was_bought_again(order):
        return False
    lines = {line.variant_id: line for line in OrderLine.objects.filter(order=order).select_related("variant")}
    if any(line.variant is None for line in lines.values()):
        return False
    wanted = {key: line.quantity for key, line in lines.items() if key and line.variant and line.variant.track_stock}
    try:
        with transaction.atomic():  # a savepoint: nothing stays half taken, and the caller's transaction goes on
            taken = allocate_stock(wanted=wanted)
    except OutOfStock:
        return False
    Allocation.objects.bulk_create(
        Allocation(line=lines[unit.variant_id], level_id=unit.level_id, quantity=unit.quantity) for unit in taken
    )
    OrderLine.objects.filter(order=order).update(quantity_cancelled=0)
    return True


def _cart_was_bought_again(order: Order) -> bool:
    dead = [Order.Status.CANCELLED, Order.Status.EXPIRED]
    return (
        order.cart_key is not None and Order.objects.filter(cart_key=order.cart_key).exclude(status__in=dead).exists()
    )


def _failed(order: Order, payment: Payment, result: PaymentResult, now: datetime) -> None:
    status = Payment.Status.FAILED if result.status == "failed" else Payment.Status.CANCELLED
    values = {"status": status, "provider_ref": result.reference, "failure": result.failure, "redirect_url": ""}
    if not update_open_payment(payment=payment, values=values, now=now):
        return
    message = result.failure or "Payment cancelled"
    add_event(order=order, kind=f"payment.{status}", message=message, actor=SYSTEM, now=now)
    if order.status == Order.Status.PENDING:
        change_status(order=order, target=Order.Status.CANCELLED, now=now)
        cancel_open_units(order=order)
        add_event(order=order, kind="order.cancelled", message="Cancelled: not paid", actor=SYSTEM, now=now)
        if order.cart_key is not None:
            reopen_cart(cart_id=order.cart_key, now=now)
