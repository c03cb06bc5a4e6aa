"""The order's states as a table: what is not listed is forbidden."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
    title = _("Forbidden transition")
    kind = "conflict"
    default_message = _("The status of this order does not allow this.")


class TooManyOpenOrders(DomainError):
    """A buyer has as many orders waiting to be paid as one may have; each of them keeps goods from others."""

    code = "too_many_open_orders"
    title = _("Too many open orders")
    kind = "conflict"
    default_message = _("You have too many unpaid orders. Pay for one of them, or wait until they expire.")


def check_transition(current: str, target: str) -> None:
    """Refuse a change of status that the table does not list. Raises: ForbiddenTransition."""
    if target not in TRANSITIONS[current]:
        raise ForbiddenTransition(
            gettext("The status of an order cannot change from “%(current)s” to “%(target)s”.")
            % {"current": current, "target": target}
        )


class LineUnits(NamedTuple):
    """How many units of an order line were bought, sent, cancelled, delivered and came back."""

    quantity: int
    fulfilled: int
    cancelled: int
    delivered: int = 0
    returned: int = 0


def fulfilment_status(lines: Iterable[LineUnits]) -> str:
    """Derive the fulfilment status from the units of all lines.

    While units are owed, that is what counts: "unfulfilled" or "partial", whatever came back. Afterwards goods that
    came back count more than goods that arrived.
    """
    rows = list(lines)
    sent = sum(row.fulfilled for row in rows)
    returned = sum(row.returned for row in rows)
    if any(row.quantity > row.fulfilled + row.cancelled for row in rows):
        return "partial" if sent else "unfulfilled"
    if sent == 0:
        return "none_needed"
    if returned:
        return "returned" if returned == sent else "partially_returned"
    return "delivered" if sum(row.delivered for row in rows) == sent else "fulfilled"


def payment_status(
    *,
    total_minor: int,
    credited_minor: int,
    authorised_minor: int,
    captured_minor: int,
    refunded_minor: int,
    disputed_minor: int,
) -> str:
    """Derive the payment status from what was sold, credited, authorised and paid, in minor units."""
    if disputed_minor:
        return "disputed"
    if captured_minor == 0:
        if authorised_minor:
            return "authorised"
        return "unpaid" if total_minor else "paid"
    if refunded_minor >= captured_minor:
        return "refunded"
    paid, due = captured_minor - refunded_minor, total_minor - credited_minor
    if paid != due:
        return "partially_paid" if paid < due else "overpaid"
    return "partially_refunded" if refunded_minor and credited_minor else "paid"
