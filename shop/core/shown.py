"""What an answer shows, so that whoever keeps the answer knows when it has become wrong.

Queries say which rows they have read (`shows`) and when the passing of time alone changes what they returned
(`shows_until`). Nothing happens where nobody collects. The names ("tags") are those that the triggers write into
`core.Change` when such a row changes (docs/kept-pages.md lists them).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Shown:
    """What was read for one answer. `until` is the moment at which it becomes wrong by itself, if any.

    `is_everybodys`: whoever made it says that everybody gets the same.
    """

    tags: set[str] = field(default_factory=set)
    until: datetime | None = None
    is_everybodys: bool = False


_collecting: ContextVar[Shown | None] = ContextVar("shown", default=None)


def shows(*tags: str) -> None:
    """Say that the answer at hand shows what these tags name: "product:17", "channel"."""
    if (shown := _collecting.get()) is not None:
        shown.tags.update(tags)


def shows_until(moment: datetime) -> None:
    """Say that the answer at hand is right until a moment at most."""
    if (shown := _collecting.get()) is not None and (shown.until is None or moment < shown.until):
        shown.until = moment


def shows_everybody() -> None:
    """Say that everybody gets the answer at hand, where its headers cannot: caches keep no answer to a POST."""
    if (shown := _collecting.get()) is not None:
        shown.is_everybodys = True


@contextmanager
def collecting() -> Iterator[Shown]:
    """Collect what is shown by all that is asked inside."""
    shown = Shown()
    token = _collecting.set(shown)
    try:
        yield shown
    finally:
        _collecting.reset(token)
