"""Questions about what can be packed, and from where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.core.errors import DomainError
from shop.inventory.models import Location
from shop.orders.models import Allocation, Order, OrderLine
from shop.orders.queries import list_missing

from .models import FulfilmentLine
from .rules import UNSENT, Packable, plan_parcels


class NothingToShip(DomainError):
    """No units are left to pack, or more are named than are left."""

    code = "nothing_to_ship"
    title = _("Nothing to ship")
    kind = "conflict"
    default_message = _("There is nothing left to ship.")


@dataclass(frozen=True, slots=True)
class PlannedParcel:
    """What can be packed at one location; None is for what is not counted, or lies in several places."""

    location: Location | None
    pieces: Sequence[tuple[OrderLine, int]]


@dataclass(frozen=True, slots=True)
class AwaitedLine:
    """Pieces of an order line that cannot be packed yet, and when their goods are expected, if anybody knows.

    `is_shelved` says that such goods do lie there, but belong to orders that were placed before.
    """

    line: OrderLine
    pieces: int
    expected_on: date | None
    is_shelved: bool


def list_awaited(*, order: Order) -> list[AwaitedLine]:
    """Return what an order that is to be sent still waits for, line by line: two queries."""
    lines = {line.pk: line for line in OrderLine.objects.filter(order=order)}
    levels = Allocation.objects.filter(line__in=lines).values("level")
    rows: list[Any] = [
        row for row in list_missing().filter(level__in=levels).select_related("level") if row.line_id in lines
    ]
    awaited = []
    for key in dict.fromkeys(row.line_id for row in rows):
        own = [row for row in rows if row.line_id == key]
        pieces = max(-(-row.missing // _units_per_piece(lines[key], row.level.variant_id)) for row in own)
        days = [row.level.expected_on for row in own if row.level.expected_on]
        shelved = any(row.level.on_hand for row in own)
        awaited.append(AwaitedLine(lines[key], pieces, max(days, default=None), shelved))
    return sorted(awaited, key=lambda each: each.line.position)


def plan_of(*, order: Order) -> list[PlannedParcel]:
    """Return the parcels that would send everything of an order that is free to be packed: four queries."""
    lines = [line for line in OrderLine.objects.filter(order=order) if line.free_quantity]
    places = {place.pk: place for place in Location.objects.all()}
    allocated = _allocated_units(lines)
    packable = [
        Packable(
            line.pk,
            line.free_quantity,
            per_piece={
                variant: _units_per_piece(line, variant) for here in allocated[line.pk].values() for variant in here
            },
            allocated=allocated[line.pk],
        )
        for line in lines
    ]
    by_key = {line.pk: line for line in lines}
    return [
        PlannedParcel(places.get(key or 0), [(by_key[line_id], count) for line_id, count in pieces.items()])
        for key, pieces in plan_parcels(packable, locations=list(places)).items()
    ]


def choose_pieces(
    *, order: Order, quantities: Mapping[int, int] | None, location_id: int | None
) -> list[PlannedParcel]:
    """Return which pieces of a locked order ({order line id: pieces}, or None for all) go into which parcel.

    Raises: NothingToShip.
    """
    plan = plan_of(order=order)
    if location_id is not None:
        plan = [each for each in plan if each.location is not None and each.location.pk == location_id]
    if quantities is None:
        chosen = plan
    else:
        left = dict(quantities)
        chosen = []
        for each in plan:
            pieces = [(line, max(0, min(count, left.get(line.pk, 0)))) for line, count in each.pieces]
            left |= {line.pk: left.get(line.pk, 0) - count for line, count in pieces}
            if some := [(line, count) for line, count in pieces if count > 0]:
                chosen.append(PlannedParcel(each.location, some))
        if any(left.values()):
            raise NothingToShip(gettext("This is more than is left to ship."))
    if not chosen:
        raise NothingToShip
    return chosen


def _allocated_units(lines: Sequence[OrderLine]) -> Mapping[int, Mapping[int, Mapping[int, int]]]:
    """Return {line id: {location id: {variant id: units}}} that no parcel has taken yet.

    What lies in a parcel of several places is taken from the levels in their order, as sending it does.
    """
    allocated: dict[int, dict[int, dict[int, int]]] = {line.pk: {} for line in lines}
    rows = Allocation.objects.filter(line__in=lines).select_related("level").order_by("level_id", "pk")
    for row in rows:
        allocated[row.line_id].setdefault(row.level.location_id, {})[row.level.variant_id] = row.quantity
    by_key = {line.pk: line for line in lines}
    packed = FulfilmentLine.objects.filter(order_line__in=lines, fulfilment__status__in=UNSENT)
    packed = packed.order_by(F("fulfilment__location").asc(nulls_last=True))
    for line_id, place, pieces in packed.values_list("order_line_id", "fulfilment__location_id", "quantity"):
        left: dict[int, int] = {}
        for row in rows:
            variant, here = row.level.variant_id, allocated[line_id].get(row.level.location_id, {})
            if row.line_id == line_id and place in (None, row.level.location_id):
                due = left.setdefault(variant, pieces * _units_per_piece(by_key[line_id], variant))
                part = min(due, here[variant])
                here[variant] -= part
                left[variant] -= part
    return allocated


def _units_per_piece(line: OrderLine, variant_id: int) -> int:
    """Return how many units of a counted variant one piece of the line takes."""
    return next((part["quantity"] for part in line.components if part["variant_id"] == variant_id), 1)
