"""Opening the shop to the public, and closing it again."""

from __future__ import annotations

from django.db import transaction

from shop.core.actor import By

from .models import Channel


def open_shop(*, by: By) -> None:
    """Let the public in; a shop that is open stays as it is. Needs channels.change_channel. Raises: Forbidden."""
    by.require("channels.change_channel")
    with transaction.atomic(durable=True):
        Channel.objects.filter(is_default=True, opened_at=None).update(opened_at=by.now)


def close_shop(*, by: By) -> None:
    """Let only staff in; buyers still reach their orders. Needs channels.change_channel. Raises: Forbidden."""
    by.require("channels.change_channel")
    with transaction.atomic(durable=True):
        Channel.objects.filter(is_default=True).update(opened_at=None)
