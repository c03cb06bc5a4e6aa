"""What an order on account still asks for: it follows the order, because no provider has fixed it."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from shop.orders.models import Order
from shop.payments.locks import lock_payments
from shop.payments.models import Payment
from shop.payments.rules import standing_of

from .sums import is_manual


def follow_order(*, order: Order, now: datetime) -> None:
    """Let the latest open invoice of a locked order ask for what is owed now; what asks for nothing more is over."""
    assert connection.in_atomic_block, "follow_order writes inside the caller's transaction"
    payments = lock_payments(order_id=order.pk)
    invoices = [payment for payment in payments if payment.status == Payment.Status.PROCESSING and is_manual(payment)]
    missing = max(0, standing_of(order, payments).owed.amount_minor)
    for invoice in reversed(invoices):  # the latest asks for all, one before it that was paid in part for nothing more
        status = invoice.status
        if not missing:
            status = Payment.Status.CAPTURED if invoice.captured_minor else Payment.Status.CANCELLED
        amount = invoice.captured_minor + missing
        Payment.objects.filter(pk=invoice.pk).update(amount_minor=amount, status=status, updated_at=now)
        missing = 0
