"""Giving money back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shop.core.actor import Actor
from shop.core.errors import DomainError, NotFound
from shop.core.money import Money
from shop.notifications.tasks import wake_delivery
from shop.orders.emails import queue_order_mail
from shop.orders.locks import lock_order
from shop.orders.steps import add_event
from shop.payments.models import Refund
from shop.payments.operations import carry_out_refund
from shop.payments.steps import book_refund


class NothingToRefund(DomainError):
    """The amount is zero or negative."""

    code = "nothing_to_refund"
    default_message = "Enter an amount above zero."


def refund_order(
    *, order_id: int, amount: Money, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> list[Refund]:
    """Give a part or all of what was paid back, over the order's payments, and tell the buyer.

    The amount is booked first, so refunds never exceed what was captured, however many try at once; then the
    provider is asked. A refund that the provider refuses stays on the order as failed and can be repeated.
    `version` is the order's version as the actor saw it, so that a form sent twice refunds once.
    Locks the order, then its payments. Needs the permission orders.refund_order.
    Raises: Forbidden, NotFound, StaleVersion, NothingToRefund, RefundTooHigh.
    """
    actor.require("orders.refund_order")
    if amount.amount_minor <= 0:
        raise NothingToRefund(fields={"amount": NothingToRefund.default_message})
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        refunds = book_refund(order=order, amount=amount, reason=reason, now=now)
        message = f"Refund of {amount.format(order.locale)}{f': {reason}' if reason else ''}"
        add_event(order=order, kind="refund.requested", message=message, actor=actor, now=now)
        extra = {"amount": amount, "reason": reason}
        queue_order_mail(order=order, template="refunded", key=f"refunded:{refunds[0].pk}", now=now, extra=extra)
    done = [carry_out_refund(refund_id=refund.pk, now=now) for refund in refunds]
    transaction.on_commit(wake_delivery, robust=True)
    return done


def retry_refund(*, refund_id: int, actor: Actor, now: datetime) -> Refund:
    """Ask the provider once more for a refund that failed; the same refund there as here.

    Needs the permission orders.refund_order. Raises: Forbidden, NotFound.
    """
    actor.require("orders.refund_order")
    if not Refund.objects.filter(pk=refund_id).exists():
        raise NotFound
    return carry_out_refund(refund_id=refund_id, now=now)
