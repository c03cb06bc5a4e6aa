"""Asking a provider to begin an attempt: one caller at a time, the others wait for what that one hears."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from shop.checkout.attempts import start_attempt
from shop.checkout.steps import apply_result, kept_until, waits_for_link
from shop.orders.locks import lock_order
from shop.orders.models import Order, OrderChange
from shop.payments.models import Payment
from shop.payments.steps import OPEN

LEASE = timedelta(seconds=45)  # longer than a provider may take to answer, with its retries
WAIT = 12.0  # seconds that another caller waits before asking as well; asking twice is safe, but tells nobody more
_PAUSE = 0.1
_Status = Payment.Status
_UNDECIDED = (_Status.CREATED, _Status.PROCESSING)


def begin_payment(
    *, order: Order, payment: Payment, now: datetime, is_claimed: bool = False, waits: bool = True
) -> tuple[Order, Payment]:
    """Begin an attempt at its provider and note the answer; one that was begun is looked at again.

    Any number of calls at once are one: who comes second waits for the way that the first is told. With `is_claimed`
    the caller has just written the attempt, so that nobody else asks; without `waits` a second caller goes on at once.
    Where the provider does not answer, the attempt stays undecided, to be begun again by the next who asks; once it is
    begun late, the goods are kept for as long as paying takes. An invoice of a buyer who has not followed the link of
    the mail does not begin. Locks the order.
    """
    if waits_for_link(order, payment.provider):
        return order, payment
    if not is_claimed and not _claim_attempt(payment, now):
        payment = _wait_for(payment) if waits else _reread(payment)
        if not waits or payment.asked_at is None or payment.status not in _UNDECIDED:
            return payment.order, payment
    try:
        return _begin_at_provider(order, payment, now, is_late=not is_claimed)
    except BaseException:
        Payment.objects.filter(pk=payment.pk).update(asked_at=None)
        raise


def _begin_at_provider(order: Order, payment: Payment, now: datetime, *, is_late: bool) -> tuple[Order, Payment]:
    result = start_attempt(order, payment)
    with transaction.atomic(durable=True):
        if result is not None:
            fresh_order, attempt = apply_result(payment=payment, result=result, now=now)
            if is_late and payment.is_unreached and attempt.provider_ref and attempt.status in OPEN:
                extend_reservation(order=fresh_order, provider=attempt.provider, now=now)
            return fresh_order, attempt
        lock_order(order_id=payment.order_id)
        Payment.objects.filter(pk=payment.pk, status=_Status.CREATED).update(status=_Status.PROCESSING)
        Payment.objects.filter(pk=payment.pk).update(asked_at=None, updated_at=now)
    payment = _reread(payment)
    return payment.order, payment


def extend_reservation(*, order: Order, provider: str, now: datetime) -> None:
    """Keep the goods of a locked order, or of its change, for as long as paying this way takes: a transfer takes days.

    From now on the order is paid by its own page: a declined payment does not end it, nor raise its version. While it
    waits for the link of its mail, they are kept for the short time only that such an order has.
    """
    assert connection.in_atomic_block, "extend_reservation writes inside the caller's transaction"
    waits = order.awaits_confirmation and order.status == Order.Status.PENDING
    until = kept_until(provider=provider, awaits_confirmation=waits, now=order.created_at if waits else now)
    if order.status != Order.Status.PENDING:
        changes = OrderChange.objects.filter(order=order, status=OrderChange.Status.AWAITING_PAYMENT)
        changes.filter(expires_at__lt=until).update(expires_at=until)
        return
    order.payment_deadline, order.pays_by_link = max(order.payment_deadline, until), True
    Order.objects.filter(pk=order.pk).update(pays_by_link=True, payment_deadline=order.payment_deadline)


def _claim_attempt(payment: Payment, now: datetime) -> bool:
    """Become the one who asks; answers whether nobody else does, or has not answered for long."""
    free = Q(asked_at=None) | Q(asked_at__lte=now - LEASE)
    with transaction.atomic(durable=True):
        return Payment.objects.filter(free, pk=payment.pk, status__in=OPEN).update(asked_at=now) == 1


def _wait_for(payment: Payment) -> Payment:
    until = time.monotonic() + WAIT
    while (fresh := _reread(payment)).asked_at is not None and time.monotonic() < until:
        time.sleep(_PAUSE)
    return fresh


def _reread(payment: Payment) -> Payment:
    return Payment.objects.select_related("order").get(pk=payment.pk)
