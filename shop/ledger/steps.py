"""Posting to the ledger, inside the transaction of what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from shop.orders.models import Order

from .models import Entry, Journal
from .sql import insert_journals


@dataclass(frozen=True, slots=True)
class Posting:
    """A journal to be: {account: minor units}, debits positive. `source` names the fact and is unique."""

    kind: Journal.Kind
    source: str
    amounts: Mapping[Entry.Account, int]
    memo: str = ""


def post_all(*, order: Order, postings: Sequence[Posting], now: datetime, actor_label: str = "") -> int:
    """Book facts about an order, each once, in one statement; returns how many entries were written.

    A source that was booked before is skipped. Accounts with zero are left out, and a journal of nothing but zeros.
    Raises: IntegrityError at commit where amounts do not sum to zero.
    """
    assert connection.in_atomic_block, "post_all writes inside the caller's transaction"
    rows = [posting for posting in postings if any(posting.amounts.values())]
    if not rows:
        return 0
    entries = [(p.source, account, amount) for p in rows for account, amount in p.amounts.items() if amount]
    return insert_journals(
        {
            "order": order.pk,
            "actor": actor_label[:254],
            "now": now,
            "currency": order.currency,
            "kinds": [posting.kind.value for posting in rows],
            "sources": [posting.source for posting in rows],
            "memos": [posting.memo[:200] for posting in rows],
            "entry_sources": [source for source, _, _ in entries],
            "accounts": [account.value for _, account, _ in entries],
            "amounts": [amount for _, _, amount in entries],
        }
    )


def journal_rows(*, order: Order, posting: Posting, key: int, now: datetime) -> tuple[list[Journal], list[Entry]]:
    """Return a fact about a new order as rows, to be inserted with it; none where there is nothing to book.

    `key` is the journal's primary key, drawn before (`core.sql`).
    """
    entries = [
        Entry(journal_id=key, account=account, amount_minor=amount, currency=order.currency)
        for account, amount in posting.amounts.items()
        if amount
    ]
    head = Journal(pk=key, kind=posting.kind, source=posting.source, order=order, memo=posting.memo, created_at=now)
    return ([head] if entries else []), entries


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
    """Book one fact about an order once (see `post_all`); answers False where `source` was booked before."""
    posting = Posting(kind, source, amounts, memo)
    return post_all(order=order, postings=[posting], now=now, actor_label=actor_label) > 0


def sale_of(order: Order) -> Posting:
    """Return the journal of an order that is placed: the buyer owes its total; tax is part of it."""
    return sale_posting(
        source=f"sale:{order.public_id}",
        total_minor=order.total_minor,
        tax_minor=order.tax_minor,
        shipping_minor=order.shipping_minor,
        shipping_tax_minor=order.shipping_tax_minor,
    )


def sale_posting(
    *, source: str, total_minor: int, tax_minor: int, shipping_minor: int = 0, shipping_tax_minor: int = 0
) -> Posting:
    """Return the journal of a sale, or of what an edit adds to one. `tax_minor` contains the tax of shipping."""
    shipping = shipping_minor - shipping_tax_minor
    return Posting(
        Journal.Kind.SALE,
        source,
        {
            Entry.Account.RECEIVABLE: total_minor,
            Entry.Account.SALES: -(total_minor - tax_minor - shipping),
            Entry.Account.SHIPPING: -shipping,
            Entry.Account.TAX: -tax_minor,
        },
    )
