"""The account of an order's money: one for pages, APIs and operations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shop.core.money import Money

_ENDED = ("expired", "cancelled")
_STANDS = ("placed", "on_hold", "closed")


class HasTotal(Protocol):
    """An order, as far as these rules go."""

    currency: str
    status: str
    total_minor: int
    credited_minor: int
    placed_at: datetime | None


class HasMoney(Protocol):
    """A payment, as far as these rules go."""

    status: str
    captured_minor: int
    refunded_minor: int
    disputed_minor: int

    @property
    def lost_minor(self) -> int: ...
    @property
    def refundable(self) -> Money: ...
    @property
    def capturable(self) -> Money: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """What an order costs, what came in and went back, and what follows.

    `refunded` are booked refunds, arrived or not. `lost` is what a bank took in lost disputes and had not gone back
    before: it is owed again; `disputed` is what banks have not decided about. `authorised` can still be captured,
    `refundable` still go back. `owed` is below zero where we owe the buyer.

    total − credited − captured + refunded + lost = owed: the order's receivable in the ledger, once every booked refund
    has arrived.
    """

    total: Money
    credited: Money
    captured: Money
    refunded: Money
    lost: Money
    disputed: Money
    authorised: Money
    refundable: Money
    owed: Money
    may_write_off: bool

    @property
    def due(self) -> Money:
        """What the buyer still has to pay."""
        return max(self.owed, self._nothing)

    @property
    def overpaid(self) -> Money:
        """What the buyer has paid above what is owed."""
        return max(self._nothing - self.owed, self._nothing)

    @property
    def to_write_off(self) -> Money:
        """What may be given up: nothing of an order that does not stand, and nothing while money is held for us."""
        return self.due if self.may_write_off else self._nothing

    def goes_back(self, credit: Money | None = None) -> Money:
        """Return what goes back to the buyer, once `credit` more is credited."""
        over = self._nothing - self.owed + (credit or self._nothing)
        return max(min(over, self.refundable), self._nothing)

    @property
    def _nothing(self) -> Money:
        return Money(0, self.total.currency)


def standing_of(order: HasTotal, payments: Iterable[HasMoney]) -> Standing:
    """Return the account of an order with all of its payments.

    Of one that lapsed or was cancelled before it was placed nothing is owed.
    """
    rows = list(payments)

    def money(minor: int) -> Money:
        return Money(minor, order.currency)

    captured, refunded = sum(row.captured_minor for row in rows), sum(row.refunded_minor for row in rows)
    lost, authorised = sum(row.lost_minor for row in rows), sum(row.capturable.amount_minor for row in rows)
    costs = 0 if order.placed_at is None and order.status in _ENDED else order.total_minor - order.credited_minor
    return Standing(
        total=money(order.total_minor),
        credited=money(order.credited_minor),
        captured=money(captured),
        refunded=money(refunded),
        lost=money(lost),
        disputed=money(sum(row.disputed_minor for row in rows if row.status == "disputed")),
        authorised=money(authorised),
        refundable=money(sum(row.refundable.amount_minor for row in rows)),
        owed=money(costs - captured + refunded + lost),
        may_write_off=order.status in _STANDS and not authorised,
    )
