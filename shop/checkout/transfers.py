"""How a buyer pays by bank transfer: the same for pages, JSON API and GraphQL."""

from __future__ import annotations

from datetime import datetime

from shop.orders.models import Order
from shop.payments.providers import instructions_for
from shop.payments.providers.manual import Instructions
from shop.payments.rules import in_force

from .operations import amount_due

_ENDED = (Order.Status.CANCELLED, Order.Status.EXPIRED)
_PAID = (Order.PaymentStatus.PAID, Order.PaymentStatus.OVERPAID)


def transfer_to_make(*, order: Order, now: datetime) -> Instructions | None:
    """Return where the buyer of an order sends what, as long as money by transfer (or for an invoice) is missing.

    None where it is paid another way, has come, or the order has ended. From what is loaded, or one query.
    """
    payment = in_force(sorted(order.payments.all(), key=lambda payment: payment.pk))
    if payment is None or order.status in _ENDED or payment.captured_minor >= payment.amount_minor:
        return None
    how = instructions_for(payment)
    if how is not None and order.payment_status in _PAID and not amount_due(order=order, now=now):
        return None  # the money came another way
    return how
