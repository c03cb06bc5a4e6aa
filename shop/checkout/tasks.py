"""Huey's part: to wake whoever works off the inbox. The duty itself is the row in it."""

from __future__ import annotations

from typing import cast

from django.core.cache import caches
from django.utils import timezone
from huey.contrib.djhuey import db_task

from shop.core.cache import FailOpenRedisCache

from .operations import process_events


@db_task()  # type: ignore[untyped-decorator]
def process_inbox() -> None:
    """Work off the events of payment providers."""
    process_events(now=timezone.now())


def wake_inbox() -> None:
    """Ask a worker to look into the inbox now; to be called after the commit. May be lost: the round looks as well."""
    if cast("FailOpenRedisCache", caches["default"]).answers():
        process_inbox()
