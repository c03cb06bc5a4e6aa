"""What happens to orders apart from money and goods: whose they are, and how to find them again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower

from shop.accounts.queries import verified_emails
from shop.notifications.tasks import wake_delivery

from .emails import queue_order_mail
from .models import Order

LINK_MINUTES = 10  # the same order's link is mailed once in this time, however often somebody asks


def claim_guest_orders(*, user_id: int) -> int:
    """Give a customer the orders that were placed as a guest with an e-mail address they have verified.

    An address that was only typed proves nothing and brings nothing. Returns how many orders were found.
    """
    emails = verified_emails(user_id=user_id)
    if not emails:
        return 0
    with transaction.atomic(durable=True):
        guests = Order.objects.filter(user=None).alias(email_lower=Lower("email")).filter(email_lower__in=emails)
        return guests.update(user_id=user_id)


def mail_order_link(*, number: str, email: str, now: datetime) -> None:
    """Mail the signed link of an order to its buyer, if number and e-mail address belong together.

    Tells the caller nothing, so that nobody learns which orders or addresses exist.
    """
    digits = number.strip().lstrip("#").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        return
    with transaction.atomic(durable=True):
        order = Order.objects.filter(number=int(digits), email__iexact=email.strip()).first()
        if order is None:
            return
        window = int(now.timestamp()) // (LINK_MINUTES * 60)
        queue_order_mail(order=order, template="link", key=f"link:{window}", now=now)
    transaction.on_commit(wake_delivery, robust=True)
