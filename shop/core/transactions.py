"""One unit of work: done as a whole, or not at all and said so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from .errors import Busy

TRIES = 3
MANY_ORDER = _("Many people are ordering right now. Nothing was changed; please try again.")
# PostgreSQL, appendix A: the database ended the transaction for the sake of others, which are done by now.
_TRY_AGAIN = frozenset({"40P01", "40001"})  # deadlock_detected, serialization_failure
_GIVE_UP = frozenset({"55P03"})  # lock_not_available: `lock_timeout` was waited for already


def tell_busy(*, connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """Have a new connection raise Busy when others hold what is needed (handler of Django's `connection_created`).

    So whoever waits for a lock is told so by every operation at every door, and nobody has to remember it.
    """
    if _busy_instead not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _busy_instead)  # the end is popped by whoever wraps for a while


def tell_plainly(*, connection: BaseDatabaseWrapper) -> None:
    """Leave the database's own words to who reads them: `migrate`."""
    connection.execute_wrappers.remove(_busy_instead)


def in_one_transaction[T](work: Callable[[], T]) -> T:
    """Return what `work` returns, committed; after a deadlock the whole of it runs again, at most TRIES times.

    `work` must do nothing but talk to the database. Raises: Busy, and whatever `work` raises.
    """
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic(durable=True):
                return work()
        except (Busy, OperationalError) as error:
            state = _sqlstate(error)
            if state in _TRY_AGAIN and left:
                continue
            if state in _TRY_AGAIN | _GIVE_UP:
                raise Busy(str(MANY_ORDER)) from error
            raise
    raise AssertionError("the last try returns or raises")


def _busy_instead(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    try:
        return execute(sql, params, many, context)
    except OperationalError as error:
        if _sqlstate(error) in _TRY_AGAIN | _GIVE_UP:
            raise Busy from error
        raise


def _sqlstate(error: BaseException | None) -> str:
    while error is not None and not isinstance(error, psycopg.Error):
        error = error.__cause__
    return (error.sqlstate or "") if error else ""
