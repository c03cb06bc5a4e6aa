"""Balances: always sums over entries, nowhere stored."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Sum

from .models import Entry


def balances_of(*, order_id: int) -> Mapping[str, int]:
    """Return {account: minor units} of one order, debits positive; `receivable` is what the buyer still owes."""
    rows = Entry.objects.filter(journal__order_id=order_id).values_list("account")
    return dict(rows.annotate(balance=Sum("amount_minor")).order_by("account"))


def balances(*, currency: str) -> Mapping[str, int]:
    """Return {account: minor units} of the whole shop in a currency, debits positive. They sum to zero."""
    rows = Entry.objects.filter(currency=currency).values_list("account")
    return dict(rows.annotate(balance=Sum("amount_minor")).order_by("account"))
