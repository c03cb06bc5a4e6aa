"""Opening the shop to the public, and closing it again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shop.core.actor import Actor

from .models import Channel


def open_shop(*, actor: Actor, now: datetime) -> None:
    """Let the public in; a shop that is open stays as it is. Needs channels.change_channel. Raises: Forbidden."""
    actor.require("channels.change_channel")
    with transaction.atomic(durable=True):
        Channel.objects.filter(is_default=True, opened_at=None).update(opened_at=now)


def close_shop(*, actor: Actor) -> None:
    """Let only staff in; buyers still reach their orders. Needs channels.change_channel. Raises: Forbidden."""
    actor.require("channels.change_channel")
    with transaction.atomic(durable=True):
        Channel.objects.filter(is_default=True).update(opened_at=None)
