"""Mails of the checkout."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from shop.core.money import Money
from shop.orders.emails import queue_order_mail
from shop.orders.models import Order
from shop.orders.queries import pay_path
from shop.payments.models import Payment


def queue_pay_mail(*, order: Order, payment: Payment, now: datetime) -> None:
    """Tell who ordered while the provider was away how to pay now, once for each attempt."""
    extra = {
        "amount": Money(payment.amount_minor, payment.currency),  # a part may have come in another way
        "deadline": order.payment_deadline,
        "change": None,
        "was_away": True,
        "pay_url": settings.SITE_URL + pay_path(order),
    }
    queue_order_mail(order=order, template="pay", key=f"pay:{payment.public_id}", now=now, extra=extra)
