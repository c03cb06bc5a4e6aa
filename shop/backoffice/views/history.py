"""The pages of the history: of one object, of everything, and of one entry with the row as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.backoffice.changes import FieldChange, tell, values
from shop.backoffice.history_filters import HistoryFilters
from shop.backoffice.site import site
from shop.backoffice.wording import Names, noun
from shop.history.models import HistoryEntry
from shop.history.queries import as_of, estimated_count, list_entries, list_family_entries
from shop.history.tables import TRACKED

_PAGE = 50


def object_history(request: HttpRequest, model_admin: admin.ModelAdmin[Any], object_id: str) -> HttpResponse:
    """Show what happened to an object and to all that belongs to it; also once it is gone."""
    model: type[Model] = model_admin.model
    table, key = model._meta.db_table, _number(object_id)
    found = None if key is None else model_admin.get_object(request, object_id)
    if not model_admin.has_view_permission(request, found):
        raise PermissionDenied
    if key is None:
        raise Http404
    entries = []
    if table in TRACKED:
        before = _number(request.GET.get("before", ""))
        entries = list_family_entries(table=table, row_id=key, before=before, limit=_PAGE + 1)
    if found is None and not entries:
        raise Http404
    at = _moment(request.GET.get("at", "")) if table in TRACKED else None
    context = {
        "title": _("History"),
        "opts": model._meta,
        "object": found,
        "name": str(found) if found else f"{noun(table)} {Names(entries).of(table, key)}",
        "blocks": tell(entries[:_PAGE], request=request),
        "older": entries[_PAGE - 1].pk if len(entries) > _PAGE else None,
        "table": table,
        "is_tracked": table in TRACKED,
        "at": at,
        "then": _row_then(table, key, at) if at else None,
        "now": timezone.now(),
    }
    return site.render(request, "admin/history/object.html", context)


def history_list(request: HttpRequest) -> HttpResponse:
    """Show all entries, newest first, narrowed by what the address asks for."""
    filters = HistoryFilters(request.GET)
    before, after = _number(request.GET.get("before", "")), _number(request.GET.get("after", ""))
    entries = list_entries(match=filters.match(), ways=filters.ways(), before=before, after=after, limit=_PAGE + 1)
    is_full = len(entries) > _PAGE
    if is_full:
        entries = entries[1:] if after is not None else entries[:_PAGE]
    has_older, has_newer = (True, is_full) if after is not None else (is_full, before is not None)
    context = {
        "title": _("History"),
        "opts": HistoryEntry._meta,
        "filters": filters,
        "blocks": tell(entries, request=request),
        "older": filters.link(before=entries[-1].pk) if entries and has_older else "",
        "newer": filters.link(after=entries[0].pk) if entries and has_newer else "",
        "estimate": None if filters.is_narrowed else estimated_count(),
    }
    return site.render(request, "admin/history/list.html", context)


def history_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Show one entry, and the whole row as the change left it."""
    entry = get_object_or_404(HistoryEntry, pk=entry_id)
    (block,) = tell([entry], request=request)
    tracked = entry.table_name in TRACKED
    context = {
        "title": block.lines[0].thing,
        "opts": HistoryEntry._meta,
        "blocks": [block],
        "entry": entry,
        "at": entry.at,
        "then": _row_then(entry.table_name, entry.row_id, entry.at) if tracked else None,
    }
    return site.render(request, "admin/history/entry.html", context)


def _row_then(table: str, key: int, at: datetime) -> list[FieldChange]:
    """Return the values of a row as it was; empty when there was none."""
    row = as_of(table=table, row_id=key, at=at)
    return values(table, row, Names(rows=[(table, row)])) if row else []


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _moment(text: str) -> datetime | None:
    """Return the moment (UTC) that an address or, in the shop's time, a date field names."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not 1970 <= found.year <= 9000:  # what is beyond cannot be turned into another time zone everywhere
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=timezone.get_current_timezone())
    return found.astimezone(UTC)
