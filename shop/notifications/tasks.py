"""Huey's part: to wake the delivery. The duty itself is the row in the outbox."""

from __future__ import annotations

from typing import cast

from django.core.cache import caches
from huey.contrib.djhuey import db_task

from shop.core.cache import FailOpenRedisCache

from .delivery import deliver_due


@db_task()  # type: ignore[untyped-decorator]
def deliver_mail() -> None:
    """Send what is due."""
    deliver_due()


def wake_delivery() -> None:
    """Ask a worker to look into the outbox now; to be called after the commit. May be lost: the sweep looks as well.

    Not asked while Valkey is away or frozen: Huey would wait for it, and the buyer with it.
    """
    if cast("FailOpenRedisCache", caches["default"]).answers():
        deliver_mail()
