"""SQL of the ledger: journals are written together, and balances are read journal by journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

_POST = """
WITH posted AS (
    INSERT INTO ledger_journal (kind, source, order_id, memo, actor_label, created_at)
    SELECT kind, source, %(order)s, memo, %(actor)s, %(now)s
    FROM unnest(%(kinds)s::text[], %(sources)s::text[], %(memos)s::text[]) WITH ORDINALITY AS j (kind, source, memo, n)
    ORDER BY n
    ON CONFLICT (source) DO NOTHING
    RETURNING id, source
)
INSERT INTO ledger_entry (journal_id, account, amount_minor, currency)
SELECT posted.id, account, amount, %(currency)s
FROM unnest(%(entry_sources)s::text[], %(accounts)s::text[], %(amounts)s::bigint[])
    WITH ORDINALITY AS e (source, account, amount, n)
JOIN posted USING (source)
ORDER BY n
"""

_BALANCE = """
SELECT date_trunc('month', j.created_at AT TIME ZONE %(zone)s)::date, e.account, e.currency,
    coalesce(sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0), 0)::bigint,
    -coalesce(sum(e.amount_minor) FILTER (WHERE e.amount_minor < 0), 0)::bigint
FROM ledger_journal j
CROSS JOIN LATERAL (SELECT account, currency, amount_minor FROM ledger_entry WHERE journal_id = j.id OFFSET 0) e
WHERE j.created_at >= %(begin)s AND j.created_at < %(end)s
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def insert_journals(values: Mapping[str, Any]) -> int:
    """Insert journals about an order with their entries; returns how many entries. What was booked before is skipped.

    Lists of `values` go together: kinds, sources and memos of the journals; entry_sources, accounts and amounts of
    their entries. SQL, because it is one statement for any number, and skips a source with its entries.
    """
    with connection.cursor() as cursor:
        cursor.execute(_POST, values)
        return int(cursor.rowcount)


def monthly_rows(*, begin: datetime, end: datetime) -> list[tuple[Any, ...]]:
    """Return (month, account, currency, debit, credit) from a moment to before another, in the time zone of `begin`.

    SQL, because entries are looked up journal by journal: a month's are few beside all that there are, however the
    planner counts.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BALANCE, {"begin": begin, "end": end, "zone": str(begin.tzinfo)})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
