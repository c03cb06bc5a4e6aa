"""Carrying out what was booked: the calls to the provider, each outside of a transaction and safe to repeat."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from shop.core.actor import SYSTEM
from shop.core.errors import NotFound
from shop.core.money import Money
from shop.orders.locks import lock_order
from shop.orders.steps import add_event

from .models import Refund
from .providers import get_provider
from .providers.base import ProviderUnavailable, RefundResult

log = logging.getLogger("shop.payments")


def carry_out_refund(*, refund_id: int, now: datetime) -> Refund:
    """Ask the provider to give the money of a booked refund back, and note the answer.

    A failure is kept on the refund and can be repeated with the same id at the provider. Raises: NotFound.
    """
    refund = Refund.objects.select_related("payment__order").filter(pk=refund_id).first()
    if refund is None:
        raise NotFound
    if refund.status == Refund.Status.SUCCEEDED:
        return refund
    payment = refund.payment
    amount = Money(refund.amount_minor, refund.currency)
    try:
        result = get_provider(payment.provider).refund(
            attempt_id=payment.public_id, refund_id=refund.public_id, amount=amount
        )
    except ProviderUnavailable as error:
        result = RefundResult("failed", failure=error.message)
    with transaction.atomic(durable=True):
        order = lock_order(order_id=payment.order_id)
        undecided = Refund.objects.filter(pk=refund.pk).exclude(status=Refund.Status.SUCCEEDED)
        status = Refund.Status(result.status)
        values = {"status": status, "provider_ref": result.reference, "failure": result.failure, "updated_at": now}
        if undecided.update(**values):
            text = f"Refund failed: {result.failure}" if result.failure else f"{amount.format(order.locale)} refunded"
            add_event(order=order, kind=f"refund.{status}", message=text, actor=SYSTEM, now=now)
    refund.refresh_from_db()
    return refund


def sweep_refunds(*, now: datetime, limit: int = 20) -> int:
    """Carry out refunds that were booked but never reached the provider (a killed process); returns how many."""
    waiting = Refund.objects.filter(status=Refund.Status.REQUESTED).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:limit])
    for refund_id in ids:
        carry_out_refund(refund_id=refund_id, now=now)
    return len(ids)
