"""Writes what lies at each location and how it is sold from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext

from shop.catalog.models import BundleComponent
from shop.imports.records import LevelRecord, Log, VariantRecord
from shop.imports.steps.work import ProductWork, Setup, VariantWork
from shop.inventory.locks import lock_levels
from shop.inventory.models import StockLevel, StockMovement
from shop.inventory.steps import insert_movements, movement

# How many may be sold of what a source lets sell "without end": far from the edge of the column.
UNBOUNDED_BACKORDER = 1_000_000


def save_stock(works: Sequence[ProductWork], setup: Setup, log: Log) -> None:
    """Write the counts that records say. Locks the stock levels that change, by key.

    `on_hand` becomes what the record says, at its location. Where orders already hold more than that, the back-order
    limit makes up the difference, so that nothing is invented and nothing more can be sold. A bundle has no count.
    """
    bundles = _bundles(works)
    new: list[tuple[StockLevel, int]] = []
    moved: dict[tuple[int, int], _Count] = {}
    for work in works:
        for each in work.variants:
            counts = _counts_of(each.record, setup)
            if counts and each.variant.pk in bundles:
                log.note(
                    each.record.line,
                    work.record.handle,
                    gettext("%(sku)s is a bundle: its parts are counted") % {"sku": each.record.sku},
                )
                continue
            if (
                each.created
                and each.variant.track_stock
                and not each.record.parts
                and not any(count.units is not None for count in counts)
            ):
                log.note(
                    each.record.line,
                    work.record.handle,
                    gettext("count of %(sku)s unknown; none can be sold") % {"sku": each.record.sku},
                )
            levels = {} if each.created else {level.location_id: level for level in each.variant.stock_levels.all()}
            for count in counts:
                count.each, count.work = each, work
                level = levels.get(count.location_id)
                if level is None:
                    level = StockLevel(variant=each.variant, location_id=count.location_id)
                    level.backorder_limit = count.limit(level)
                    if count.units is not None or level.backorder_limit:
                        new.append((level, count.units or 0))
                        each.changed = True
                elif count.differs(level) or level.least_limit(on_hand=count.on_hand(level)):
                    moved[each.variant.pk, count.location_id] = count
    StockLevel.objects.bulk_create(level for level, _ in new)
    _insert_counts(new, StockMovement.Kind.RECEIVE, setup)
    if moved:
        _move_stock(moved, setup, log)


@dataclass(slots=True)
class _Count:
    """What a record says about a variant's stock at a location; None says nothing."""

    location_id: int
    units: int | None
    backorder: bool | None
    each: VariantWork = field(init=False)
    work: ProductWork = field(init=False)

    def on_hand(self, level: StockLevel) -> int:
        return level.on_hand if self.units is None else self.units

    def limit(self, level: StockLevel) -> int:
        """How many may be sold beyond what is there; never fewer than are sold already."""
        return max(self.policy(level), level.least_limit(on_hand=self.on_hand(level)))

    def policy(self, level: StockLevel) -> int:
        """How many may be sold beyond what is there as far as the record says; else as the shop has it.

        A limit that is used up to the last is what an earlier import had to allow: it grows no larger again.
        """
        if self.backorder is None:
            return level.backorder_limit if level.backorder_limit > level.least_limit(on_hand=level.on_hand) else 0
        return UNBOUNDED_BACKORDER if self.backorder else 0

    def differs(self, level: StockLevel) -> bool:
        return (level.on_hand, level.backorder_limit) != (self.on_hand(level), self.limit(level))


def _counts_of(record: VariantRecord, setup: Setup) -> list[_Count]:
    """Return what is said about each location: the import's own first, then those that are named."""
    named = {setup.location_ids[code]: units for code, units in record.counts}
    units = named.pop(setup.location_id, record.quantity)
    own = (
        [_Count(setup.location_id, units, record.backorder)]
        if units is not None or record.backorder is not None
        else []
    )
    return [*own, *(_Count(place, count, None) for place, count in named.items())]


def _bundles(works: Sequence[ProductWork]) -> set[int]:
    known = [each.variant.pk for work in works for each in work.variants if not each.created]
    return set(BundleComponent.objects.filter(bundle__in=known).values_list("bundle_id", flat=True))


def _move_stock(moved: dict[tuple[int, int], _Count], setup: Setup, log: Log) -> None:
    changed: list[tuple[StockLevel, _Count]] = []
    for level in lock_levels(variant_ids={variant for variant, _ in moved}):
        count = moved.get((level.variant_id, level.location_id))
        if count is None:
            continue
        short = level.least_limit(on_hand=count.on_hand(level))
        if short > count.policy(level):
            message = gettext("%(short)s more are allocated to orders than there are; no more can be sold") % {
                "short": short
            }
            log.note(count.each.record.line, count.work.record.handle, message)
        if count.differs(level):
            count.each.changed = True
            changed.append((level, count))
    lowered = [(level, count.limit(level)) for level, count in changed]
    _set_limits([(level, max(level.backorder_limit, limit)) for level, limit in lowered])
    counts = [(level, count.on_hand(level) - level.on_hand) for level, count in changed]
    _insert_counts(counts, StockMovement.Kind.ADJUST, setup)
    _set_limits(lowered)  # lower only after the count


def _insert_counts(changes: Sequence[tuple[StockLevel, int]], kind: StockMovement.Kind, setup: Setup) -> None:
    insert_movements(
        movement(level_id=level.pk, kind=kind, on_hand=units, by=setup.by, note=gettext("Import"))
        for level, units in changes
        if units
    )


def _set_limits(limits: Sequence[tuple[StockLevel, int]]) -> None:
    changed = [level for level, limit in limits if level.backorder_limit != limit]
    for level, limit in limits:
        level.backorder_limit = limit
    StockLevel.objects.bulk_update(changed, ["backorder_limit"])


def save_levels(works: Sequence[ProductWork], setup: Setup, log: Log) -> None:
    """Write how variants are sold from their locations, where records say so. Locks the stock levels that change.

    What orders hold already stays allowed: a limit that is lower than that is told. A location where the variant has
    never had a count gets a level only for a setting that is one.
    """
    said: dict[tuple[int, int], tuple[ProductWork, VariantWork, LevelRecord]] = {
        (each.variant.pk, setup.location_ids[level.code]): (work, each, level)
        for work in works
        for each in work.variants
        for level in each.record.levels
    }
    if not said:
        return
    bundles = _bundles(works)
    said = {key: entry for key, entry in said.items() if key[0] not in bundles and not entry[1].record.parts}
    rows = StockLevel.objects.filter(variant__in={variant for variant, _ in said})
    levels = {(level.variant_id, level.location_id): level for level in rows}
    missing = {key: StockLevel(variant_id=key[0], location_id=key[1]) for key in said.keys() - levels.keys()}
    new = {key: level for key, level in missing.items() if _changes(level, said[key][2])}
    # Who makes the same level meanwhile has made it: what is in it is written below, under its lock.
    StockLevel.objects.bulk_create(new.values(), ignore_conflicts=True)
    levels |= new
    differ = {key for key, level in levels.items() if key in said and _changes(level, said[key][2])}
    changed = []
    for level in lock_levels(variant_ids={variant for variant, _ in differ}):
        if (key := (level.variant_id, level.location_id)) in differ:
            work, each, record = said[key]
            values = _settings(level, record)
            if record.backorder_limit is not None and values["backorder_limit"] > record.backorder_limit:
                message = gettext(
                    "more of %(sku)s are allocated to orders than %(backorder_limit)s back-orders allow"
                ) % {"sku": each.record.sku, "backorder_limit": record.backorder_limit}
                log.note(each.record.line, work.record.handle, message)
            if _changes(level, record):
                each.changed = True
                for name, value in values.items():
                    setattr(level, name, value)
                changed.append(level)
    StockLevel.objects.bulk_update(changed, ["backorder_limit", "safety", "expected_on", "low_stock_at"])


def _settings(level: StockLevel, record: LevelRecord) -> Mapping[str, Any]:
    """Return the level's settings as the record wants them, and as they are where it says nothing."""
    limit, day, low = record.backorder_limit, record.expected_on, record.low_stock_at
    return {
        "backorder_limit": level.backorder_limit
        if limit is None
        else max(limit, level.least_limit(on_hand=level.on_hand)),
        "safety": level.safety if record.safety is None else record.safety,
        "expected_on": level.expected_on if day is None else date.fromisoformat(day) if day else None,
        "low_stock_at": level.low_stock_at if low is None else None if low < 0 else low,
    }


def _changes(level: StockLevel, record: LevelRecord) -> bool:
    return any(getattr(level, name) != value for name, value in _settings(level, record).items())
