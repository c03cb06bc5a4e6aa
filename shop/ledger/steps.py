"""Posting to the books, inside the transaction of what happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from shop.orders.models import Order

from .models import Entry, Journal


def post(
    *,
    kind: Journal.Kind,
    source: str,
    order: Order,
    amounts: Mapping[Entry.Account, int],
    now: datetime,
    memo: str = "",
    actor_label: str = "",
) -> bool:
    """Book one fact about an order once: {account: minor units of the order's currency}, debits positive.

    Accounts with zero are left out; a journal of nothing but zeros is not written. Answers False where `source` was
    booked before. Raises: IntegrityError at commit where the amounts do not sum to zero.
    """
    assert connection.in_atomic_block, "post writes inside the caller's transaction"
    entries = {account: amount for account, amount in amounts.items() if amount}
    if not entries or Journal.objects.filter(source=source).exists():
        return False
    journal = Journal.objects.create(
        kind=kind, source=source, order=order, memo=memo[:200], actor_label=actor_label, created_at=now
    )
    Entry.objects.bulk_create(
        Entry(journal=journal, account=account, amount_minor=amount, currency=order.currency)
        for account, amount in entries.items()
    )
    return True
