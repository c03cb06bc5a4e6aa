"""Queueing mail inside somebody else's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from .models import MailMessage
from .rendering import render


def queue_message(
    *,
    dedupe_key: str,
    recipient: str,
    template: str,
    context: Mapping[str, Any],
    now: datetime,
    unsubscribe_url: str = "",
) -> None:
    """Write one e-mail into the outbox; a message with the same `dedupe_key` is not written twice.

    `template` names the three parts `emails/<template>.subject.txt`, `.txt` and `.html`. Whoever queues also calls
    `notifications.tasks.wake_delivery` after the commit; if that is lost, the sweep finds the row. Mails that are no
    part of a purchase name the full `unsubscribe_url`, which takes one POST.
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
    MailMessage.objects.bulk_create([message], ignore_conflicts=True)
