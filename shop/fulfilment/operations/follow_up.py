"""What follows an operation's commit, and only a provider can do: refunds go out, ended orders hold no money."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from shop.core.errors import Busy
from shop.fulfilment.steps.changes import complete_change, missing_for
from shop.orders.locks import lock_order
from shop.orders.models import Order, OrderChange
from shop.orders.queries import waiting_change
from shop.payments.locks import lock_payments
from shop.payments.models import Payment
from shop.payments.operations import carry_out_refund, end_payment
from shop.payments.providers.base import ProviderUnavailable
from shop.payments.queries import refunds_to_carry_out
from shop.payments.steps import OPEN, close_when_done

_MAY_BE_AUTHORISED = (*OPEN, Payment.Status.AUTHORISED)  # what has ended is not asked about again


def follow_up(*, order_ids: Iterable[int], now: datetime) -> None:
    """End what orders that are cancelled hold, carry out refunds that are booked, complete changes that are covered.

    The end of every operation that books money, outside of any transaction. What fails here, or is lost with the
    process, the periodic jobs do again, so no refusal leaves it: the operation itself is done. Locks as the
    operations that it calls.
    """
    order_ids = list(order_ids)
    to_end = Payment.objects.filter(
        order__in=order_ids, order__status=Order.Status.CANCELLED, status__in=_MAY_BE_AUTHORISED
    )
    for payment_id in to_end.order_by("pk").values_list("pk", flat=True):
        with suppress(ProviderUnavailable, Busy):
            end_payment(payment_id=payment_id, now=now)
    for order_id in order_ids:
        _finish_change(order_id, now)
        for refund_id in refunds_to_carry_out(order_id=order_id):
            with suppress(Busy):
                carry_out_refund(refund_id=refund_id, now=now)


def _finish_change(order_id: int, now: datetime) -> None:
    """Complete a change that waits to be paid and for which nothing is missing any more: other goods were credited.

    What was credited pays for it first, so without this its buyer could neither pay nor get the goods. If it is lost,
    the change is completed when its time is over (`checkout.lapse_changes`). Locks the order, its payments, then stock
    by key; nothing where no change waits.
    """
    if not OrderChange.objects.filter(order_id=order_id, status=OrderChange.Status.AWAITING_PAYMENT).exists():
        return
    with suppress(Busy), transaction.atomic(durable=True):
        order = lock_order(order_id=order_id)
        lock_payments(order_id=order_id)
        change = waiting_change(order)
        if change is not None and not missing_for(order, change):
            complete_change(order=order, change=change, now=now)
            close_when_done(order=order, now=now)
