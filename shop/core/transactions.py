"""One unit of work: done as a whole, or not at all and said so."""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError, transaction

from .errors import Busy

TRIES = 3
# PostgreSQL, appendix A: the database ended the transaction for the sake of others, which are done by now.
_TRY_AGAIN = frozenset({"40P01", "40001"})  # deadlock_detected, serialization_failure
_GIVE_UP = frozenset({"55P03"})  # lock_not_available: `lock_timeout` was waited for already


def in_one_transaction[T](work: Callable[[], T]) -> T:
    """Return what `work` returns, committed; after a deadlock the whole of it runs again, at most TRIES times.

    `work` must do nothing but talk to the database. Raises: Busy, and whatever `work` raises.
    """
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic(durable=True):
                return work()
        except OperationalError as error:
            state = getattr(error.__cause__, "sqlstate", "")
            if state in _TRY_AGAIN and left:
                continue
            if state in _TRY_AGAIN | _GIVE_UP:
                raise Busy from error
            raise
    raise AssertionError("the last try returns or raises")
