"""What happens to orders apart from money and goods: whose they are, finding them again, holding them, notes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower

from shop.accounts.queries import verified_emails
from shop.core.actor import Actor
from shop.core.errors import InvalidInput
from shop.notifications.tasks import wake_delivery

from .emails import queue_order_mail
from .locks import lock_order
from .models import Order, OrderNote
from .steps import add_event, change_status

NOTE_LENGTH = 2000
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
        sent = Order.objects.exclude(status=Order.Status.DRAFT)  # a draft is the shop's own until it is sent
        order = sent.filter(number=int(digits), email__iexact=email.strip()).first()
        if order is None:
            return
        window = int(now.timestamp()) // (LINK_MINUTES * 60)
        queue_order_mail(order=order, template="link", key=f"link:{window}", now=now)
    transaction.on_commit(wake_delivery, robust=True)


def hold_order(*, order_id: int, reason: str, actor: Actor, now: datetime, version: int | None = None) -> Order:
    """Put a placed order on hold: it is not sent until it is released. Goods and money stay as they are.

    Locks the order. Needs the permission orders.hold_order.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, InvalidInput without a reason.
    """
    actor.require("orders.hold_order")
    reason = reason.strip()[:200]
    if not reason:
        raise InvalidInput(fields={"reason": "Say why, for whoever finds the order waiting."})
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        change_status(order=order, target=Order.Status.ON_HOLD, now=now)
        add_event(order=order, kind="order.held", message=f"On hold: {reason}", actor=actor, now=now)
    order.refresh_from_db()
    return order


def add_note(*, order_id: int, text: str, actor: Actor, now: datetime) -> OrderNote:
    """Write a note that only staff see. Locks the order for a moment. Needs the permission orders.add_ordernote.

    Raises: Forbidden, NotFound, InvalidInput.
    """
    actor.require("orders.add_ordernote")
    text = text.strip()
    if not 1 <= len(text) <= NOTE_LENGTH:
        raise InvalidInput(fields={"text": f"Write 1 to {NOTE_LENGTH} characters."})
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id)
        return OrderNote.objects.create(
            order=order, text=text, author_id=actor.user_id, author_label=actor.label, created_at=now
        )
