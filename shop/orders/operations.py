"""What happens to orders apart from money and goods: whose they are, how to reach the buyer, holding them, notes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from shop.accounts.queries import verified_emails
from shop.core.actor import By
from shop.core.contact import email_key, normal_email
from shop.core.errors import InvalidInput, NotFound
from shop.notifications.queries import list_messages_about
from shop.notifications.steps import queue_again, readdress_messages

from .emails import queue_order_mail
from .locks import lock_order
from .models import Order, OrderAddress, OrderNote
from .steps import add_event, change_status

NOTE_LENGTH = 2000
LINK_MINUTES = 10  # the same order's link is mailed once in this time, however often somebody asks


def claim_guest_orders(*, user_id: int) -> None:
    """Give a customer the orders that were placed as a guest with an email address they have verified.

    An address that was only typed proves nothing and brings nothing.
    """
    emails = verified_emails(user_id=user_id)
    if not emails:
        return
    with transaction.atomic(durable=True):
        guests = Order.objects.filter(user=None).alias(email_lower=Lower("email")).filter(email_lower__in=emails)
        guests.update(user_id=user_id)


def mail_order_link(*, number: str, email: str, now: datetime) -> None:
    """Mail the signed link of an order to its buyer, if number and email address belong together.

    Tells the caller nothing, so that nobody learns which orders or addresses exist.
    """
    digits = number.strip().lstrip("#").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        return
    with transaction.atomic(durable=True):
        sent = Order.objects.exclude(status=Order.Status.DRAFT)  # a draft is the shop's own until it is sent
        order = sent.filter(number=int(digits), email__iexact=email_key(email)).first()
        if order is None:
            return
        window = int(now.timestamp()) // (LINK_MINUTES * 60)
        queue_order_mail(order=order, template="link", key=f"link:{window}", now=now)


def hold_order(*, order_id: int, reason: str, by: By, version: int | None = None) -> Order:
    """Put a placed order on hold: it is not sent until it is released. Goods and money stay as they are.

    Locks the order. Needs the permission orders.hold_order.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, InvalidInput without a reason.
    """
    by.require("orders.hold_order")
    reason = reason.strip()[:200]
    if not reason:
        raise InvalidInput(fields={"reason": _("Enter a reason, so that others know why the order is waiting.")})
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        change_status(order=order, target=Order.Status.ON_HOLD, now=by.now)
        add_event(order=order, kind="order.held", message=_("On hold: %(reason)s") % {"reason": reason}, by=by)
    order.refresh_from_db()
    return order


def add_note(*, order_id: int, text: str, by: By) -> OrderNote:
    """Write a note that only staff see. Locks the order for a moment. Needs the permission orders.add_ordernote.

    Raises: Forbidden, NotFound, InvalidInput.
    """
    by.require("orders.add_ordernote")
    text = text.strip()
    if not 1 <= len(text) <= NOTE_LENGTH:
        raise InvalidInput(
            fields={"text": _("Enter a note of 1 to %(note_length)s characters.") % {"note_length": NOTE_LENGTH}}
        )
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id)
        return OrderNote.objects.create(
            order=order, text=text, author_id=by.actor.user_id, author_label=by.actor.label, created_at=by.now
        )


def edit_contact(*, order_id: int, email: str, phone: str, by: By, version: int | None = None) -> Order:
    """Correct how the buyer of an order is reached; mail about it that has not been sent yet goes to the new address.

    The phone is that of the delivery address. Locks the order. Needs the permission orders.edit_order.
    Raises: Forbidden, NotFound, StaleVersion, InvalidInput.
    """
    by.require("orders.edit_order")
    email, phone = _checked_contact(email, phone)
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        address = OrderAddress.objects.filter(order=order, kind=OrderAddress.Kind.SHIPPING).first()
        if address is not None and address.phone != phone:
            data = {"before": address.phone, "after": phone}
            OrderAddress.objects.filter(pk=address.pk).update(phone=phone)
            message = (
                (_("Phone number changed to %(phone)s") % {"phone": phone}) if phone else _("Phone number removed")
            )
            add_event(order=order, kind="order.phone_corrected", message=message, by=by, data=data)
        if order.email != email:
            data = {"before": order.email, "after": email}
            Order.objects.filter(pk=order.pk).update(email=email, updated_at=by.now)
            readdress_messages(public_ids=[order.public_id], recipient=email, now=by.now)
            message = _("Email address changed to %(email)s") % {"email": email}
            add_event(order=order, kind="order.email_corrected", message=message, by=by, data=data)
    order.refresh_from_db()
    return order


def send_mail_again(*, order_id: int, message_id: int, by: By) -> Order:
    """Send a mail about an order once more, to the address that the order has now.

    Locks the order, then the mail. Needs the permission notifications.change_mailmessage.
    Raises: Forbidden, NotFound (also for a mail about something else), MailWaiting.
    """
    by.require("notifications.change_mailmessage")
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id)
        message = list_messages_about(public_ids=[order.public_id]).filter(pk=message_id).first()
        if message is None:
            raise NotFound
        queue_again(message=message, recipient=order.email, now=by.now)
        text = _("Email sent again to %(email)s") % {"email": order.email}
        data = {"message": message.pk, "subject": message.subject}
        add_event(order=order, kind="order.mail_sent_again", message=text, by=by, data=data)
    return order


def _checked_contact(email: str, phone: str) -> tuple[str, str]:
    phone, problems = " ".join(phone.split()), {}
    try:
        email = normal_email(email)
    except ValueError as error:
        problems["email"] = str(error)
    if len(phone) > 32:
        problems["phone"] = _("Enter at most 32 characters.")
    if problems:
        raise InvalidInput(fields=problems)
    return email, phone
