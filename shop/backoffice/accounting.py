"""The ledger as staff read it: filters of the journals, a month's balance by account, and lines for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrOrPromise

from shop.backoffice.cells import reader_locale
from shop.backoffice.history_filters import FilterChoice
from shop.backoffice.search import order_number
from shop.channels.queries import shop_zone
from shop.core.formats import format_date
from shop.core.money import Money
from shop.core.spreadsheets import mark_text
from shop.ledger.models import Entry, Journal
from shop.ledger.queries import BalanceRow, each_journal, moments_of, months_with_entries, trial_balance

PAGE = 50
_KINDS = dict(Journal.Kind.choices)
_SOURCES = (*_KINDS, "refund_failed")  # what their sources begin with
COLUMNS = (
    gettext_lazy("Date"), gettext_lazy("Journal entry"), gettext_lazy("Type"), gettext_lazy("Order"),
    gettext_lazy("Source"), gettext_lazy("Account"), gettext_lazy("Account name"), gettext_lazy("Debit"),
    gettext_lazy("Credit"), gettext_lazy("Currency"), gettext_lazy("Memo"), pgettext_lazy("author", "By"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """An account in a month; without movements all is zero."""

    account: str
    debit: Money
    credit: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class Sheet:
    """All accounts in one currency, and their sums: debit and credit are the same, the balance is zero."""

    currency: str
    rows: list[Row]
    total: Row

    @property
    def is_balanced(self) -> bool:
        return not self.total.balance


class JournalFilters:
    """The filters of one address. What makes no sense in it narrows nothing."""

    def __init__(self, asked: QueryDict) -> None:
        self.kind = asked.get("kind", "") if asked.get("kind", "") in _KINDS else ""
        self.months = months_with_entries()
        self.month = month_of(asked.get("month", ""))
        self.before = _journal_number(asked.get("before", ""))
        self.query = asked.get("q", "").replace("\x00", "").strip()[:120]
        month = f"{self.month:%Y-%m}" if self.month else ""
        named = (("kind", self.kind), ("month", month), ("q", self.query))
        self.asked = {name: value for name, value in named if value}

    def link(self, **changed: Any) -> str:
        """Return the address with something changed; an empty value takes a filter away."""
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in {**self.asked, **changed}.items() if value})
        return f"?{query.urlencode()}"

    def kinds(self) -> list[FilterChoice]:
        return self._journal_choices("kind", {"": _("All"), **_KINDS})

    def month_choices(self) -> list[FilterChoice]:
        return self._journal_choices("month", {"": _("All months"), **month_names(self.months)})

    def rows(self) -> QuerySet[Journal]:
        """Return the journals, newest first, one more than a page: by keys, so that millions are as fast as ten."""
        rows = Journal.objects.select_related("order").prefetch_related("entries")
        # What narrows is found by its own index and sorted then: by the key, everything newer would be read first.
        rows = rows.order_by((F("pk") + 0).desc() if self.month or self.query else "-pk")
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.month:
            begin, end = moments_of(self.month, next_month(self.month) - timedelta(days=1))
            rows = rows.filter(created_at__gte=begin, created_at__lt=end)
        if self.query:
            number = order_number(self.query)
            rows = rows.filter(_named(self.query) if number is None else Q(order__number=number))
        if self.before is not None:
            rows = rows.filter(pk__lt=self.before)
        return rows[: PAGE + 1]

    def _journal_choices(self, parameter: str, names: Mapping[str, StrOrPromise]) -> list[FilterChoice]:
        chosen = self.asked.get(parameter, "")
        return [
            FilterChoice(query_string=self.link(**{parameter: key}), display=name, selected=key == chosen)
            for key, name in names.items()
        ]


def _named(text: str) -> Q:
    """Return the journals whose source begins with a text, or with it behind the kind ("capture:pay_…")."""
    match = Q()
    for spelled in {text, text.lower()}:
        for beginning in (spelled, *(f"{kind}:{spelled}" for kind in _SOURCES)):
            match |= Q(source__startswith=beginning)
    return match


def month_of(text: str) -> date | None:
    """Return the first day of the month that "2026-11" names, or None."""
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 and text[4] == "-" and text[:4] < "9999" else None
    except ValueError:
        return None


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def month_names(months: list[date]) -> dict[str, str]:
    """Return {"2026-11": "November 2026"}."""
    return {f"{month:%Y-%m}": format_date(month, reader_locale(), "month") for month in months}


def journal_amount(journal: Journal) -> Money:
    """Return what a journal is about: its debits, where authorisations that end with it do not count twice."""
    memo = (Entry.Account.AUTHORISED, Entry.Account.AUTHORISED_OFFSET)
    entries = list(journal.entries.all())
    real = [entry for entry in entries if entry.account not in memo] or entries
    return Money(sum(entry.amount_minor for entry in real if entry.amount_minor > 0), entries[0].currency)


def sheets_of(month: date) -> list[Sheet]:
    """Return the trial balance of a month, a sheet for each currency, with every account there is. One query."""
    found = {
        (row.currency, row.account): row
        for row in trial_balance(since=month, until=next_month(month) - timedelta(days=1))
    }
    return [_sheet(currency, found) for currency in sorted({currency for currency, _ in found})]


def _sheet(currency: str, found: dict[tuple[str, str], BalanceRow]) -> Sheet:
    rows, debits, credited = [], 0, 0
    for account, label in Entry.Account.choices:
        one = found.get((currency, account))
        debit, credit = (one.debit_minor, one.credit_minor) if one else (0, 0)
        rows.append(_account_row(str(label), debit, credit, currency))
        debits, credited = debits + debit, credited + credit
    return Sheet(currency, rows, _account_row(_("Total"), debits, credited, currency))


def _account_row(label: str, debit: int, credit: int, currency: str) -> Row:
    return Row(label, *(Money(minor, currency) for minor in (debit, credit, debit - credit)))


class _Echo:
    """A file that hands each written line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(month: date) -> Iterator[str]:
    """Return the month's entries as lines of CSV, oldest first: amounts as plain decimals, texts that no sheet runs."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(
        str(column) for column in COLUMNS
    )  # the mark tells spreadsheets that this is UTF-8
    zone = shop_zone()
    for journal in each_journal(since=month, until=next_month(month) - timedelta(days=1)):
        for entry in journal.entries.all():
            yield writer.writerow(_cells(journal, entry, journal.created_at.astimezone(zone)))


def _cells(journal: Journal, entry: Entry, at: datetime) -> list[Any]:
    size = Money(abs(entry.amount_minor), entry.currency)
    is_debit = entry.amount_minor > 0
    texts = (journal.source, journal.memo, journal.actor_label)
    source, memo, who = (mark_text(text) for text in texts)
    return [
        f"{at:%Y-%m-%d %H:%M:%S}", journal.pk, journal.kind,
        "" if journal.order is None else journal.order.number, source, entry.account, entry.get_account_display(),
        size if is_debit else "", "" if is_debit else size, entry.currency, memo, who,
    ]  # fmt: skip


def _journal_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
