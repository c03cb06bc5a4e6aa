"""Queueing mail inside somebody else's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shop.core.errors import DomainError
from shop.core.waking import wake

from .models import MailMessage
from .queries import list_messages_about
from .rendering import render


class MailWaiting(DomainError):
    """The mail, or a copy of it, has not left yet; it need not be sent again."""

    code = "mail_waiting"
    title = _("Mail waiting")
    kind = "conflict"
    default_message = _("This email is still waiting to be sent. It will be sent automatically.")


def queue_message(
    *,
    dedupe_key: str,
    recipient: str,
    template: str,
    context: Mapping[str, Any],
    now: datetime,
    unsubscribe_url: str = "",
) -> None:
    """Write one email into the outbox; a message with the same `dedupe_key` is not written twice.

    `template` names the three parts `emails/<template>.subject.txt`, `.txt` and `.html`. It is sent
    right after the commit (`core.waking`). Mails that are no part of a purchase name the full `unsubscribe_url`, which
    takes one POST.
    """
    assert connection.in_atomic_block, "queue_message writes inside the caller's transaction"
    subject, text, html = render(template, context)
    message = MailMessage(
        dedupe_key=dedupe_key,
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        unsubscribe_url=unsubscribe_url,
        created_at=now,
        next_try_at=now,
    )
    queue_row(message=message)
    wake("mail")


def queue_row(*, message: MailMessage) -> None:
    """Write a mail into the outbox unless there is one with its `dedupe_key`."""
    assert connection.in_atomic_block, "queue_row writes inside the caller's transaction"
    MailMessage.objects.bulk_create([message], ignore_conflicts=True)


def queue_again(*, message: MailMessage, recipient: str, now: datetime) -> None:
    """Let a mail go out once more, as it is: what was given up is tried anew, of what was sent a copy is queued.

    Locks the mail. Raises: MailWaiting while it or a copy of it is still owed, so that a double click sends one.
    """
    assert connection.in_atomic_block, "queue_again writes inside the caller's transaction"
    message = MailMessage.objects.select_for_update().get(pk=message.pk)
    first_key = message.dedupe_key.split("#")[0]
    copies = MailMessage.objects.filter(dedupe_key__startswith=f"{first_key}#")
    owed = Q(sent_at=None, parked_at=None)
    if (message.sent_at is None and message.parked_at is None) or copies.filter(owed).exists():
        raise MailWaiting
    if message.sent_at is None:
        try_anew(MailMessage.objects.filter(pk=message.pk), recipient=recipient, now=now)
        return
    MailMessage.objects.create(
        dedupe_key=f"{first_key}#{copies.count() + 1}",
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
        recipient=recipient,
        subject=message.subject,
        text=message.text,
        html=message.html,
        unsubscribe_url=message.unsubscribe_url,
        created_at=now,
        next_try_at=now,
    )
    wake("mail")


def readdress_messages(*, public_ids: Iterable[str], recipient: str, now: datetime) -> None:
    """Let what has not been sent about these go to another address, and be tried anew."""
    assert connection.in_atomic_block, "readdress_messages writes inside the caller's transaction"
    try_anew(list_messages_about(public_ids=public_ids).filter(sent_at=None), recipient=recipient, now=now)


def try_anew(messages: QuerySet[MailMessage], *, now: datetime, **values: str) -> int:
    """Let mails be tried as if for the first time, with other values if need be. Returns how many.

    A lease stays: whoever is sending a mail at this moment goes on, and nobody sends it beside them.
    """
    wake("mail")
    return messages.update(parked_at=None, tries=0, failing_since=None, next_try_at=now, last_error="", **values)
