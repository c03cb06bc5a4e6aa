"""Asking the provider how a payment stands: the buyer's return, a callback and the sweep all come here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shop.checkout.steps import apply_result
from shop.core.errors import NotFound
from shop.notifications.tasks import wake_delivery
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.operations import carry_out_refund
from shop.payments.providers import get_provider
from shop.payments.providers.base import ProviderUnavailable


def settle_payment(*, payment_id: int, now: datetime, must_reach: bool = False) -> Order:
    """Read the state of a payment at its provider and act on it; any number of calls have the effect of one.

    A provider that cannot be reached changes nothing; with `must_reach` the caller is told. Locks the order.
    Raises: NotFound, ProviderUnavailable.
    """
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        raise NotFound
    try:
        result = get_provider(payment.provider).fetch(payment.public_id)
    except ProviderUnavailable:
        if must_reach:
            raise
        result = None
    if result is not None:
        with transaction.atomic(durable=True):
            apply_result(payment=payment, result=result, now=now)
        transaction.on_commit(wake_delivery, robust=True)
        for refund in payment.refunds.filter(status="requested"):
            carry_out_refund(refund_id=refund.pk, now=now)
    return Order.objects.get(pk=payment.order_id)
