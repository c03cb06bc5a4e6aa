"""Verbs on outgoing mail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shop.core.actor import Actor
from shop.core.errors import NotFound

from .models import MailMessage
from .steps import try_anew


def send_again(*, message_id: int, actor: Actor, now: datetime) -> None:
    """Let a message that was given up be tried anew; callers then wake the delivery.

    Needs the permission notifications.change_mailmessage. Raises: Forbidden, NotFound (also when it is not parked).
    """
    actor.require("notifications.change_mailmessage")
    with transaction.atomic(durable=True):
        parked = MailMessage.objects.filter(pk=message_id, sent_at=None).exclude(parked_at=None)
        if try_anew(parked, now=now) != 1:
            raise NotFound
