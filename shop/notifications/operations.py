"""Verbs on outgoing mail."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from shop.core.actor import By
from shop.core.errors import NotFound

from .models import MailMessage
from .steps import try_anew


def send_again(*, message_id: int, by: By) -> None:
    """Let a message that was given up be tried anew; callers then wake the delivery.

    Needs the permission notifications.change_mailmessage. Raises: Forbidden, NotFound (also when it is not parked).
    """
    by.require("notifications.change_mailmessage")
    with transaction.atomic(durable=True):
        parked = MailMessage.objects.filter(pk=message_id, sent_at=None).exclude(parked_at=None)
        if try_anew(parked, now=by.now) != 1:
            raise NotFound(_("This message was not given up."))
