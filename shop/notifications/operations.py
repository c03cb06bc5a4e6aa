"""Verbs on outgoing mail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shop.core.actor import Actor
from shop.core.errors import NotFound

from .models import MailMessage


def send_again(*, message_id: int, actor: Actor, now: datetime) -> None:
    """Let a message that was given up be tried anew; callers then wake the delivery.

    Needs the permission notifications.change_mailmessage. Raises: Forbidden, NotFound (also when it is not parked).
    """
    actor.require("notifications.change_mailmessage")
    with transaction.atomic(durable=True):
        parked = MailMessage.objects.filter(pk=message_id, sent_at=None).exclude(parked_at=None)
        if parked.update(parked_at=None, tries=0, failing_since=None, next_try_at=now, leased_until=None) != 1:
            raise NotFound
