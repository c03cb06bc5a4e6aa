"""What an order's payments add up to, and the status that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from shop.ledger.models import Entry
from shop.orders.models import Order
from shop.orders.rules import payment_status
from shop.orders.steps import change_status
from shop.payments.models import Payment
from shop.payments.providers import UnknownProvider, get_provider
from shop.payments.queries import standing
from shop.payments.rules import standing_of

_NOT_SENT = (Order.FulfilmentStatus.UNFULFILLED, Order.FulfilmentStatus.PARTIAL)


def derived_payment_status(order: Order, payments: Iterable[Payment]) -> str:
    """Return the payment status that an order should have."""
    rows = list(payments)
    money = standing_of(order, rows)
    return payment_status(
        total_minor=order.total_minor,
        credited_minor=order.credited_minor,
        authorised_minor=money.authorised.amount_minor,
        captured_minor=money.captured.amount_minor,
        refunded_minor=money.refunded.amount_minor,
        disputed_minor=sum(row.disputed_minor for row in rows),
    )


def refresh_payment_status(*, order: Order, now: datetime, payments: Iterable[Payment] | None = None) -> None:
    """Derive the payment status of a locked order from its payments and store it. Two queries, or one."""
    assert connection.in_atomic_block, "refresh_payment_status writes inside the caller's transaction"
    rows = Payment.objects.filter(order=order) if payments is None else payments
    order.payment_status = derived_payment_status(order, rows)
    Order.objects.filter(pk=order.pk).update(payment_status=order.payment_status, updated_at=now)


def close_when_done(*, order: Order, now: datetime) -> None:
    """Close a locked, placed order of which everything was sent or cancelled, and nothing is owed in either direction.

    Two queries, or none where something is still to be sent. A refund on its way counts as paid back.
    """
    assert connection.in_atomic_block, "close_when_done writes inside the caller's transaction"
    if order.status != Order.Status.PLACED or order.fulfilment_status in _NOT_SENT:
        return
    money = standing(order)
    if money.owed or money.authorised:
        return
    change_status(order=order, target=Order.Status.CLOSED, now=now)


def is_manual(payment: Payment) -> bool:
    """Tell whether people say what came in; of a provider that is gone, nobody does."""
    try:
        return get_provider(payment.provider).is_manual
    except UnknownProvider:
        return False


def money_account(payment: Payment) -> Entry.Account:
    """Return where a payment's money lies: in the bank where people book it, else with the provider."""
    return Entry.Account.BANK if is_manual(payment) else Entry.Account.CLEARING
