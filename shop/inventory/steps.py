"""Stock movements, inside the transaction of an order. Rows change only by conditional updates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from shop.catalog.models import Variant
from shop.core.errors import DomainError

from .locks import lock_levels
from .models import StockLevel


@dataclass(frozen=True, slots=True)
class Shortage:
    """A variant of which fewer units are left than were asked for."""

    sku: str
    requested: int
    available: int


class OutOfStock(DomainError):
    """Fewer units are left than were asked for; `shortages` says of what."""

    code = "out_of_stock"
    kind = "conflict"

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        super().__init__(
            "; ".join(
                f"{s.sku} is sold out" if s.available <= 0 else f"only {s.available} of {s.sku} left" for s in shortages
            ).capitalize()
            + "."
        )


class StockTooLow(DomainError):
    """A correction would leave fewer units than orders already hold, or less than none."""

    code = "stock_too_low"
    kind = "conflict"
    default_message = "Orders hold more units than this would leave. Reload to see how many there are now."


@dataclass(frozen=True, slots=True)
class Taken:
    """Units that were taken from one stock level."""

    variant_id: int
    level_id: int
    quantity: int


def allocate_stock(*, wanted: Mapping[int, int]) -> list[Taken]:
    """Take units of tracked variants ({variant id: quantity}) from their locations by priority.

    Locks the stock levels in the order of their keys, so two orders never wait for each other in a circle, and
    takes them with conditional updates, so that even a forgotten lock could not oversell.

    Raises: OutOfStock with every variant that falls short; nothing is taken then (the caller rolls back).
    """
    assert connection.in_atomic_block, "allocate_stock writes inside the caller's transaction"
    levels: dict[int, list[StockLevel]] = {variant_id: [] for variant_id in wanted}
    for level in lock_levels(variant_ids=wanted.keys()):
        levels[level.variant_id].append(level)
    taken: list[Taken] = []
    short: dict[int, int] = {}
    for variant_id in sorted(wanted):
        missing = wanted[variant_id]
        for level in sorted(levels[variant_id], key=lambda level: (level.location.priority, level.location_id)):
            units = min(missing, level.available)
            if units > 0 and _take(level.pk, units):
                taken.append(Taken(variant_id, level.pk, units))
                missing -= units
        if missing:
            short[variant_id] = wanted[variant_id] - missing
    if short:
        skus = dict(Variant.objects.filter(pk__in=short).values_list("pk", "sku"))
        raise OutOfStock([Shortage(skus[pk], wanted[pk], left) for pk, left in sorted(short.items())])
    return taken


def release_stock(*, units: Mapping[int, int]) -> None:
    """Give allocated units ({level id: quantity}) back for sale. Raises: IntegrityError if more than allocated."""
    assert connection.in_atomic_block, "release_stock writes inside the caller's transaction"
    for level_id in sorted(units):
        StockLevel.objects.filter(pk=level_id).update(allocated=F("allocated") - units[level_id])


def ship_stock(*, units: Mapping[int, int]) -> None:
    """Book allocated units ({level id: quantity}) out of the house.

    Raises: IntegrityError where units that are not there yet (back-orders) would be sent.
    """
    assert connection.in_atomic_block, "ship_stock writes inside the caller's transaction"
    for level_id in sorted(units):
        quantity = units[level_id]
        StockLevel.objects.filter(pk=level_id).update(
            on_hand=F("on_hand") - quantity, allocated=F("allocated") - quantity
        )


def change_on_hand(*, location_id: int, changes: Mapping[int, int]) -> None:
    """Correct how many units are at a location by {variant id: difference}; a missing stock level begins at zero.

    Differences, not totals: what was sold since somebody counted stays sold. Locks the levels by key.
    Raises: StockTooLow.
    """
    assert connection.in_atomic_block, "change_on_hand writes inside the caller's transaction"
    StockLevel.objects.bulk_create(
        (StockLevel(variant_id=variant_id, location_id=location_id) for variant_id in sorted(changes)),
        ignore_conflicts=True,
    )
    for level in lock_levels(variant_ids=changes.keys()):
        change = changes[level.variant_id]
        if level.location_id != location_id or change == 0:
            continue
        if level.on_hand + change < 0 or level.available + change < 0:
            raise StockTooLow
        StockLevel.objects.filter(pk=level.pk).update(on_hand=F("on_hand") + change)


def _take(level_id: int, units: int) -> bool:
    free = StockLevel.objects.filter(pk=level_id, on_hand__gte=F("allocated") + units - F("backorder_limit"))
    return free.update(allocated=F("allocated") + units) == 1
