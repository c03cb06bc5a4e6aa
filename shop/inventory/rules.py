"""Who gets which units, and what may be promised about a variant: pure arithmetic, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

LOW_STOCK = 5  # so many or fewer are called "low" where the shop names no number of its own

Day = date  # `Availability.date` hides the name
StockStatus = Literal["in_stock", "low", "preorder", "backorder", "sold_out"]


@dataclass(frozen=True, slots=True)
class Need:
    """What a line takes from stock: `quantity` pieces of `units`, the counted variants ({id, units per piece}).

    `line_key` is the order line's key (any number that tells lines apart, before they are written). A plain variant
    needs itself once per piece, a bundle its parts, and what is not counted nothing.
    """

    line_key: int
    sku: str
    quantity: int
    units: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class LevelStock:
    """What one stock level has to give: `available` units can be sold, `ready` of them are there."""

    level_id: int
    variant_id: int
    ready: int
    available: int


@dataclass(frozen=True, slots=True)
class StockAssignment:
    """Units of a stock level that a line holds."""

    line_key: int
    level_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """A line for which fewer pieces are left than it asks for."""

    sku: str
    requested: int
    available: int


def share_out(needs: Sequence[Need], shelves: Iterable[LevelStock]) -> tuple[list[StockAssignment], list[Shortage]]:
    """Give each line its units, line by line, from the shelves in their order; what is there goes before what is not.

    Lines that need the same variant (a bundle and its part) take from what the lines before them have left. A line
    that is short takes nothing. Returns the holds, sorted by level and line, and every shortage.
    """
    by_variant: dict[int, list[LevelStock]] = {}
    for shelf in shelves:
        by_variant.setdefault(shelf.variant_id, []).append(shelf)
    left = {shelf.level_id: shelf.available for each in by_variant.values() for shelf in each}
    ready = {shelf.level_id: shelf.ready for each in by_variant.values() for shelf in each}
    assigned: dict[tuple[int, int], int] = {}
    short = []
    for need in needs:
        total = {key: sum(left[shelf.level_id] for shelf in by_variant.get(key, [])) for key, _ in need.units}
        pieces = min((total[key] // per for key, per in need.units), default=need.quantity)
        if pieces < need.quantity:
            short.append(Shortage(need.sku, need.quantity, pieces))
            continue
        for key, per in need.units:
            missing = need.quantity * per
            for limit in (ready, left):
                for shelf in by_variant[key]:
                    units = min(missing, limit[shelf.level_id])
                    if units > 0:
                        place = (shelf.level_id, need.line_key)
                        assigned[place] = assigned.get(place, 0) + units
                        left[shelf.level_id] -= units
                        ready[shelf.level_id] = max(0, ready[shelf.level_id] - units)
                        missing -= units
    return [
        StockAssignment(line_key, level_id, units) for (level_id, line_key), units in sorted(assigned.items())
    ], short


@dataclass(frozen=True, slots=True)
class StockPart:
    """A variant that a sold variant takes units of: itself once, or the parts of a bundle.

    `available` units of it can be sold, over all locations, and `ready` of them are there; `expected_on` is the
    earliest day at which what can be sold before it is there arrives.
    """

    variant_id: int
    sku: str
    name: str
    per_piece: int
    is_counted: bool
    ready: int
    available: int
    expected_on: date | None
    low_stock_at: int | None


@dataclass(frozen=True, slots=True)
class Availability:
    """What may be promised about a variant.

    `units` can be sold and `ready` of them are there; both are None where nothing is counted. `date` is the day from
    which a pre-order or back-order is sent, where it is known. `parts` are what it takes units of, and `is_bundle`
    says that those are others.
    """

    status: StockStatus
    units: int | None
    ready: int | None
    date: date | None
    parts: tuple[StockPart, ...]
    is_bundle: bool

    def sent_on(self, quantity: int) -> Day | None:
        """Return the day on which the last of so many pieces is sent; None where all are there, or nobody knows.

        A pre-order whose parts nobody has dated is sent on its day.
        """
        expected = [
            part.expected_on for part in self.parts if part.is_counted and part.ready < quantity * part.per_piece
        ]
        if None in expected and self.status != "preorder":
            return None
        return max((day for day in (*expected, self.date) if day), default=None)

    def is_dated(self, quantity: int) -> bool:
        """Whether so many pieces are there, or the day on which the last of them is sent is known."""
        counted = (part for part in self.parts if part.is_counted)
        return all(part.ready >= quantity * part.per_piece for part in counted) or self.sent_on(quantity) is not None

    @property
    def can_be_ordered(self) -> bool:
        return self.status != "sold_out"

    @property
    def needs(self) -> tuple[tuple[int, int], ...]:
        """The counted variants and how many units of each a piece takes."""
        return tuple((part.variant_id, part.per_piece) for part in self.parts if part.is_counted)


def availability(parts: Sequence[StockPart], *, is_bundle: bool, released_on: date | None, today: date) -> Availability:
    """Sum up what can be sold of a variant that consists of these parts."""
    counted = [part for part in parts if part.is_counted]
    units = min((part.available // part.per_piece for part in counted), default=None)
    ready = min((part.ready // part.per_piece for part in counted), default=None)
    expected = [part.expected_on for part in counted if part.ready < part.per_piece]
    promise = None if None in expected else max((day for day in expected if day), default=None)
    low = max((part.low_stock_at for part in counted if part.low_stock_at is not None), default=LOW_STOCK)
    status: StockStatus
    if units == 0:
        status, promise = "sold_out", None
    elif released_on is not None and released_on > today:
        status, promise = "preorder", max(released_on, promise or released_on)
    elif ready == 0:
        status = "backorder"
    else:
        status, promise = "in_stock" if ready is None or ready > low else "low", None
    return Availability(status, units, ready, promise, tuple(parts), is_bundle)
