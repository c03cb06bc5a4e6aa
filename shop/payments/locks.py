"""The row lock on payments: after the order's, before stock (docs/locking.md)."""

from __future__ import annotations

from .models import Payment


def lock_payments(*, order_id: int) -> list[Payment]:
    """Lock and return all payments of an order."""
    return list(Payment.objects.select_for_update(of=("self",)).filter(order_id=order_id).order_by("pk"))
