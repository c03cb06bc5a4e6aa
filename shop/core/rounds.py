"""Periodic jobs that go over many things."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection

log = logging.getLogger("shop.worker")


def for_each[Key](keys: Collection[Key], work: Callable[[Key], object]) -> int:
    """Do `work` for each key, in transactions of its own; returns how many there were.

    One that fails is logged and left to a later round: it never keeps the others from being done.
    """
    for key in keys:
        try:
            work(key)
        except Exception:
            log.exception("%s, %s: failed; a later round tries again", work.__qualname__, key)
    return len(keys)
