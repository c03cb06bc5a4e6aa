"""The ledger: journal entries, one of them, a month's trial balance and its entries for a spreadsheet; read only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.backoffice.accounting import (
    PAGE,
    JournalFilters,
    csv_lines,
    journal_amount,
    month_names,
    month_of,
    sheets_of,
)
from shop.backoffice.site import site
from shop.core.money import Money
from shop.ledger.models import Journal
from shop.ledger.queries import months_with_entries


def journal_list(request: HttpRequest) -> HttpResponse:
    """Show journals, newest first, narrowed by what the address asks for."""
    filters = JournalFilters(request.GET)
    found = list(filters.rows())
    more, found = len(found) > PAGE, found[:PAGE]
    context = {
        "title": _("Accounting"),
        "opts": Journal._meta,
        "filters": filters,
        "journals": [(journal, journal_amount(journal)) for journal in found],
        "older": filters.link(before=found[-1].pk) if more else "",
        "newest": filters.link() if filters.before is not None else "",
    }
    return site.render(request, "admin/ledger/journals.html", context)


def journal_page(request: HttpRequest, journal_id: int) -> HttpResponse:
    """Show one journal with its entries; debits first, as a bookkeeper writes them."""
    rows = Journal.objects.select_related("order").prefetch_related("entries")
    journal = get_object_or_404(rows, pk=journal_id)
    entries = sorted(journal.entries.all(), key=lambda entry: (entry.amount_minor < 0, entry.pk))
    lines = [(entry.get_account_display(), entry.amount_minor > 0, _size(entry.amount_minor, entry.currency))
             for entry in entries]  # fmt: skip
    sums = {
        is_debit: sum(amount.amount_minor for _, side, amount in lines if side is is_debit)
        for is_debit in (True, False)
    }
    context = {
        "title": journal.get_kind_display(),
        "opts": Journal._meta,
        "journal": journal,
        "lines": lines,
        "debit": Money(sums[True], entries[0].currency),
        "credit": Money(sums[False], entries[0].currency),
    }
    return site.render(request, "admin/ledger/journal.html", context)


def balance_page(request: HttpRequest) -> HttpResponse:
    """Show what happened to each account in a month, and that it sums to zero."""
    months = months_with_entries()
    month = month_of(request.GET.get("month", "")) or (months[0] if months else timezone.localdate().replace(day=1))
    chosen = f"{month:%Y-%m}"
    context = {
        "title": _("Trial balance"),
        "opts": Journal._meta,
        "month": month,
        "chosen": chosen,
        "months": {**month_names([month]), **month_names(months)},
        "sheets": sheets_of(month),
    }
    return site.render(request, "admin/ledger/balance.html", context)


def entries_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Send a month's entries as CSV, line by line, however many there are."""
    month = month_of(request.GET.get("month", ""))
    if month is None:
        raise Http404
    answer = StreamingHttpResponse(csv_lines(month), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ledger-{month:%Y-%m}.csv"'
    return answer


def _size(minor: int, currency: str) -> Money:
    return Money(abs(minor), currency)
