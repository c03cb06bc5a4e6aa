"""The history of everything; what is in it is written by triggers, so it can only be read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from shop.backoffice.site import site
from shop.backoffice.views.history import history_entry, history_list
from shop.history.models import HistoryEntry

from .base import ReadOnly, StaffAdmin


@admin.register(HistoryEntry, site=site)
class HistoryEntryAdmin(ReadOnly, StaffAdmin[HistoryEntry]):
    heading, noun = "History", "entry"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show our own list: no count and no page numbers, so that millions of entries are as fast as ten."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return history_list(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one entry."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return history_entry(request, object_id)
