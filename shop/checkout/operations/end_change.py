"""Changes of orders that were not paid: taken back by staff, or by themselves when their time is over."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from shop.checkout.attempts import CHECKED_FOR, end_attempt, is_news, is_processing
from shop.checkout.steps import apply_result
from shop.core.actor import SYSTEM, By
from shop.core.errors import Busy, NotFound
from shop.core.rounds import for_each
from shop.fulfilment.operations.follow_up import follow_up
from shop.fulfilment.steps.changes import complete_change, missing_for, revert_change
from shop.orders.locks import lock_order
from shop.orders.models import OrderChange
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Payment
from shop.payments.providers.base import ProviderUnavailable
from shop.payments.steps import OPEN

Status = OrderChange.Status


def withdraw_change(*, change_id: int, by: By) -> OrderChange:
    """Take a change back that waits to be paid; what was paid for it already goes back.

    Attempts to pay are ended at the provider first: if one was paid after all, the change stands.
    Locks the order. Needs the permission orders.edit_order.
    Raises: Forbidden, NotFound, ForbiddenTransition, ProviderUnavailable.
    """
    by.require("orders.edit_order")
    change = OrderChange.objects.filter(pk=change_id).first()
    if change is None:
        raise NotFound
    if not _end(change, Status.WITHDRAWN, by):
        raise ForbiddenTransition(gettext("This change is no longer awaiting payment."))
    change.refresh_from_db()
    return change


def lapse_changes(*, now: datetime, limit: int = 100) -> int:
    """Take back changes that were not paid in time; returns how many were looked at.

    One whose provider cannot be reached waits for the next sweep, and one whose payment the provider is still
    processing for its answer.
    """
    overdue = OrderChange.objects.filter(status=Status.AWAITING_PAYMENT, expires_at__lte=now).order_by("pk")
    return for_each(list(overdue[:limit]), lambda change: _lapse(change, now))


def _lapse(change: OrderChange, now: datetime) -> None:
    with suppress(ProviderUnavailable, Busy):
        _end(change, Status.LAPSED, By(SYSTEM, now))


def _end(change: OrderChange, status: OrderChange.Status, by: By) -> bool:
    """End what is under way at the provider, then take the change back; answers whether this call did."""
    payments = Payment.objects.filter(order_id=change.order_id, status__in=OPEN).order_by("pk")
    answers = [(payment, end_attempt(payment)) for payment in payments]
    with transaction.atomic(durable=True):
        order = lock_order(order_id=change.order_id)
        for payment, result in answers:
            if result is not None and is_news(result):
                order, _ = apply_result(payment=payment, result=result, now=by.now)
        waiting = OrderChange.objects.filter(pk=change.pk, status=Status.AWAITING_PAYMENT).first()
        if status == Status.LAPSED and any(is_processing(result) for _, result in answers):
            OrderChange.objects.filter(pk=change.pk, expires_at__lte=by.now).update(expires_at=by.now + CHECKED_FOR)
            waiting = None
        is_due = waiting is not None and (status == Status.WITHDRAWN or _is_over(waiting, by.now))
        if waiting is not None and is_due:
            over = [payment.pk for payment, result in answers if not is_processing(result)]  # others are asked about
            ended = Payment.objects.filter(pk__in=over, status__in=OPEN)
            ended.filter(captured_minor=0).update(status=Payment.Status.CANCELLED, redirect_url="", updated_at=by.now)
            if status == Status.LAPSED and not missing_for(order, waiting):  # what was credited since pays for it
                complete_change(order=order, change=waiting, now=by.now)
            else:
                revert_change(order=order, change=waiting, status=status, by=by)
    follow_up(order_ids=[change.order_id], now=by.now)
    return is_due


def _is_over(change: OrderChange, now: datetime) -> bool:
    """Whether the time to pay is over still: a transfer that was chosen meanwhile has more."""
    return change.expires_at is not None and change.expires_at <= now
