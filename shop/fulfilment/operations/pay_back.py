"""What follows after the commit: refunds are carried out, and cancelled orders hold no money any more."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from shop.core.errors import Busy
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from shop.payments.operations import carry_out_refund, end_payment
from shop.payments.providers.base import ProviderUnavailable
from shop.payments.steps import OPEN

_MAY_HOLD = (*OPEN, Payment.Status.AUTHORISED, Payment.Status.CANCELLED)


def pay_back(*, refunds: Iterable[Refund], orders: Iterable[Order], now: datetime) -> None:
    """Ask the providers for booked refunds, and to release what they hold for those of the orders that are cancelled.

    Outside of any transaction; what fails here the worker's round does again.
    """
    for refund in refunds:
        carry_out_refund(refund_id=refund.pk, now=now)
    gone = [order.pk for order in orders if order.status == Order.Status.CANCELLED]
    for payment in Payment.objects.filter(order__in=gone, status__in=_MAY_HOLD) if gone else ():
        with suppress(ProviderUnavailable, Busy):
            end_payment(payment_id=payment.pk, now=now)
