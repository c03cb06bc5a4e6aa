"""The states of what happens to an order after it was placed, as tables: what is not listed is forbidden."""

from __future__ import annotations

from shop.orders.rules import ForbiddenTransition

FULFILMENT_TRANSITIONS: dict[str, frozenset[str]] = {
    "planned": frozenset({"picking", "cancelled"}),
    "picking": frozenset({"packed", "cancelled"}),
    "packed": frozenset({"shipped", "cancelled"}),
    "shipped": frozenset({"delivered", "lost", "returned_to_sender"}),
    "delivered": frozenset(),
    "lost": frozenset(),
    "returned_to_sender": frozenset(),
    "cancelled": frozenset(),
}

UNSENT = ("planned", "picking", "packed")


def check_fulfilment_transition(current: str, target: str) -> None:
    """Refuse a change of a parcel's status that the table does not list. Raises: ForbiddenTransition."""
    if target not in FULFILMENT_TRANSITIONS[current]:
        raise ForbiddenTransition(
            f"A parcel that is {current.replace('_', ' ')} cannot become {target.replace('_', ' ')}."
        )
