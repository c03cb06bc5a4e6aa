"""Balances: always sums over entries, nowhere stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Min, Sum

from shop.channels.queries import shop_zone
from shop.core.money import Money

from .models import Entry, Journal
from .sql import monthly_rows


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One side of a journal about an order; debits are positive."""

    kind: str
    source: str
    account: str
    amount: Money
    memo: str
    actor_label: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """What happened to an account in a month (the first day of it), in minor units. The balance is of that month."""

    month: date
    account: str
    currency: str
    debit_minor: int
    credit_minor: int

    @property
    def balance_minor(self) -> int:
        return self.debit_minor - self.credit_minor


def balances_of(*, order_id: int) -> Mapping[str, int]:
    """Return {account: minor units} of one order, debits positive; `receivable` is what the buyer still owes."""
    rows = Entry.objects.filter(journal__order_id=order_id).values_list("account")
    return dict(rows.annotate(balance=Sum("amount_minor")).order_by("account"))


def balances(*, currency: str) -> Mapping[str, int]:
    """Return {account: minor units} of the whole shop in a currency, debits positive. They sum to zero."""
    rows = Entry.objects.filter(currency=currency).values_list("account")
    return dict(rows.annotate(balance=Sum("amount_minor")).order_by("account"))


def ledger_of(*, order_id: int) -> list[LedgerLine]:
    """Return what was booked about an order, in the order of booking. One query."""
    rows = Entry.objects.filter(journal__order_id=order_id).select_related("journal").order_by("journal_id", "pk")
    return [
        LedgerLine(
            kind=row.journal.kind,
            source=row.journal.source,
            account=row.account,
            amount=Money(row.amount_minor, row.currency),
            memo=row.journal.memo,
            actor_label=row.journal.actor_label,
            created_at=row.journal.created_at,
        )
        for row in rows
    ]


def trial_balance(*, since: date, until: date) -> list[BalanceRow]:
    """Return debits and credits by month, account and currency from one day to another (the shop's, both included).

    Each month sums to zero in each currency.
    """
    begin, end = moments_of(since, until)
    return [BalanceRow(*row) for row in monthly_rows(begin=begin, end=end)]


def months_with_entries() -> list[date]:
    """Return the first days of all months from the first journal to the last, newest first. Two queries."""
    ends = Journal.objects.aggregate(first=Min("created_at"), last=Max("created_at"))
    if ends["first"] is None:
        return []
    zone = shop_zone()
    days = (moment.astimezone(zone) for moment in (ends["first"], ends["last"]))
    first, last = (day.year * 12 + day.month - 1 for day in days)
    return [date(number // 12, number % 12 + 1, 1) for number in range(last, first - 1, -1)]


def each_journal(*, since: date, until: date, chunk_size: int = 1000) -> Iterator[Journal]:
    """Go through what was booked from one day to another (the shop's, both included), oldest first, in little memory.

    Journals come with their order and entries. Each chunk is a query of its own, so nothing is held open in between.
    """
    begin, end = moments_of(since, until)
    booked = Journal.objects.filter(created_at__gte=begin, created_at__lt=end).order_by("pk")
    rows, after = booked.select_related("order").prefetch_related("entries"), 0
    while chunk := list(rows.filter(pk__gt=after)[:chunk_size]):
        yield from chunk
        after = chunk[-1].pk


def moments_of(since: date, until: date) -> tuple[datetime, datetime]:
    """Return when the first day begins and the last one ends for the shop, so that an index on moments can be used."""
    zone = shop_zone()
    return datetime.combine(since, time(), zone), datetime.combine(until + timedelta(days=1), time(), zone)
