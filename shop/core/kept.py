"""What a process keeps of answers and values, each until something that it shows changes.

An entry goes when a committed change names one of its tags, whoever made the change (`core.changes`), and is not used
while the process cannot know of changes. So what is served is never older than `changes.MAX_AGE`, and nothing else
decides about it: no time to live, no other process, no cache server.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from sys import intern
from threading import Lock
from typing import cast

from django.db import connection

from .changes import Changes, changes
from .shown import Shown, collecting, shows, shows_until


@dataclass(slots=True)
class _Entry[V]:
    value: V
    tags: tuple[str, ...]
    until: float  # by the wall clock, as what is shown is
    size: int
    is_used: bool = False  # since it came, or since its turn to go came last


class Kept[V]:
    """Values by key, bounded by the sum of their sizes (bytes); what nobody asks for goes first.

    Threads of the process share it. Reading takes no lock.
    """

    def __init__(self, most: int, *, following: Changes = changes) -> None:
        self.following = following
        self._most = most
        self._size = 0
        self._entries: dict[Hashable, _Entry[V]] = {}
        self._lock = Lock()
        following.tell(self.drop)

    def get(self, key: Hashable) -> V | None:
        """Return the value, or None where there is none that is known to be right."""
        entry = self._entries.get(key)
        if entry is None or not self.following.live() or time.time() >= entry.until:
            return None
        entry.is_used = True
        return entry.value

    def put(self, key: Hashable, value: V, shown: Shown, *, size: int, began: int) -> bool:
        """Keep a value; answers whether it was.

        `began` is `following.position` before the first row was read: a change that came since may not be in the value.
        """
        kinds = {f"{tag.partition(':')[0]}:*" for tag in shown.tags if ":" in tag}
        tags = tuple(intern(tag) for tag in shown.tags | kinds)
        until = shown.until.timestamp() if shown.until else float("inf")
        with self._lock:
            if not self.following.live() or self.following.touched(tags, since=began) or size > self._most:
                return False
            self._forget(key)
            self._entries[key] = _Entry(value, tags, until, size)
            self._size += size
            self._make_room()
        return True

    def grow(self, key: Hashable, value: V, size: int) -> None:
        """Note that a value has become larger by so many bytes, where it is still kept."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and entry.value is value:
                entry.size += size
                self._size += size
                self._make_room()

    def drop(self, changed: Collection[str] | None) -> None:
        """Forget what shows one of these tags; None is everything."""
        with self._lock:
            if changed is None:
                self._entries.clear()
                self._size = 0
                return
            for key in [key for key, entry in self._entries.items() if any(tag in changed for tag in entry.tags)]:
                self._forget(key)

    def keys(self) -> list[Hashable]:
        """Return the keys of all that is kept."""
        with self._lock:
            return list(self._entries)

    def _make_room(self) -> None:
        while self._size > self._most:
            key = next(iter(self._entries))
            entry = self._entries[key]
            if entry.is_used:
                entry.is_used = False
                self._entries[key] = self._entries.pop(key)
            else:
                self._forget(key)

    def _forget(self, key: Hashable) -> None:
        if (entry := self._entries.pop(key, None)) is not None:
            self._size -= entry.size


type _Made = tuple[object, Shown]  # a value, and what an answer shows that uses it

_values: Kept[_Made] = Kept(1000)  # each counts 1


def kept_value[V](key: Hashable, tags: Collection[str], make: Callable[[], V]) -> V:
    """Return a value that is read from the database, the process's own copy where there is one that is right.

    `tags` name all that it is made of. What `make` says that it shows, each answer shows that uses the value; of a
    value of which answers show a part, they say themselves which. All threads get the same object: nobody may change
    it. In a transaction, where only the database is right, and where nobody follows changes (in the worker, in
    commands) it is made each time.
    """
    if not _values.following.live() or in_transaction():
        return make()
    found = _values.get(key)
    if found is None:
        began = _values.following.position
        with collecting() as shown:
            found = (make(), shown)
        _values.put(key, found, Shown(shown.tags | set(tags), shown.until), size=1, began=began)
    value, shown = found
    shows(*shown.tags)
    if shown.until is not None:
        shows_until(shown.until)
    return cast("V", value)


def in_transaction() -> bool:
    """Tell whether a transaction is open, in which somebody may have changed or locked what is read."""
    return connection.in_atomic_block
