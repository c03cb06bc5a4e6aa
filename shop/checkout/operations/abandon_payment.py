"""The buyer comes back from the provider's page without having paid."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shop.checkout.steps import apply_result
from shop.core.errors import NotFound
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.providers import get_provider
from shop.payments.providers.base import PaymentResult, ProviderUnavailable
from shop.payments.steps import OPEN


def abandon_payment(*, payment_id: int, now: datetime) -> Order:
    """End an attempt that the buyer gave up, so that their cart and the stock are free at once.

    If it was paid after all, the order is placed. A decided payment stays as it is, and a provider that cannot be
    reached changes nothing: the order lapses later. Locks the order. Raises: NotFound.
    """
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        raise NotFound
    if payment.status in OPEN:
        try:
            result = get_provider(payment.provider).cancel(payment.public_id)
        except ProviderUnavailable:
            return Order.objects.get(pk=payment.order_id)
        with transaction.atomic(durable=True):
            apply_result(payment=payment, result=result or PaymentResult("cancelled", ""), now=now)
    return Order.objects.get(pk=payment.order_id)
