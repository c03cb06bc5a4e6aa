"""What the buyer gets for goods that come back: a credit note on each order that paid for them, then the money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from shop.core.actor import Actor
from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.fulfilment.queries import Worth, worth_of
from shop.orders.models import Order
from shop.payments.models import CreditNote, Refund
from shop.payments.steps import CreditLine, issue_credit_note, money_back

_ANY = 1_000_000_000  # as many units as there are


@dataclass(frozen=True, slots=True)
class Settled:
    """What was credited, on one order or on several, and the money that goes back for it."""

    notes: list[CreditNote]
    refunds: list[Refund]

    @property
    def total_minor(self) -> int:
        return sum(note.total_minor for note in self.notes)


def credit_goods(
    *,
    orders: Mapping[int, Order],
    order: Order,
    kind: CreditNote.Kind,
    units: Mapping[int, int],
    deduction: Money,
    shipping: Money,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Settled:
    """Credit units of a locked order ({order line id: units}) less a deduction, and delivery; book the money back.

    `orders` are all locked orders that the goods may have been paid with (`progress.lock_orders`). What is worth
    nothing is left out. Raises: InvalidInput for a deduction above the goods' worth, CreditTooHigh, RefundTooHigh.
    """
    assert connection.in_atomic_block, "credit_goods writes inside the caller's transaction"
    worths = worth_of(units=units)
    keep = deduction.amount_minor
    if keep > sum(worth.amount_minor for worth in worths):
        raise InvalidInput(fields={"deduction": "This is more than the goods are worth."})
    parts = []
    for worth in worths:
        part = min(keep, worth.amount_minor)
        keep -= part
        parts.append(replace(worth, amount_minor=worth.amount_minor - part))
    return _credit(orders, order, kind, parts, shipping, reason=reason, actor=actor, now=now)


def credit_cheaper(
    *, orders: Mapping[int, Order], order: Order, cheaper: Mapping[int, int], reason: str, actor: Actor, now: datetime
) -> Settled:
    """Credit {order line id: minor units} of a locked order as a reduction of the price, and book the money back."""
    assert connection.in_atomic_block, "credit_cheaper writes inside the caller's transaction"
    parts = []
    for line_id, minor in sorted(cheaper.items()):
        left = minor
        for worth in worth_of(units={line_id: _ANY}):
            part = min(left, worth.amount_minor)
            left -= part
            parts.append(replace(worth, quantity=0, amount_minor=part))
    return _credit(
        orders, order, CreditNote.Kind.RETURN, parts, Money(0, order.currency), reason=reason, actor=actor, now=now
    )


def _credit(
    orders: Mapping[int, Order],
    order: Order,
    kind: CreditNote.Kind,
    parts: Sequence[Worth],
    shipping: Money,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Settled:
    wanted: dict[int, dict[int, CreditLine]] = {order.pk: {}}
    for worth in parts:
        if worth.amount_minor:
            value = Money(worth.amount_minor, order.currency)
            wanted.setdefault(worth.order_id, {})[worth.line_id] = CreditLine(worth.quantity, value)
    settled = Settled([], [])
    for order_id in sorted(wanted):
        fee = shipping if order_id == order.pk else Money(0, order.currency)
        if not wanted[order_id] and not fee:
            continue
        paid_with = orders[order_id]
        note = issue_credit_note(
            order=paid_with, kind=kind, lines=wanted[order_id], shipping=fee, allowance=None, reason=reason,
            actor=actor, now=now,
        )  # fmt: skip
        settled.notes.append(note)
        settled.refunds.extend(money_back(order=paid_with, reason=reason, now=now, note=note))
    return settled
