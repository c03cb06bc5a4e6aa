"""Balances: always sums over entries, nowhere stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, Sum
from django.db.models.functions import TruncMonth

from shop.core.money import Money

from .models import Entry


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
    """Return debits and credits by month, account and currency from one day to another (UTC, both included).

    Each month sums to zero in each currency.
    """
    rows = Entry.objects.filter(journal__created_at__date__gte=since, journal__created_at__date__lte=until)
    grouped = rows.values(month=TruncMonth("journal__created_at"), name=F("account"), money=F("currency"))
    sums = grouped.annotate(
        debit=Sum("amount_minor", filter=Q(amount_minor__gt=0), default=0),
        credit=Sum("amount_minor", filter=Q(amount_minor__lt=0), default=0),
    )
    return [
        BalanceRow(row["month"].date(), row["name"], row["money"], row["debit"], -row["credit"])
        for row in sums.order_by("month", "name", "money")
    ]
