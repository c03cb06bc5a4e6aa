"""The states of what happens to an order after it was placed, as tables: what is not listed is forbidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from shop.core.workdays import add_working_days, count_working_days, next_working_day
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
            _("The status of a parcel cannot change from “%(current)s” to “%(target)s”.")
            % {"current": _words(current), "target": _words(target)}
        )


@dataclass(frozen=True, slots=True)
class Packable:
    """Pieces of an order line that wait to be packed, and the counted units that it holds for them.

    `per_piece` is {variant id: units}, `allocated` {location id: {variant id: units}}. Both are empty where stock is
    not counted.
    """

    line_id: int
    pieces: int
    per_piece: Mapping[int, int]
    allocated: Mapping[int, Mapping[int, int]]


def plan_parcels(lines: Sequence[Packable], *, locations: Sequence[int]) -> dict[int | None, dict[int, int]]:
    """Say which pieces leave from where: {location id: {line id: pieces}}, each location one parcel, in its order.

    What is not counted travels with the first parcel. A bundle whose parts lie in different places, so that no
    location can send a whole piece, is planned under None.
    """
    parcels: dict[int | None, dict[int, int]] = {}
    loose = {}
    for line in lines:
        missing = line.pieces
        if not line.allocated:
            loose[line.line_id] = missing
            continue
        for location in locations:
            here = line.allocated.get(location, {})
            whole = min((here.get(variant, 0) // units for variant, units in line.per_piece.items()), default=0)
            pieces = min(missing, whole)
            if pieces > 0:
                parcels.setdefault(location, {})[line.line_id] = pieces
                missing -= pieces
        if missing > 0:
            parcels.setdefault(None, {})[line.line_id] = missing
    ordered = {key: parcels[key] for key in (*locations, None) if key in parcels}
    if loose:
        first = next(iter(ordered), None)
        ordered.setdefault(first, {}).update({key: pieces for key, pieces in loose.items() if pieces > 0})
    return {key: pieces for key, pieces in ordered.items() if pieces}


RETURN_TRANSITIONS: dict[str, frozenset[str]] = {
    "requested": frozenset({"approved", "rejected", "cancelled"}),
    "approved": frozenset({"in_transit", "received", "cancelled"}),  # not everybody says that a parcel is on its way
    "rejected": frozenset(),
    "in_transit": frozenset({"received"}),
    "received": frozenset({"inspected"}),
    "inspected": frozenset({"refunded", "exchanged", "credited"}),
    "refunded": frozenset({"closed"}),
    "exchanged": frozenset({"closed"}),
    "credited": frozenset({"closed"}),
    "closed": frozenset(),
    "cancelled": frozenset(),
}

# Directive 2011/83/EU knows no rejection. Nothing is left to refund where every line is exempt, or nobody can say which
# contract was meant: only then may it be closed without a refund (operations see to that).
WITHDRAWAL_TRANSITIONS: dict[str, frozenset[str]] = {
    "declared": frozenset({"acknowledged"}),
    "acknowledged": frozenset({"goods_back", "proof_of_sending", "refunded", "closed"}),
    "proof_of_sending": frozenset({"goods_back", "refunded", "closed"}),
    "goods_back": frozenset({"refunded", "closed"}),
    "refunded": frozenset({"closed"}),
    "closed": frozenset(),
}

WITHDRAWAL_DAYS = 14  # Article 9(1)
REFUND_DAYS = 14  # Article 13(1)


def check_return_transition(current: str, target: str) -> None:
    """Refuse a change of a return's status that the table does not list. Raises: ForbiddenTransition."""
    if target not in RETURN_TRANSITIONS[current]:
        raise ForbiddenTransition(
            _("The status of a return cannot change from “%(current)s” to “%(target)s”.")
            % {"current": _words(current), "target": _words(target)}
        )


def check_withdrawal_transition(current: str, target: str) -> None:
    """Refuse a change of a withdrawal's status that the table does not list. Raises: ForbiddenTransition."""
    if target not in WITHDRAWAL_TRANSITIONS[current]:
        raise ForbiddenTransition(
            _("The status of a withdrawal cannot change from “%(current)s” to “%(target)s”.")
            % {"current": _words(current), "target": _words(target)}
        )


def estimated_arrival(
    *, shipped_on: date, ordered_on: date, promised_until: date | None, countries: Sequence[str]
) -> date:
    """Return the day on which a parcel has arrived at the latest, where nobody has told: always in the buyer's favour.

    It takes as many working days of `countries` (from where and to where it goes) as were promised with the order,
    counted from the day it left; never less than five days, and two weeks where nothing was promised.
    """
    if promised_until is None:
        return shipped_on + timedelta(days=WITHDRAWAL_DAYS)
    promised = count_working_days(ordered_on, promised_until, *countries)
    return max(add_working_days(shipped_on, promised, *countries), shipped_on + timedelta(days=5), promised_until)


def last_day_to_withdraw(arrivals: Sequence[date], *, country: str) -> date | None:
    """Return the last day of the period that began when the last of the goods arrived; None without any.

    14 days after the day they arrived (Article 9). An end on a Saturday, a Sunday or a public holiday of `country`,
    where the buyer is, moves to the next working day (Regulation 1182/71, Article 3(4)). Days are those of the shop's
    time zone, and the last one counts to its end.
    """
    if not arrivals:
        return None
    return next_working_day(max(arrivals) + timedelta(days=WITHDRAWAL_DAYS), country)


def refund_due_on(declared_on: date) -> date:
    """Return the last day of the refund (Article 13(1))."""
    return declared_on + timedelta(days=REFUND_DAYS)


def _words(status: str) -> str:
    return status.replace("_", " ")
