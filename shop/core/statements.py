"""How long a statement may take while somebody outside waits for it.

Every connection has a limit of its own (`config/env.py`: 15 s), which staff and the worker need. What the public asks
for is answered in milliseconds or not worth waiting for: one slow question must not keep all others waiting.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from select import POLLIN, poll
from typing import Any

import psycopg
from django.db import OperationalError, connection

from .sql import lift_limit, limit_statements

log = logging.getLogger("shop.web")
_TABLE = re.compile(r"[a-z]+_[a-z_]+")
_wanted: ContextVar[int | None] = ContextVar("statement_limit", default=None)
_LIMIT, _WORKED_AT = "limit_of_pool", "worked_at"  # what a connection was given, and when (by time.monotonic)
ASK_AFTER = 10.0  # seconds: a connection may be cut without a word
_CANCELLED = "57014"  # query_canceled (PostgreSQL, appendix A): the statement ran into its time limit


def is_too_slow(error: BaseException) -> bool:
    """Tell whether a statement was ended by its time limit."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") == _CANCELLED


@contextmanager
def statements_within(milliseconds: int) -> Iterator[None]:
    """End each statement of this block after `milliseconds`, except for those of an operation's transaction.

    An operation may wait for locks for as long as `lock_timeout` says, and tells itself that it is busy. Nothing is
    sent before the block's first statement. Raises, at the statement: OperationalError (`is_too_slow`).
    """
    limit = _Limit(milliseconds)
    token = _wanted.set(milliseconds)
    with connection.execute_wrapper(limit):
        try:
            yield
        finally:
            _wanted.reset(token)
            limit.lift()


def check_session(session: Any) -> None:
    """Tell whether a connection of the pool still works, by giving it the limit of whoever takes it (`config.env`).

    Nothing is sent to one that has that limit and has just worked: a server that goes away says so, or closes the
    socket, and both can be read there. Raises: psycopg.Error where it does not work, so that the pool takes another.
    """
    wanted, known = _wanted.get(), vars(session)
    if known.get(_LIMIT) == wanted and _has_just_worked(session):
        return
    if wanted is None:
        lift_limit(session)
    else:
        limit_statements(session, milliseconds=wanted)
    known[_LIMIT], known[_WORKED_AT] = wanted, time.monotonic()


def _has_just_worked(session: Any) -> bool:
    socket = poll()
    socket.register(session.fileno(), POLLIN)
    return time.monotonic() - vars(session).get(_WORKED_AT, 0.0) < ASK_AFTER and not socket.poll(0)


class _Limit:
    """Sets the limit before the first statement, and lifts it for the length of each transaction."""

    def __init__(self, milliseconds: int) -> None:
        self.milliseconds = milliseconds
        self.session: Any = None  # the connection that has the limit
        self.transaction: Any = None  # the one that it was lifted for

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        raw = context["connection"].connection
        # A test's own transaction around everything is none of an operation.
        block = next((one for one in context["connection"].atomic_blocks if not one._from_testcase), None)
        if self.session is not raw and vars(raw).get(_LIMIT) == self.milliseconds:
            self.session = raw
        if block is None and self.session is not raw:
            limit_statements(raw, milliseconds=self.milliseconds)
            self.session, vars(raw)[_LIMIT] = raw, self.milliseconds
        elif block is not None and self.session is raw and self.transaction is not block:
            lift_limit(raw, for_transaction=True)
            self.transaction = block
        return execute(sql, params, many, context)

    def lift(self) -> None:
        """Give the connection back: to its pool, which asks the next who takes it, or as it was.

        One that is broken is thrown away by the pool, limit and all.
        """
        if self.session is None or self.session.closed:
            return
        pooled: Any = connection
        if pooled.pool and pooled.connection is self.session and not pooled.in_atomic_block:
            pooled.close()
            return
        try:
            lift_limit(self.session)
            vars(self.session)[_LIMIT] = None
        except psycopg.Error as error:
            log.warning("statement_timeout was not reset: %s", error)


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """Collect the names of all tables that the statements of this block read or write."""
    tables: set[str] = set()

    def note(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        tables.update(_tables_of(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


def _tables_of(sql: str) -> frozenset[str]:
    """Return what looks like one of our tables in a statement: too many rather than too few."""
    return frozenset(_TABLE.findall(sql)) & _all_tables()


@cache
def _all_tables() -> frozenset[str]:
    return frozenset(connection.introspection.django_table_names(include_views=False))
