"""What an order's payments add up to, and the status that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from shop.core.money import Money
from shop.ledger.models import Entry
from shop.orders.models import Order
from shop.orders.rules import payment_status
from shop.orders.steps import change_status
from shop.payments.models import Payment
from shop.payments.providers import UnknownProvider, get_provider

_NOT_SENT = (Order.FulfilmentStatus.UNFULFILLED, Order.FulfilmentStatus.PARTIAL)


@dataclass(frozen=True, slots=True)
class Sums:
    """Minor units over all payments of an order. `held` is authorised and not captured."""

    held: int
    captured: int
    refunded: int
    disputed: int
    lost: int


def sums_of(payments: Iterable[Payment]) -> Sums:
    """Add up payments."""
    rows = list(payments)
    return Sums(
        held=sum(payment.capturable.amount_minor for payment in rows),
        captured=sum(payment.captured_minor for payment in rows),
        refunded=sum(payment.refunded_minor for payment in rows),
        disputed=sum(payment.disputed_minor for payment in rows),
        lost=sum(payment.lost_minor for payment in rows),
    )


def owed(order: Order, *, payments: Iterable[Payment] | None = None) -> Money:
    """Return what the buyer still owes: total − credited − captured + refunded + lost in disputes. Below 0, we owe.

    What a bank took in a lost dispute counts as far as it had not gone back before (`Payment.lost_minor`).

    Booked refunds count as paid back; once all have succeeded this is the order's receivable in the ledger. Of an
    order that lapsed or was cancelled before it was placed nothing is owed. One query, or none with `payments`.
    """
    sums = sums_of(Payment.objects.filter(order=order) if payments is None else payments)
    is_dead = order.placed_at is None and order.status in (Order.Status.EXPIRED, Order.Status.CANCELLED)
    due = 0 if is_dead else order.total_minor - order.credited_minor
    return Money(due - sums.captured + sums.refunded + sums.lost, order.currency)


def derived_payment_status(order: Order, payments: Iterable[Payment]) -> str:
    """Return the payment status that an order should have."""
    sums = sums_of(payments)
    return payment_status(
        total_minor=order.total_minor,
        credited_minor=order.credited_minor,
        held_minor=sums.held,
        captured_minor=sums.captured,
        refunded_minor=sums.refunded,
        disputed_minor=sums.disputed,
    )


def refresh_payment_status(*, order: Order, now: datetime, payments: Iterable[Payment] | None = None) -> None:
    """Derive the payment status of a locked order from its payments and store it. Two queries, or one."""
    assert connection.in_atomic_block, "refresh_payment_status writes inside the caller's transaction"
    rows = Payment.objects.filter(order=order) if payments is None else payments
    order.payment_status = derived_payment_status(order, rows)
    Order.objects.filter(pk=order.pk).update(payment_status=order.payment_status, updated_at=now)


def close_when_done(*, order: Order, now: datetime) -> bool:
    """Close a locked, placed order of which everything was sent or cancelled, and nothing is owed in either direction.

    Two queries, or none where something is still to be sent. A refund on its way counts as paid back.
    """
    assert connection.in_atomic_block, "close_when_done writes inside the caller's transaction"
    if order.status != Order.Status.PLACED or order.fulfilment_status in _NOT_SENT:
        return False
    payments = list(Payment.objects.filter(order=order))
    if owed(order, payments=payments) or sums_of(payments).held:
        return False
    change_status(order=order, target=Order.Status.CLOSED, now=now)
    return True


def is_manual(payment: Payment) -> bool:
    """Tell whether people say what came in; of a provider that is gone, nobody does."""
    try:
        return get_provider(payment.provider).is_manual
    except UnknownProvider:
        return False


def money_account(payment: Payment) -> Entry.Account:
    """Return where a payment's money lies: in the bank where people book it, else with the provider."""
    return Entry.Account.BANK if is_manual(payment) else Entry.Account.CLEARING
