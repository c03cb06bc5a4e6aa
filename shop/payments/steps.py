"""Writes on payments, inside somebody else's transaction. Nothing here talks to a provider."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Sum

from shop.core.errors import DomainError
from shop.core.ids import new_id
from shop.core.money import Money
from shop.orders.models import Order
from shop.orders.rules import payment_status

from .locks import lock_payments
from .models import Payment, Refund

OPEN = (Payment.Status.CREATED, Payment.Status.REQUIRES_ACTION, Payment.Status.PROCESSING)


class RefundTooHigh(DomainError):
    """More would go back than came in."""

    code = "refund_too_high"
    kind = "conflict"
    default_message = "This is more than can still be refunded."


def update_open_payment(*, payment: Payment, values: Mapping[str, Any], now: datetime) -> bool:
    """Write to a payment that is not decided yet; answers whether this call decided it (two may try)."""
    assert connection.in_atomic_block, "update_open_payment writes inside the caller's transaction"
    open_payment = Payment.objects.filter(pk=payment.pk, status__in=OPEN)
    return open_payment.update(**values, updated_at=now) == 1


def book_refund(*, order: Order, amount: Money, reason: str, now: datetime) -> list[Refund]:
    """Book a refund on the captured payments of a locked order, oldest first; the provider is asked after the commit.

    Each part is taken by a conditional update, so refunds never exceed what was captured. Raises: RefundTooHigh.
    """
    assert connection.in_atomic_block, "book_refund writes inside the caller's transaction"
    missing = amount.amount_minor
    refunds = []
    for payment in lock_payments(order_id=order.pk):
        part = min(missing, payment.refundable.amount_minor)
        if part <= 0 or payment.currency != amount.currency:
            continue
        fits = Payment.objects.filter(pk=payment.pk, captured_minor__gte=F("refunded_minor") + part)
        if fits.update(refunded_minor=F("refunded_minor") + part, updated_at=now) != 1:
            raise RefundTooHigh
        refunds.append(
            Refund.objects.create(
                payment=payment,
                public_id=new_id("ref"),
                amount_minor=part,
                currency=amount.currency,
                reason=reason[:200],
                created_at=now,
                updated_at=now,
            )
        )
        missing -= part
    if missing or not refunds:
        raise RefundTooHigh
    refresh_payment_status(order=order, now=now)
    return refunds


def lock_open_and_paid(*, order: Order) -> tuple[list[Payment], Money]:
    """Lock a locked order's payments; returns those not decided yet, and what can still be refunded of the others."""
    assert connection.in_atomic_block, "lock_open_and_paid locks inside the caller's transaction"
    payments = lock_payments(order_id=order.pk)
    refundable = sum(payment.refundable.amount_minor for payment in payments)
    return [payment for payment in payments if payment.status in OPEN], Money(refundable, order.currency)


def refresh_payment_status(*, order: Order, now: datetime) -> None:
    """Derive the payment status of a locked order from its payments and store it."""
    assert connection.in_atomic_block, "refresh_payment_status writes inside the caller's transaction"
    sums = Payment.objects.filter(order=order).aggregate(captured=Sum("captured_minor"), refunded=Sum("refunded_minor"))
    order.payment_status = payment_status(captured_minor=sums["captured"] or 0, refunded_minor=sums["refunded"] or 0)
    Order.objects.filter(pk=order.pk).update(payment_status=order.payment_status, updated_at=now)
