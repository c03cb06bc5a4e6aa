"""The books; what is in them is never changed, so there is nothing to do here but read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path

from shop.backoffice.site import site
from shop.backoffice.views.books import balance_page, entries_csv, journal_list, journal_page
from shop.ledger.models import Journal

from .base import ReadOnly, StaffAdmin


@admin.register(Journal, site=site)
class JournalAdmin(ReadOnly, StaffAdmin[Journal]):
    heading, noun = "Books", "journal"

    def get_urls(self) -> list[URLPattern]:
        """Put our own pages before Django's addresses."""
        view = self.admin_site.admin_view
        own = [
            path("balance/", view(self._guarded(balance_page)), name="ledger_journal_balance"),
            path("entries.csv", view(self._guarded(entries_csv)), name="ledger_journal_csv"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show our own list: no count and no page numbers, so that millions of journals are as fast as ten."""
        return self._guarded(journal_list)(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one journal."""
        if not (object_id.isascii() and object_id.isdigit() and len(object_id) < 19):
            raise Http404
        return self._guarded(journal_page)(request, int(object_id))

    def _guarded[R: HttpResponseBase](self, page: Callable[..., R]) -> Callable[..., R]:
        def guarded(request: HttpRequest, *args: Any) -> R:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return page(request, *args)

        return guarded
