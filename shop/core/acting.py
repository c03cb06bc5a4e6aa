"""Who is at work in this thread, and why: what the history (docs/adr/0011) writes beside every change.

Operations keep taking their `actor`, which decides what is allowed. This is only the signature: an interface says it
once for a request, and code outside of requests works as the shop itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from .actor import SYSTEM, Actor

_actor: ContextVar[Actor | Callable[[], Actor] | None] = ContextVar("acting_as", default=None)
_reason: ContextVar[str] = ContextVar("because", default="")
_COMMAND = f"manage.py {sys.argv[1]}" if Path(sys.argv[0]).name == "manage.py" and len(sys.argv) > 1 else ""


@contextmanager
def acting_as(actor: Actor | Callable[[], Actor]) -> Iterator[None]:
    """Sign all changes inside with this actor; a function is only asked when there is something to sign."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def now_acting_as(actor: Actor) -> None:
    """Sign from here to the end of the request, for whoever learns in its middle who is asking (a token)."""
    _actor.set(actor)


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Give all changes inside a reason in somebody's own words; nothing said keeps the reason from outside."""
    token = _reason.set(reason.replace("\x00", "").strip()[:300] or _reason.get())
    try:
        yield
    finally:
        _reason.reset(token)


def current_actor() -> Actor:
    """Return who is at work; outside of a request that is the shop itself."""
    actor = _actor.get()
    if actor is None:
        return SYSTEM
    return actor() if callable(actor) else actor


def current_reason() -> str:
    """Return why; a command without a reason of its own names itself."""
    return _reason.get() or (_COMMAND if _actor.get() is None else "")
