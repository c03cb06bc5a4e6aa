"""SQL of the reports: the rules of `invariants` are SQL, so that they check the shop without the shop's own code."""

from __future__ import annotations

from typing import Any

from django.db import connection

_TIME_LIMIT = "30min"  # a full read of a large shop; no lock is held that a sale would wait for


def begin_snapshot() -> None:
    """Let the transaction that has just begun only read, and all its statements see the same moment."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(f"SET LOCAL statement_timeout = '{_TIME_LIMIT}'")


def broken_rows(sql: str, *, limit: int) -> list[tuple[Any, ...]]:
    """Return (how many rows break a rule, subject, should be, is) of the first rows that do."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) OVER (), broken.* FROM ({sql}) broken LIMIT {limit:d}")  # noqa: S608  # ours
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
