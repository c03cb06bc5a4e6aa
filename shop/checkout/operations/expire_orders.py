"""What time does to orders: unpaid ones lapse, payments in doubt are asked about."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from shop.checkout.steps import apply_result, lapse_order
from shop.notifications.tasks import wake_delivery
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.providers import get_provider
from shop.payments.providers.base import ProviderUnavailable
from shop.payments.steps import OPEN

from .settle_payment import settle_payment

DOUBT_AFTER = timedelta(seconds=60)  # younger attempts are still with the request that made them


def expire_orders(*, now: datetime, limit: int = 100) -> int:
    """End pending orders whose time to pay is over; returns how many were looked at.

    The provider is asked to end each attempt first: if it was paid after all, the order is placed. An order whose
    provider cannot be reached waits for the next sweep.
    """
    overdue = Order.objects.filter(status=Order.Status.PENDING, payment_deadline__lte=now).order_by("pk")
    ids = list(overdue.values_list("pk", flat=True)[:limit])
    for order_id in ids:
        _expire(order_id, now)
    return len(ids)


def settle_open_payments(*, now: datetime, limit: int = 100) -> int:
    """Ask about payments that nobody has heard of for a while; returns how many were asked about."""
    doubtful = Payment.objects.filter(
        status__in=OPEN, updated_at__lte=now - DOUBT_AFTER, order__payment_deadline__gt=now
    )
    ids = list(doubtful.order_by("pk").values_list("pk", flat=True)[:limit])
    for payment_id in ids:
        settle_payment(payment_id=payment_id, now=now)
    return len(ids)


def _expire(order_id: int, now: datetime) -> None:
    payment = Payment.objects.filter(order_id=order_id).order_by("-pk")[:1].get()
    try:
        result = get_provider(payment.provider).cancel(payment.public_id)
    except ProviderUnavailable:
        return
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id)
        if order.status != Order.Status.PENDING:
            return
        if result is not None and result.status == "captured":
            apply_result(payment=payment, result=result, now=now)
        else:
            Payment.objects.filter(pk=payment.pk, status__in=OPEN).update(
                status=Payment.Status.CANCELLED, redirect_url="", updated_at=now
            )
            lapse_order(order=order, now=now)
    transaction.on_commit(wake_delivery, robust=True)
