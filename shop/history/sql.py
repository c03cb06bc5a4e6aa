"""SQL of the history: tables are chosen by name, and PostgreSQL is told who writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


def row_and_changes_since(
    *, table: str, row_id: int, excluded: Sequence[str], at: datetime
) -> tuple[str | None, str | None]:
    """Return a row of a tracked table without some columns, and its changes since a moment, newest first; both as JSON.

    SQL, because both must be seen at the same moment, by one statement, and the table is any.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT (SELECT to_jsonb(r) - %s::text[] FROM "{table}" r WHERE id = %s),'  # noqa: S608 - a name of TRACKED
            " (SELECT jsonb_agg(jsonb_build_array(operation, changes) ORDER BY id DESC) FROM history_historyentry"
            "   WHERE table_name = %s AND row_id = %s AND at > %s)",
            [list(excluded), row_id, table, row_id, at],
        )
        today, since = cursor.fetchone()
    return today, since


def child_row_ids(*, table: str, parent: str, parent_ids: Sequence[int]) -> list[int]:
    """Return the rows of a tracked table that belong, or once belonged, to these parents, by the column `parent`.

    SQL, because the table is any, and what is and what was must be seen at the same moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id FROM "{table}" WHERE "{parent}" = ANY(%s)'  # noqa: S608 - names of TRACKED
            " UNION SELECT row_id FROM history_historyentry WHERE table_name = %s AND parent_id = ANY(%s)",
            [list(parent_ids), table, list(parent_ids)],
        )
        return [row_id for (row_id,) in cursor.fetchall()]


def estimated_entries() -> int:
    """Return about how many entries there are; SQL, because only the planner's statistics know without counting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'history_historyentry'::regclass")
        return max(0, int(cursor.fetchone()[0]))


def sign_transaction(connection: BaseDatabaseWrapper, signature: str) -> None:
    """Say who writes, to the end of the transaction, for the triggers to read. SQL: the ORM has no settings."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('shop.actor', %s, true)", [signature])
