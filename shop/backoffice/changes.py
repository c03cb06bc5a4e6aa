"""Entries of the history, told: grouped by what was saved together, each with who, why and what became what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import Tone
from shop.backoffice.site import site
from shop.history.models import HistoryEntry
from shop.history.queries import Row
from shop.history.tables import TRACKED

from .wording import Names, excerpts, hidden, in_order, label, model_of, titled, words

_KINDS = {
    "staff": _("Staff"), "customer": _("Customer"), "guest": _("Guest"), "system": "Nexus", None: _("Outside the shop"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value; `old` is None where there was nothing before."""

    label: str
    old: str | None
    new: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What happened to one row. `url` is the history of what it belongs to, where this person may see it."""

    entry: HistoryEntry
    verb: str
    thing: str
    url: str
    changes: list[FieldChange]

    @property
    def is_update(self) -> bool:
        return self.entry.operation == HistoryEntry.Operation.UPDATE


@dataclass(frozen=True, slots=True)
class Block:
    """What one person or program saved at once."""

    who: str
    kind: str
    tone: Tone
    actor_user_id: int | None
    at: datetime
    reason: str
    lines: list[HistoryLine]


def tell(entries: Sequence[HistoryEntry], *, request: HttpRequest) -> list[Block]:
    """Return the entries in words, in their order."""
    names = Names(entries)
    blocks = []
    for _key, group in groupby(
        entries, key=lambda entry: (entry.transaction_id, entry.actor_kind, entry.actor_user_id, entry.reason)
    ):
        together = list(group)
        first = together[0]
        kind = str(_KINDS.get(first.actor_kind, first.actor_kind))
        who = first.actor_label or (names.of("accounts_user", first.actor_user_id) if first.actor_user_id else kind)
        blocks.append(
            Block(
                who=who,
                kind=kind if who != kind else "",
                tone="warn" if first.actor_kind is None else "",
                actor_user_id=first.actor_user_id,
                at=first.at,
                reason=first.reason or "",
                lines=[_history_line(entry, names, request) for entry in together],
            )
        )
    return blocks


def _history_line(entry: HistoryEntry, names: Names, request: HttpRequest) -> HistoryLine:
    is_update = entry.operation == HistoryEntry.Operation.UPDATE
    return HistoryLine(
        entry=entry,
        verb=entry.get_operation_display(),
        thing=titled(entry.table_name, _entry_name(entry, names)),
        url=_history_url(entry.table_name, entry.row_id, entry.parent_id, names, request),
        changes=_updated(entry, names) if is_update else values(entry.table_name, entry.changes, names),
    )


def _entry_name(entry: HistoryEntry, names: Names) -> str:
    if TRACKED.get(entry.table_name) and entry.parent_id is not None and _joins(entry.table_name):
        return names.of(TRACKED[entry.table_name].parent_table, entry.parent_id)
    return names.of(entry.table_name, entry.row_id)


def _joins(table: str) -> bool:
    model = model_of(table)
    return bool(model and model._meta.auto_created)


def _updated(entry: HistoryEntry, names: Names) -> list[FieldChange]:
    currency = _currency_of_row(names.object(entry.table_name, entry.row_id))
    changes = []
    for column, pair in in_order(entry.table_name, entry.changes):
        old, new = (words(entry.table_name, column, value, names=names, currency=currency) for value in pair)
        changes.append(FieldChange(label(entry.table_name, column), *excerpts(old, new)))
    return changes


def values(table: str, row: Row, names: Names) -> list[FieldChange]:
    """Return the values of a whole row that say something."""
    skipped, currency = hidden(table), _currency_of_row(row)
    return [
        FieldChange(label(table, column), None, words(table, column, value, names=names, currency=currency))
        for column, value in in_order(table, row)
        if column not in skipped and value not in (None, "", [], {})
    ]


def _currency_of_row(row: Any) -> str:
    found = row.get("currency") if isinstance(row, dict) else getattr(row, "currency", "")
    return str(found or "")


def _history_url(table: str, row_id: int, parent_id: int | None, names: Names, request: HttpRequest) -> str:
    """Return the history page of the nearest thing that has a page, going up from the row."""
    while table:
        model = model_of(table)
        registered = site._registry.get(model) if model else None
        if registered and registered.has_view_permission(request):
            return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_history", args=[row_id])  # type: ignore[union-attr]
        table = TRACKED[table].parent_table if table in TRACKED else ""
        if not table or parent_id is None:
            return ""
        row_id, above = parent_id, names.object(table, parent_id)
        parent_id = getattr(above, TRACKED[table].parent, None) if above and TRACKED[table].parent else None
    return ""
