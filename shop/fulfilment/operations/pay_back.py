"""What follows after the commit: refunds go out, cancelled orders hold no money, covered changes are completed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from shop.core.errors import Busy
from shop.fulfilment.steps.changes import complete_change, missing_for
from shop.orders.locks import lock_order
from shop.orders.models import Order, OrderChange
from shop.orders.queries import waiting_change
from shop.payments.locks import lock_payments
from shop.payments.models import Payment, Refund
from shop.payments.operations import carry_out_refund, end_payment
from shop.payments.providers.base import ProviderUnavailable
from shop.payments.steps import OPEN, close_when_done

_MAY_HOLD = (*OPEN, Payment.Status.AUTHORISED, Payment.Status.CANCELLED)


def pay_back(*, refunds: Iterable[Refund], orders: Collection[Order], now: datetime) -> None:
    """Ask the providers for booked refunds, and to release what they hold for those of the orders that are cancelled.

    A change of one of the orders that is covered by now is completed.

    Outside of any transaction; what fails here the worker's round does again.
    """
    for refund in refunds:
        carry_out_refund(refund_id=refund.pk, now=now)
    for order in orders:
        finish_change(order_id=order.pk, now=now)
    gone = [order.pk for order in orders if order.status == Order.Status.CANCELLED]
    for payment in Payment.objects.filter(order__in=gone, status__in=_MAY_HOLD) if gone else ():
        with suppress(ProviderUnavailable, Busy):
            end_payment(payment_id=payment.pk, now=now)


def finish_change(*, order_id: int, now: datetime) -> None:
    """Complete a change that waits to be paid and for which nothing is missing any more: other goods were credited.

    What was credited pays for it first, so without this its buyer could neither pay nor get the goods. If it is lost,
    the change is completed when its time is over (`checkout.lapse_changes`). Locks the order, its payments, then stock
    by key; nothing where no change waits.
    """
    if not OrderChange.objects.filter(order_id=order_id, status=OrderChange.Status.AWAITING_PAYMENT).exists():
        return
    refunds: list[Refund] = []
    with suppress(Busy), transaction.atomic(durable=True):
        order = lock_order(order_id=order_id)
        lock_payments(order_id=order_id)
        change = waiting_change(order)
        if change is not None and not missing_for(order, change):
            refunds = complete_change(order=order, change=change, now=now)
            close_when_done(order=order, now=now)
    for refund in refunds:
        carry_out_refund(refund_id=refund.pk, now=now)
