"""Follows what is committed anywhere: by this process, another one, an import, or somebody with psql.

Triggers write a row of `core.Change` in the transaction of every change that somebody may see. A thread of the process
asks for those that have become visible since it asked last. PostgreSQL's snapshots say which these are exactly
(`pg_visible_in_snapshot`): transactions become visible in another order than that in which they began, so no number
and no time of a row could.

Asking is also the proof that the process hears: MAX_AGE after the last question that was answered it knows nothing any
more, whatever the reason, and uses nothing that it keeps. docs/adr/0024 weighs this against LISTEN/NOTIFY.
"""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from typing import Any

import psycopg
from django.db import connections, transaction

from .sql import forget_changes_before, visible_changes

MAX_AGE = 0.9  # seconds: what is kept is never older
EVERY = 0.2  # seconds between two questions
KEEP = timedelta(minutes=10)  # how long a change is there to be asked for
MANY = 2000  # tags at once: all is dropped instead
_REMEMBERED = 200  # rounds with changes: one who began to read before the oldest keeps nothing
_SESSION = {  # of a server that is gone without a word the thread knows after some seconds
    "connect_timeout": 3, "keepalives_idle": 3, "keepalives_interval": 1, "keepalives_count": 3,
    "tcp_user_timeout": 5000, "application_name": "shop-changes",
}  # fmt: skip

log = logging.getLogger("shop.web")


class Changes:
    """What has changed, in rounds. `position` counts the rounds that brought something."""

    def __init__(self) -> None:
        self.position = 0
        self._known_until = 0.0  # by the monotonic clock: nobody sets it
        self._rounds: deque[tuple[int, frozenset[str] | None]] = deque(maxlen=_REMEMBERED)
        self._listeners: list[Callable[[Collection[str] | None], None]] = []
        self._lock = Lock()
        self._process = 0
        self._stopped = Event()

    def live(self) -> bool:
        """Tell whether all that was committed MAX_AGE ago is known here."""
        return time.monotonic() < self._known_until

    def tell(self, listener: Callable[[Collection[str] | None], None]) -> None:
        """Call somebody with the tags of each round; None means that anything may have changed."""
        self._listeners.append(listener)

    def touched(self, tags: Collection[str], *, since: int) -> bool:
        """Tell whether one of the tags may have changed in a round after this position."""
        if self.position == since:
            return False
        rounds = list(self._rounds)
        if not rounds or rounds[0][0] > since + 1:
            return True
        return any(
            changed is None or any(tag in changed for tag in tags) for position, changed in rounds if position > since
        )

    def note(self, changed: frozenset[str] | None, *, asked_at: float) -> None:
        """Take in a round: what became visible by the moment (of the monotonic clock) at which it was asked for."""
        if changed is None or changed:
            self.position += 1
            self._rounds.append((self.position, changed))
            for listener in self._listeners:
                listener(changed)
        self._known_until = asked_at + MAX_AGE

    def follow(self) -> None:
        """Begin to follow, in a thread of this process, unless it does already."""
        with self._lock:
            if self._process == os.getpid():
                return
            self._process = os.getpid()
        Thread(target=self._follow, name="changes", daemon=True).start()

    def stop(self) -> None:
        """Follow no longer."""
        self._stopped.set()
        self._known_until = 0.0

    def _follow(self) -> None:
        while not self._stopped.is_set():
            try:
                with psycopg.connect(**_parameters(), autocommit=True) as session:
                    self._ask_until_it_fails(session)
            except Exception as error:  # noqa: BLE001  # whatever it is, the thread must not end
                log.warning("changes cannot be followed, pages are made anew each time: %s", error)
                self._stopped.wait(EVERY)

    def _ask_until_it_fails(self, session: psycopg.Connection[Any]) -> None:
        asked_at = time.monotonic()
        snapshot, last, _ = visible_changes(session, since=None, most=MANY)
        self.note(None, asked_at=asked_at)  # what happened before, nobody here has heard
        while not self._stopped.wait(EVERY):
            asked_at = time.monotonic()
            snapshot, now, tags = visible_changes(session, since=snapshot, most=MANY)
            # After a long sleep some changes may have been forgotten: the process was stopped, or its machine was.
            is_all = now - last < KEEP / 2 and len(tags) < MANY
            self.note(frozenset(tags) if is_all else None, asked_at=asked_at)
            last = now


def forget_changes(*, now: datetime) -> int:
    """Forget changes that every process has heard of; returns how many. A periodic job."""
    with transaction.atomic(durable=True):
        return forget_changes_before(now - KEEP)


def _parameters() -> dict[str, Any]:
    """Return how to connect, as Django does, but by a connection of its own beside the pool."""
    parameters = dict(connections["default"].get_connection_params())
    for name in ("pool", "cursor_factory", "context", "prepare_threshold", "client_encoding"):
        parameters.pop(name, None)
    return parameters | _SESSION


changes = Changes()
