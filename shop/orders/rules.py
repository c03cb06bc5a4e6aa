"""The order's states as a table: what is not listed is forbidden."""

from __future__ import annotations

from collections.abc import Iterable

from shop.core.errors import DomainError

TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"pending", "cancelled"}),
    "pending": frozenset({"placed", "expired", "cancelled"}),
    "placed": frozenset({"on_hold", "cancelled", "closed"}),
    "on_hold": frozenset({"placed", "cancelled"}),
    "expired": frozenset({"placed"}),  # paid late, and there was still stock
    "cancelled": frozenset(),
    "closed": frozenset(),
}


class ForbiddenTransition(DomainError):
    """The order is in a state that does not allow this."""

    code = "forbidden_transition"
    kind = "conflict"
    default_message = "The order is in a state that does not allow this."


def check_transition(current: str, target: str) -> None:
    """Refuse a change of status that the table does not list. Raises: ForbiddenTransition."""
    if target not in TRANSITIONS[current]:
        raise ForbiddenTransition(f"An order that is {current} cannot become {target}.")


def fulfilment_status(quantities: Iterable[tuple[int, int, int]]) -> str:
    """Derive the fulfilment status from (quantity, fulfilled, cancelled) of all lines."""
    rows = list(quantities)
    sent = sum(fulfilled for _, fulfilled, _ in rows)
    owed = sum(quantity - fulfilled - cancelled for quantity, fulfilled, cancelled in rows)
    if sent == 0:
        return "unfulfilled"
    return "partial" if owed else "fulfilled"


def payment_status(*, captured_minor: int, refunded_minor: int) -> str:
    """Derive the payment status from what came in and went back, in minor units."""
    if captured_minor == 0:
        return "unpaid"
    if refunded_minor == 0:
        return "paid"
    return "refunded" if refunded_minor >= captured_minor else "partially_refunded"
