"""Questions to the history: what happened to a row, and what a row was at a moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from .models import HistoryEntry
from .sql import child_row_ids, estimated_entries, row_and_changes_since
from .tables import TRACKED, children_of

Row = dict[str, Any]  # column: value, as JSON has it


def as_of(*, table: str, row_id: int, at: datetime) -> Row | None:
    """Return the tracked columns of a row as they were right after `at` (UTC), or None where it did not exist.

    Goes back from today's row, so it also knows rows that are older than the history. Changes count from when they
    were written, and a column that did not exist yet has today's value. Raises: KeyError for a table that is not
    tracked.
    """
    excluded = list(TRACKED[table].excluded)
    today, since = row_and_changes_since(table=table, row_id=row_id, excluded=excluded, at=at)
    row: Row | None = _parse_value(today) if today else None
    for operation, changes in _parse_value(since or "[]"):
        row = _before(row, operation, changes)
    return row


def _parse_value(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


def _before(row: Row | None, operation: str, changes: Row) -> Row | None:
    match operation:
        case "insert":
            return None
        case "delete":
            return changes
        case _:
            return {**(row or {}), **{column: old for column, (old, _new) in changes.items()}}


def list_entries(
    *, match: Q, ways: Sequence[Q] = (), before: int | None = None, after: int | None = None, limit: int
) -> list[HistoryEntry]:
    """Return the entries that match, newest first: those older than the entry `before`, or newer than `after`.

    Of `ways` one must match as well. Each is asked for itself, by the index that knows it: all in one condition may
    be a walk through everything.
    """
    order = "pk" if after is not None else "-pk"
    rows = HistoryEntry.objects.filter(match)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    elif before is not None:
        rows = rows.filter(pk__lt=before)
    parts = [rows.filter(way).order_by(order)[:limit] for way in ways] or [rows.order_by(order)[:limit]]
    found = parts[0].union(*parts[1:]).order_by(order)[:limit] if len(parts) > 1 else parts[0]
    return sorted(found, key=lambda entry: -entry.pk)


def list_family_entries(*, table: str, row_id: int, before: int | None = None, limit: int) -> list[HistoryEntry]:
    """Return what happened to a row and to all rows that belong to it (also those that are gone), newest first."""
    parts = [_newest(HistoryEntry.objects.filter(table_name=table, row_id=row_id), before, limit)]
    parents: dict[str, list[int]] = {table: [row_id]}
    while parents:
        found: dict[str, list[int]] = {}
        for parent, ids in parents.items():
            for child in children_of(parent):
                mine = HistoryEntry.objects.filter(table_name=child, parent_id__in=ids)
                parts.append(_newest(mine, before, limit))
                if children_of(child):
                    found[child] = child_row_ids(table=child, parent=TRACKED[child].parent, parent_ids=ids)
        parents = {name: ids for name, ids in found.items() if ids}
    first, *others = parts
    return list(first.union(*others, all=True).order_by("-pk")[:limit] if others else first)


def _newest(rows: QuerySet[HistoryEntry], before: int | None, limit: int) -> QuerySet[HistoryEntry]:
    return (rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")[:limit]


def first_entry_since(at: datetime) -> int:
    """Return the key of the first entry at or after a moment (UTC), or one that no entry has yet."""
    found = HistoryEntry.objects.filter(at__gte=at).order_by("at", "pk").values_list("pk", flat=True).first()
    return found if found is not None else 2**62


def last_deleted_rows(rows: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Row]:
    """Return what deleted rows last were, by table and key."""
    wanted = Q()
    for table, row_id in rows:
        wanted |= Q(table_name=table, row_id=row_id)
    if not wanted:
        return {}
    deletions = HistoryEntry.objects.filter(wanted, operation=HistoryEntry.Operation.DELETE).order_by("pk")
    return {(entry.table_name, entry.row_id): entry.changes for entry in deletions}


def estimated_count() -> int:
    """Return about how many entries there are: counting millions would take seconds."""
    return estimated_entries()


def newest_entry() -> int:
    """Return the key of the newest entry, 0 where there is none."""
    return HistoryEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def newest_of(*, table: str, row_id: int) -> HistoryEntry | None:
    """Return the newest entry of a row."""
    return HistoryEntry.objects.filter(table_name=table, row_id=row_id).order_by("-pk").first()
