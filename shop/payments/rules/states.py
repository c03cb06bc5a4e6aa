"""The states of payments and refunds as tables, and which refund is which.

What a table does not list is forbidden.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class HasStatus(Protocol):
    """A payment, as far as these rules go."""

    status: str


class HasName(Protocol):
    """A refund of ours: its name at the provider, if it has one yet, and the id that it was sent under."""

    provider_ref: str

    @property
    def send_id(self) -> str: ...


class IsListed(Protocol):
    """A refund as a provider lists it."""

    @property
    def reference(self) -> str: ...
    @property
    def ours(self) -> str: ...


OPEN = ("created", "requires_action", "processing")

PAYMENT_TRANSITIONS: dict[str, frozenset[str]] = {
    "created": frozenset({"requires_action", "processing", "authorised", "captured", "failed", "cancelled"}),
    "requires_action": frozenset({"processing", "authorised", "captured", "failed", "cancelled"}),
    "processing": frozenset({"requires_action", "authorised", "captured", "failed", "cancelled"}),
    "authorised": frozenset({"captured", "voided", "expired"}),
    "captured": frozenset({"disputed"}),
    "disputed": frozenset({"won", "lost"}),
    "won": frozenset({"disputed"}),
    "lost": frozenset(),
    # Money that came in is never forgotten, whatever we thought before.
    "failed": frozenset({"authorised", "captured"}),
    "cancelled": frozenset({"authorised", "captured"}),
    "voided": frozenset({"captured"}),
    "expired": frozenset({"captured"}),
}

REFUND_TRANSITIONS: dict[str, frozenset[str]] = {
    "requested": frozenset({"sent", "succeeded", "failed"}),
    "sent": frozenset({"succeeded", "failed"}),
    "failed": frozenset({"requested", "sent", "succeeded"}),  # staff send it again, or somebody did elsewhere
    "succeeded": frozenset({"failed"}),  # a bank may send a refund back
}


def in_force[T: HasStatus](payments: Iterable[T]) -> T | None:
    """Return the attempt that says how an order is paid, of all in their order: the last that did not end unpaid."""
    rows = list(payments)
    alive = [row for row in rows if row.status not in ("failed", "cancelled")]
    return next(reversed(alive or rows), None)


def match_refunds[Row: HasName, Seen: IsListed](
    rows: Iterable[Row], listed: Iterable[Seen]
) -> tuple[list[tuple[Row, Seen]], list[Seen]]:
    """Pair refunds of ours with those that a provider lists; returns the pairs, and those of nobody here.

    The provider's name counts; where we do not know it yet, the id that we sent.
    """
    named: dict[str, Row] = {}
    sent: dict[str, Row] = {}
    for row in rows:
        if row.provider_ref:
            named[row.provider_ref] = row
        else:
            sent[row.send_id] = row
    pairs: list[tuple[Row, Seen]] = []
    foreign: list[Seen] = []
    for seen in listed:
        found = named.get(seen.reference) or sent.pop(seen.ours, None)
        if found is None:
            foreign.append(seen)
        else:
            pairs.append((found, seen))
    return pairs, foreign


def sources_of(table: dict[str, frozenset[str]], target: str) -> list[str]:
    """Return the states from which a table allows to come to `target`: the condition of an UPDATE."""
    return sorted(state for state, targets in table.items() if target in targets)
