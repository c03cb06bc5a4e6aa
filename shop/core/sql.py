"""SQL that serves all apps: keys and rows of several tables at once, advisory locks, and settings of a session.

Plain SQL stands in an app's `sql.py` and nowhere else (docs/architecture.md). Each function says why it is no query of
the ORM.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from types import NoneType
from typing import Any, cast

from django.db import connection, connections
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault
from psycopg.adapt import Transformer

type Sequenced = type[Model] | str

# Sorted, so that two upserts never wait for each other in a circle. A window that is over begins anew.
_COUNT = """
INSERT INTO core_attemptcount AS mine (key, attempts, window_began)
SELECT key, 1, %(now)s FROM unnest(%(keys)s::text[]) AS k (key) ORDER BY key
ON CONFLICT (key) DO UPDATE SET
    attempts = CASE WHEN mine.window_began <= {begin} THEN 1 ELSE mine.attempts + 1 END,
    window_began = CASE WHEN mine.window_began <= {begin} THEN excluded.window_began ELSE mine.window_began END
RETURNING key, attempts, window_began
""".format(begin="%(now)s - (%(windows)s::jsonb ->> mine.key)::integer * interval '1 second'")

_CLAIM = """
INSERT INTO core_idempotencyrecord (owner, key, fingerprint, result, state, holder, lease_until, created_at)
SELECT %(owner)s, %(key)s, %(fingerprint)s, %(result)s, %(state)s, %(holder)s,
    statement_timestamp() + make_interval(secs => %(lease)s), %(now)s
WHERE %(waits)s OR pg_try_advisory_xact_lock(hashtextextended(%(owner)s || ' ' || %(key)s, 0))
ON CONFLICT (owner, key) DO NOTHING
"""

# One statement, so the snapshot that it returns is the one that it has read by.
_VISIBLE = """
SELECT pg_current_snapshot()::text, statement_timestamp(), (
    SELECT array_agg(DISTINCT tag) FROM (
        SELECT unnest(tags) AS tag FROM core_change
        WHERE made_in >= pg_snapshot_xmin(%(since)s::pg_snapshot)
            AND NOT pg_visible_in_snapshot(made_in, %(since)s::pg_snapshot)
        LIMIT %(most)s
    ) AS news
)
"""

# Older than each row that goes are only transactions that had ended when a row of before `%s` was written.
_FORGET = """
DELETE FROM core_change WHERE made_in < (SELECT max(all_ended_before) FROM core_change WHERE made_at < %s)
"""

_KEEP_ANSWER = """
UPDATE core_idempotencyrecord SET state = %(done)s, status = %(status)s, headers = %(headers)s::jsonb, body = %(body)s
WHERE owner = %(owner)s AND key = %(key)s AND holder = %(holder)s AND state = %(running)s
"""

# Values and fields that need nothing of Django to be stored; an enumeration's member is no `str` by its type.
_PLAIN = frozenset({int, str, bool, NoneType})
_STORED_AS_IS = frozenset(
    {
        "AutoField", "BigAutoField", "BigIntegerField", "BooleanField", "CharField", "ForeignKey", "IntegerField",
        "PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField", "TextField",
    }
)  # fmt: skip

# What web and worker need. Not among it: TRUNCATE, TRIGGER, and to alter or drop a table or a trigger.
_GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
)


def draw_keys(counts: Mapping[Sequenced, int]) -> dict[Sequenced, list[int]]:
    """Return so many new primary keys of each table, by one statement, so that rows may refer to each other.

    A text names a sequence of its own instead of a table's. SQL, because the ORM draws a key only with its row.
    """
    wanted = [(of, count) for of, count in counts.items() if count]
    part = "SELECT %s, nextval(%s) FROM generate_series(1, %s)"
    values = [value for n, (of, count) in enumerate(wanted) for value in (n, _sequence(of), count)]
    keys: dict[Sequenced, list[int]] = {of: [] for of in counts}
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join([part] * len(wanted)), values)
            for n, key in cursor.fetchall():
                keys[wanted[n][0]].append(key)
    return keys


def insert_together(*groups: Iterable[Model]) -> None:
    """Insert rows of several tables by one statement; the rows of a group are of one model.

    SQL, because the ORM inserts table by table: an order is a dozen rows, and each round trip is paid by the buyer.
    Rows that others refer to need keys from `draw_keys`. Foreign keys hold at the end of the transaction. Triggers fire
    as ever, in the order of a group's rows. Nothing is read back: defaults of the database stay unknown to the objects.
    """
    assert connection.in_atomic_block, "insert_together writes inside the caller's transaction"
    quote = Transformer(connection.connection).as_literal  # what a driver does with a hundred marks costs more
    inserts = [_insert(rows, quote) for group in groups if (rows := list(group))]
    if inserts:
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {', '.join(f'g{n} AS ({sql})' for n, sql in enumerate(inserts))} SELECT")


def _insert(rows: Sequence[Model], quote: Callable[[Any], bytes]) -> str:
    begin, fields = _columns(type(rows[0]), has_key=rows[0].pk is not None)
    tuples = []
    for row in rows:
        marks = []
        known = vars(row)
        for field, is_plain in fields:
            value = known.get(field.attname)
            if not is_plain or type(value) not in _PLAIN:
                value = field.pre_save(row, add=True)
                if isinstance(value, DatabaseDefault):
                    marks.append("DEFAULT")
                    continue
                value = field.get_db_prep_save(value, connection=connection)
            if value is None or value == "" or type(value) is int:  # most of them: nothing is to be quoted
                marks.append("NULL" if value is None else str(value) or "''")
            else:
                marks.append(quote(value).decode())
        tuples.append(f"({', '.join(marks)})")
        row._state.adding, row._state.db = False, connection.alias
    return f"{begin} {', '.join(tuples)}"


@cache
def _columns(model: type[Model], *, has_key: bool) -> tuple[str, list[tuple[Field[Any, Any], bool]]]:
    """Return the beginning of an INSERT, and its fields with whether they store plain values as they are."""
    fields = [field for field in model._meta.concrete_fields if has_key or not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    plain = [field.get_internal_type() in _STORED_AS_IS and type(field).pre_save is Field.pre_save for field in fields]
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES', list(zip(fields, plain, strict=True))


def _sequence(of: Sequenced) -> str:
    # Django's identity columns, as PostgreSQL names their sequences; looking it up would cost another call.
    return of if isinstance(of, str) else f"{of._meta.db_table}_id_seq"


def raise_counters(*, windows: Mapping[str, timedelta], now: datetime) -> list[tuple[str, int, datetime]]:
    """Count an attempt of each key; returns (key, attempts, when its window began). Locks the counters by key.

    SQL, because the upsert of the ORM cannot tell whether a window is over, and two statements would count wrongly.
    """
    seconds = ",".join(f'"{key}":{int(window.total_seconds())}' for key, window in windows.items())
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"keys": list(windows), "windows": f"{{{seconds}}}", "now": now})
        return cast("list[tuple[str, int, datetime]]", cursor.fetchall())


def read_counters(keys: Sequence[str]) -> list[tuple[str, int, datetime]]:
    """Return (key, attempts, when its window began) of the counters there are. SQL: every order asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, attempts, window_began FROM core_attemptcount WHERE key = ANY(%s)", [list(keys)])
        return cast("list[tuple[str, int, datetime]]", cursor.fetchall())


def known_keys(keys: Sequence[str], *, since: datetime) -> set[str]:
    """Return those of the keys under which somebody has succeeded since then. SQL: every order asks."""
    with connection.cursor() as cursor:
        sql = "SELECT key FROM core_knownclient WHERE key = ANY(%s) AND seen_at > %s"
        cursor.execute(sql, [list(keys), since])
        return {key for (key,) in cursor.fetchall()}


def insert_claim(values: Mapping[str, Any]) -> bool:
    """Insert an idempotency record unless its key has one; answers whether this call did. Its lease is `lease` seconds.

    Waits for another claim of the key where `waits`, else it gives way at once. SQL, because the lock, the database's
    clock and the insert must be one statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        return bool(cursor.rowcount == 1)


def keep_answer(values: Mapping[str, Any]) -> bool:
    """Keep the answer to a request that holds its key still; answers whether it did. SQL: every order does it."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_ANSWER, values)
        return bool(cursor.rowcount == 1)


def lock_until_commit(name: str) -> None:
    """Wait until nobody else holds the lock of this name, and hold it to the end of the transaction.

    SQL, as all that follow: the ORM has no advisory locks. Raises: Busy after `lock_timeout`.
    """
    _ask("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def share_lock_until_commit(name: str) -> None:
    """Hold the lock of this name with others who share it. Raises: Busy after `lock_timeout`."""
    _ask("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [name])


def try_lock_until_commit(name: str) -> bool:
    """Hold the lock of this name to the end of the transaction; False, at once, where somebody else does."""
    return bool(_ask("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name]))


@contextmanager
def session_lock(name: str) -> Iterator[bool]:
    """Hold the lock of this name over several transactions; yields False, at once, where somebody else does."""
    is_mine = bool(_ask("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name]))
    try:
        yield is_mine
    finally:
        if is_mine:
            _ask("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def visible_changes(session: Any, *, since: str | None, most: int) -> tuple[str, datetime, list[str]]:
    """Return a snapshot, the server's time, and up to `most` tags of what it sees and the snapshot `since` did not.

    SQL, because the ORM knows nothing of snapshots. `session` is a psycopg connection.
    """
    row = session.execute(_VISIBLE, {"since": since, "most": most}).fetchone()
    return row[0], row[1], row[2] or []


def forget_changes_before(moment: datetime) -> int:
    """Drop the changes of transactions that had ended by a moment; returns how many. SQL, as `visible_changes`."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [moment])
        return cast("int", cursor.rowcount)


def ping() -> None:
    """Ask the database for nothing. Raises: DatabaseError where it cannot be asked."""
    _ask("SELECT 1", [])


def limit_statements(session: Any, *, milliseconds: int) -> None:
    """End each statement of a psycopg connection after `milliseconds`. Asked of it itself: nobody wraps that."""
    session.execute(f"SET statement_timeout = {milliseconds:d}")


def lift_limit(session: Any, *, for_transaction: bool = False) -> None:
    """Give the statements of a psycopg connection the usual time again, or those of its transaction alone."""
    session.execute("SET LOCAL statement_timeout TO DEFAULT" if for_transaction else "RESET statement_timeout")


def lift_time_limits(*, using: str) -> None:
    """Let statements and pauses of a connection take any time, as migrations need it."""
    with connections[using].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")


def reset_time_limits(*, using: str) -> None:
    """Give a connection its usual limits again."""
    with connections[using].cursor() as cursor:
        cursor.execute("RESET statement_timeout; RESET idle_in_transaction_session_timeout")


def grant_tables(*, role: str) -> None:
    """Let a user use all tables and sequences, and nothing beyond; called as their owner. The ORM has no rights."""
    with connection.cursor() as cursor:
        for grant in _GRANTS:
            cursor.execute(grant.format(role=connection.ops.quote_name(role)))


def owns_table(table: str) -> bool | None:
    """Whether we may act as the owner of a table; None where there is none of this name. Asked of the catalogue."""
    owns = _ask("SELECT (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(%s))", [table])
    return None if owns is None else bool(owns)


def _ask(sql: str, values: Sequence[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]
