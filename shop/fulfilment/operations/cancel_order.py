"""Cancelling an order of which nothing has been sent."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from shop.core.actor import Actor
from shop.notifications.tasks import wake_delivery
from shop.orders.emails import queue_order_mail
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import add_event, cancel_open_units, change_status
from shop.payments.models import Payment, Refund
from shop.payments.operations import carry_out_refund
from shop.payments.providers import get_provider
from shop.payments.providers.base import ProviderUnavailable
from shop.payments.steps import OPEN, book_refund, lock_open_and_paid


def cancel_order(*, order_id: int, actor: Actor, reason: str, now: datetime, version: int | None = None) -> Order:
    """Cancel an order before anything was sent: free its stock, give all money back, tell the buyer.

    `version` is the order's version as the actor saw it; a later one is refused.
    Locks the order, its payments, then its stock. Needs the permission orders.cancel_order.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition.
    """
    actor.require("orders.cancel_order")
    refunds: list[Refund] = []
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        if order.fulfilment_status != Order.FulfilmentStatus.UNFULFILLED:
            raise ForbiddenTransition("A part of this order has been sent already. Refund it instead.")
        change_status(order=order, target=Order.Status.CANCELLED, now=now)
        open_payments, refundable = lock_open_and_paid(order=order)
        Payment.objects.filter(pk__in=[p.pk for p in open_payments], status__in=OPEN).update(
            status=Payment.Status.CANCELLED, redirect_url="", updated_at=now
        )
        if refundable:
            refunds = book_refund(order=order, amount=refundable, reason=reason or "Order cancelled", now=now)
        cancel_open_units(order=order, actor=actor, now=now)
        message = f"Cancelled: {reason}" if reason else "Cancelled"
        add_event(order=order, kind="order.cancelled", message=message, actor=actor, now=now)
        extra = {"refunded": refundable, "reason": reason}
        queue_order_mail(order=order, template="cancelled", key="cancelled", now=now, extra=extra)
    for payment in open_payments:
        with suppress(ProviderUnavailable):  # should it be paid after all, the news refunds it
            get_provider(payment.provider).cancel(payment.public_id)
    for refund in refunds:
        carry_out_refund(refund_id=refund.pk, now=now)
    transaction.on_commit(wake_delivery, robust=True)
    order.refresh_from_db()
    return order
