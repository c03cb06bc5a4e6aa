"""Asking the provider how a payment stands: the buyer's return, a callback and the sweep all come here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shop.checkout.attempts import start_attempt
from shop.checkout.steps import apply_result, is_needless
from shop.core.errors import NotFound
from shop.notifications.tasks import wake_delivery
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.operations import carry_out_refund
from shop.payments.providers import UnknownProvider, get_provider, gone
from shop.payments.providers.base import PaymentResult, ProviderUnavailable
from shop.payments.queries import refunds_to_carry_out

_DEAD = (Order.Status.EXPIRED, Order.Status.CANCELLED)


def settle_payment(*, payment_id: int, now: datetime, must_reach: bool = False) -> Order:
    """Read the state of a payment at its provider and act on it; any number of calls have the effect of one.

    Money that is held for an order that does not need it is released, refunds that were booked are carried out. A
    provider that cannot be reached changes nothing; with `must_reach` the caller is told. A transfer or invoice that
    was written and not begun is begun; one whose provider is not set up any more is flagged for staff. Locks the order.
    Raises: NotFound, ProviderUnavailable.
    """
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        raise NotFound
    try:
        provider = get_provider(payment.provider)
        result = _begun(payment) if provider.is_manual else provider.fetch(payment.public_id)
        if result is None and not provider.is_manual and payment.order.status in _DEAD:
            result = PaymentResult("cancelled", "")  # it never heard of it, and will not any more
        if result is not None and _note(payment, result, now):
            result = provider.cancel(payment.public_id)
            if result is not None:
                _note(payment, result, now)
    except UnknownProvider:
        _note(payment, gone(payment), now)
    except ProviderUnavailable:
        if must_reach:
            raise
    for refund_id in refunds_to_carry_out(order_id=payment.order_id):
        carry_out_refund(refund_id=refund_id, now=now)
    return Order.objects.get(pk=payment.order_id)


def _begun(payment: Payment) -> PaymentResult | None:
    """Begin a transfer or an invoice whose writer died before; there is nobody else to ask about it."""
    return start_attempt(payment.order, payment) if payment.status == Payment.Status.CREATED else None


def _note(payment: Payment, result: PaymentResult, now: datetime) -> bool:
    """Note the news; answers whether it is money that is held for nothing."""
    with transaction.atomic(durable=True):
        order, payment = apply_result(payment=payment, result=result, now=now)
        needless = is_needless(order, payment)
    transaction.on_commit(wake_delivery, robust=True)
    return needless
