"""Asking the provider how a payment stands: the buyer's return, a callback and the sweep all come here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shop.checkout.emails import queue_pay_mail
from shop.checkout.steps import apply_result, is_needless
from shop.core.errors import NotFound
from shop.fulfilment.operations.follow_up import follow_up
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.providers import UnknownProvider, get_provider, unknown_provider_result
from shop.payments.providers.base import PaymentResult, ProviderUnavailable

from .begin_payment import begin_payment
from .pay_order import amount_due

_DEAD = (Order.Status.EXPIRED, Order.Status.CANCELLED)


def settle_payment(*, payment_id: int, now: datetime, must_reach: bool = False) -> Order:
    """Read the state of a payment at its provider and act on it; any number of calls have the effect of one.

    Money that is held for an order that does not need it is released, refunds that were booked are carried out. A
    provider that cannot be reached changes nothing; with `must_reach` the caller is told. An attempt that never reached
    its provider is begun while its order can be paid; one whose provider is not set up any more is flagged for staff.
    Locks the order.
    Raises: NotFound, ProviderUnavailable.
    """
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        raise NotFound
    try:
        provider = get_provider(payment.provider)
        result = None if provider.is_manual else provider.fetch(payment.public_id)
        if result is None and payment.order.status in _DEAD and not provider.is_manual:
            result = PaymentResult("cancelled", "")  # it never heard of it, and will not any more
        elif result is None and payment.is_unreached:
            _begin_again(payment, now)
        if result is not None and _apply_and_check_need(payment, result, now):
            result = provider.cancel(payment.public_id)
            if result is not None:
                _apply_and_check_need(payment, result, now)
    except UnknownProvider:
        _apply_and_check_need(payment, unknown_provider_result(payment), now)
    except ProviderUnavailable:
        if must_reach:
            raise
    follow_up(order_ids=[payment.order_id], now=now)
    return Order.objects.get(pk=payment.order_id)


def _begin_again(payment: Payment, now: datetime) -> None:
    """Begin what never reached its provider, because that was away or the process died; but not while somebody does.

    The buyer has left by then, or waits on the order's page: they are written to as well.
    """
    if not amount_due(order=payment.order, now=now):
        return
    order, attempt = begin_payment(order=payment.order, payment=payment, now=now, waits=False)
    if (
        order.status == Order.Status.PENDING
        and attempt.status == Payment.Status.REQUIRES_ACTION
        and attempt.redirect_url
    ):
        with transaction.atomic(durable=True):
            queue_pay_mail(order=lock_order(order_id=order.pk), payment=attempt, now=now)


def _apply_and_check_need(payment: Payment, result: PaymentResult, now: datetime) -> bool:
    """Note the news; answers whether it is money that is held for nothing."""
    with transaction.atomic(durable=True):
        order, payment = apply_result(payment=payment, result=result, now=now)
        return is_needless(order, payment)
