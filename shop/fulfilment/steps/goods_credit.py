"""What the buyer gets for goods that come back: a credit note on each order that paid for them, then the money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import connection
from django.utils.translation import gettext as _

from shop.core.actor import By
from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.fulfilment.queries import Worth, worth_by_line, worth_of
from shop.orders.models import Order
from shop.payments.models import CreditNote, Refund
from shop.payments.steps import CreditLine, issue_credit_note, refund_excess

_ANY = 1_000_000_000  # as many units as there are


@dataclass(frozen=True, slots=True)
class GoodsCredit:
    """What was credited, on one order or on several, and the money that goes back for it."""

    notes: list[CreditNote]
    refunds: list[Refund]

    def __add__(self, other: GoodsCredit) -> GoodsCredit:
        return GoodsCredit([*self.notes, *other.notes], [*self.refunds, *other.refunds])

    @property
    def total_minor(self) -> int:
        return sum(note.total_minor for note in self.notes)


def credit_goods(
    *,
    orders: Mapping[int, Order],
    order: Order,
    kind: CreditNote.Kind,
    units: Mapping[int, int],
    shipping: Money,
    deduction: Money | None = None,
    lost: Mapping[int, int] | None = None,
    reason: str,
    by: By,
) -> GoodsCredit:
    """Credit units of a locked order ({order line id: units}), and delivery; book the money back.

    `deduction` is kept of all the goods together, `lost` ({order line id: minor units}) is what those of a line lost in
    value: it is kept of that line, at its rate of tax. `orders` are all locked orders that the goods may have been paid
    with (`progress.lock_orders`). What is worth nothing is left out.
    Raises: InvalidInput for a deduction above the goods' worth or below zero, CreditTooHigh, RefundTooHigh.
    """
    assert connection.in_atomic_block, "credit_goods writes inside the caller's transaction"
    parts: list[Worth] = []
    problems: dict[str, str] = {}
    for line_id, worths in worth_by_line(units=units).items():
        keep = (lost or {}).get(line_id, 0)
        if problem := _too_much(keep, worths):
            problems[f"deduction_{line_id}"] = problem
        parts += _less(worths, keep)
    keep = deduction.amount_minor if deduction else 0
    if problem := _too_much(keep, parts):
        problems["deduction"] = problem
    if problems:
        raise InvalidInput(fields=problems)
    return _credit_orders(orders, order, kind, _less(parts, keep), shipping, reason=reason, by=by)


def credit_replaced(
    *, orders: Mapping[int, Order], order: Order, units: Mapping[int, int], reason: str, by: By
) -> GoodsCredit:
    """Credit what units of a locked order ({order line id: units}) were paid with elsewhere: goods that are back.

    That is nothing but for goods of an exchange. What was paid in the order itself is the caller's.
    """
    assert connection.in_atomic_block, "credit_replaced writes inside the caller's transaction"
    parts = [worth for worth in worth_of(units=units) if worth.order_id != order.pk]
    nothing = Money(0, order.currency)
    return _credit_orders(orders, order, CreditNote.Kind.CANCEL, parts, nothing, reason=reason, by=by)


def credit_cheaper(
    *, orders: Mapping[int, Order], order: Order, cheaper: Mapping[int, int], reason: str, by: By
) -> GoodsCredit:
    """Credit {order line id: minor units} of a locked order as a reduction of the price, and book the money back."""
    assert connection.in_atomic_block, "credit_cheaper writes inside the caller's transaction"
    parts = []
    for line_id, worths in worth_by_line(units=dict.fromkeys(cheaper, _ANY)).items():
        left = cheaper[line_id]
        for worth in worths:
            part = min(left, worth.amount_minor)
            left -= part
            parts.append(replace(worth, quantity=0, amount_minor=part))
    return _credit_orders(orders, order, CreditNote.Kind.RETURN, parts, Money(0, order.currency), reason=reason, by=by)


def _too_much(keep: int, worths: Sequence[Worth]) -> str:
    """Say why that much cannot be kept of these goods; empty when it can."""
    if keep < 0:
        return _("Enter an amount above zero.")
    return _("This is more than the items are worth.") if keep > sum(worth.amount_minor for worth in worths) else ""


def _less(worths: Sequence[Worth], keep: int) -> list[Worth]:
    """Return what is left of the goods' worth when that much is kept, of the first ones first."""
    parts = []
    for worth in worths:
        part = min(keep, worth.amount_minor)
        keep -= part
        parts.append(replace(worth, amount_minor=worth.amount_minor - part))
    return parts


def _credit_orders(
    orders: Mapping[int, Order],
    order: Order,
    kind: CreditNote.Kind,
    parts: Sequence[Worth],
    shipping: Money,
    *,
    reason: str,
    by: By,
) -> GoodsCredit:
    wanted: dict[int, dict[int, CreditLine]] = {order.pk: {}}
    for worth in parts:
        if worth.amount_minor:
            value = Money(worth.amount_minor, order.currency)
            wanted.setdefault(worth.order_id, {})[worth.line_id] = CreditLine(worth.quantity, value)
    settled = GoodsCredit([], [])
    for order_id in sorted(wanted):
        fee = shipping if order_id == order.pk else Money(0, order.currency)
        if not wanted[order_id] and not fee:
            continue
        paid_with = orders[order_id]
        note = issue_credit_note(
            order=paid_with, kind=kind, lines=wanted[order_id], shipping=fee, allowance=None, reason=reason,
            by=by,
        )  # fmt: skip
        settled.notes.append(note)
        settled.refunds.extend(refund_excess(order=paid_with, reason=reason, now=by.now, note=note))
    return settled
