"""Rows of several tables by one statement: an order is a dozen rows, and each round trip is paid by the buyer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault

type Sequenced = type[Model] | str


def draw_keys(counts: Mapping[Sequenced, int]) -> dict[Sequenced, list[int]]:
    """Return so many new primary keys of each table, by one statement, so that rows may refer to each other.

    A text names a sequence of its own instead of a table's.
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

    Rows that others refer to need keys from `draw_keys`. Foreign keys hold at the end of the transaction. Triggers fire
    as ever, in the order of a group's rows. Nothing is read back: defaults of the database stay unknown to the objects.
    """
    assert connection.in_atomic_block, "insert_together writes inside the caller's transaction"
    statements: list[str] = []
    values: list[Any] = []
    for group in groups:
        if rows := list(group):
            sql, row_values = _insert(rows)
            statements.append(f"g{len(statements)} AS ({sql})")
            values += row_values
    if statements:
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {', '.join(statements)} SELECT", values)


def _insert(rows: Sequence[Model]) -> tuple[str, list[Any]]:
    model = type(rows[0])
    has_key = rows[0].pk is not None
    fields = [field for field in model._meta.concrete_fields if has_key or not field.primary_key]
    values: list[Any] = []
    tuples = []
    for row in rows:
        marks = []
        for field in fields:
            value = field.pre_save(row, add=True)
            if isinstance(value, DatabaseDefault):
                marks.append("DEFAULT")
                continue
            value = field.get_db_prep_save(value, connection=connection)
            if (
                value is None or value == "" or type(value) is int
            ):  # most of them; said at once, nothing is to be quoted
                marks.append("NULL" if value is None else str(value) or "''")
            else:
                marks.append("%s")
                values.append(value)
        tuples.append(f"({', '.join(marks)})")
        row._state.adding, row._state.db = False, connection.alias
    names = ", ".join(f'"{field.column}"' for field in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {", ".join(tuples)}', values  # noqa: S608  # names of our own models


def _sequence(of: Sequenced) -> str:
    # Django's identity columns, as PostgreSQL names their sequences; looking it up would cost another call.
    return of if isinstance(of, str) else f"{of._meta.db_table}_id_seq"


def remember(row: Model, **related: Iterable[Model]) -> None:
    """Let `row.lines.all()` and the like answer from rows that are at hand, as if they had been prefetched."""
    for name, rows in related.items():
        found = getattr(row, name).all()
        found._result_cache = list(rows)
        found._prefetch_done = True
        cache = row.__dict__.setdefault("_prefetched_objects_cache", {})
        cache[name] = found
