"""The money of an order on its page: what is wrong, what staff may do about it, and what the ledger says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from shop.core.money import Money
from shop.ledger.models import Entry, Journal
from shop.ledger.queries import LedgerLine, ledger_of
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from shop.payments.providers import manual_codes
from shop.payments.rules import OPEN, Standing

_KINDS, _ACCOUNTS = dict(Journal.Kind.choices), dict(Entry.Account.choices)


@dataclass(frozen=True, slots=True)
class EntryView:
    """One side of a journal, as people read it: either `debit` or `credit` is there."""

    kind: str
    source: str
    account: str
    debit: Money | None
    credit: Money | None
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RefundView:
    """A refund, and whether this person may say that they sent it."""

    row: Refund
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment with its refunds, and what this person may do with it."""

    row: Payment
    refunds: list[RefundView]
    may_release: bool
    may_close: bool


def payment_views(request: HttpRequest, payments: Iterable[Payment]) -> list[PaymentView]:
    """Return the payments of an order with what may be done; their refunds are loaded."""
    may_book = request.user.has_perm("payments.mark_paid")
    may_capture = request.user.has_perm("payments.capture_payment")
    manual = set(manual_codes())
    return [
        PaymentView(
            row,
            [RefundView(refund, may_book and is_to_confirm(refund, row, manual)) for refund in row.refunds.all()],
            may_release=may_capture and row.status == Payment.Status.AUTHORISED,
            may_close=may_book and row.review != "",
        )
        for row in payments
    ]


def awaited_transfer(payments: Iterable[Payment]) -> Payment | None:
    """Return the transfer or invoice, of all payments of an order, that money may come in for.

    The last that waits for some; else the last that is not awaited any more, because the order lapsed, was cancelled or
    is paid another way: a transfer that is under way arrives all the same.
    """
    codes = manual_codes()
    rows = sorted((row for row in payments if row.provider in codes), key=lambda row: row.pk)
    for states in (OPEN, (Payment.Status.CANCELLED,)):
        if found := [row for row in rows if row.status in states]:
            return found[-1]
    return None


def is_to_confirm(refund: Refund, payment: Payment, manual: Iterable[str]) -> bool:
    """Tell whether people send this refund, and have not said that they did."""
    return payment.provider in manual and refund.status in (Refund.Status.REQUESTED, Refund.Status.SENT)


def money_context(request: HttpRequest, order: Order, money: Standing, *, has_change: bool) -> dict[str, Any]:
    """Return what the page shows of an order's money; payments and refunds are loaded.

    While a change waits to be paid (`has_change`) nothing is written off.
    """
    may = request.user.has_perm
    refunds = [refund for payment in order.payments.all() for refund in payment.refunds.all()]
    return {
        "money": money,
        "payments": payment_views(request, order.payments.all()),
        "failed_refunds": [refund for refund in refunds if refund.status == Refund.Status.FAILED],
        "to_write_off": money.to_write_off if may("payments.mark_paid") and not has_change else None,
        "may_refund": may("orders.refund_order"),
        **_ledger_context(request, order),
    }


def _ledger_context(request: HttpRequest, order: Order) -> dict[str, Any]:
    """Return the journal entries of an order, for those who may see the ledger."""
    if not request.user.has_perm("ledger.view_journal"):
        return {}
    lines = [_entry_view(line) for line in ledger_of(order_id=order.pk)]
    debit = sum(line.debit.amount_minor for line in lines if line.debit)
    credit = sum(line.credit.amount_minor for line in lines if line.credit)
    return {
        "ledger_lines": lines,
        "ledger_debit": Money(debit, order.currency),
        "ledger_credit": Money(credit, order.currency),
    }


def _entry_view(line: LedgerLine) -> EntryView:
    is_debit = line.amount.amount_minor > 0
    size = Money(abs(line.amount.amount_minor), line.amount.currency)
    return EntryView(
        str(_KINDS.get(line.kind, line.kind)),
        line.source,
        str(_ACCOUNTS.get(line.account, line.account)),
        size if is_debit else None,
        None if is_debit else size,
        line.actor_label,
        line.created_at,
    )
