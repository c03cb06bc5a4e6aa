"""Bundles, counts and the check that stock adds up, for tests."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Sum

from shop.catalog.models import BundleComponent, Variant
from shop.inventory.models import StockLevel, StockMovement
from shop.orders.models import Allocation, Reservation


def make_bundle(sku: str, **parts: int) -> Variant:
    """Let a variant be made of others: make_bundle("SET", MUG=2, BOWL=1). Its own stock is taken out first."""
    bundle = Variant.objects.get(sku=sku)
    StockLevel.objects.filter(variant=bundle).update(on_hand=0)
    for part, quantity in parts.items():
        BundleComponent.objects.create(bundle=bundle, component=Variant.objects.get(sku=part), quantity=quantity)
    return bundle


def set_level(sku: str, **values: int | date | None) -> None:
    """Write a stock level directly: set_level("MUG", safety=2)."""
    assert StockLevel.objects.filter(variant__sku=sku).update(**values) == 1


def counts(sku: str) -> tuple[int, int, int]:
    """Return (on_hand, allocated, reserved) of a variant over all locations."""
    sums = StockLevel.objects.filter(variant__sku=sku).aggregate(
        a=Sum("on_hand"), b=Sum("allocated"), c=Sum("reserved")
    )
    return sums["a"], sums["b"], sums["c"]


def moves(sku: str) -> list[tuple[str, int, int, int]]:
    """Return the movements of a variant as (kind, on_hand, allocated, reserved), in order."""
    rows = StockMovement.objects.filter(level__variant__sku=sku).order_by("pk")
    return list(rows.values_list("kind", "on_hand", "allocated", "reserved"))


def assert_stock_adds_up() -> None:
    """Compare movements, levels, reservations and allocations, and per order line what movements say it holds.

    Lines are compared where their stock was not written directly by the test.
    """
    levels = {level.pk: level for level in StockLevel.objects.all()}
    summed = StockMovement.objects.order_by().values("level_id")
    sums = {
        row["level_id"]: (row["a"], row["b"], row["c"])
        for row in summed.annotate(a=Sum("on_hand"), b=Sum("allocated"), c=Sum("reserved"))
    }
    for key, level in levels.items():
        assert sums.get(key, (0, 0, 0)) == (level.on_hand, level.allocated, level.reserved)
        assert level.allocated + level.reserved <= level.on_hand + level.backorder_limit
        assert min(level.on_hand, level.allocated, level.reserved) >= 0
    held: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for index, model in enumerate((Allocation, Reservation)):
        for line, level_id, quantity in model.objects.values_list("line_id", "level_id", "quantity"):
            held[line, level_id][index] += quantity
    moved: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for line, level_id, allocated, reserved in StockMovement.objects.exclude(order_line_key=None).values_list(
        "order_line_key", "level_id", "allocated", "reserved"
    ):
        moved[line, level_id][0] += allocated
        moved[line, level_id][1] += reserved
    assert dict(held) == {key: units for key, units in moved.items() if units != [0, 0]}
    written = StockMovement.objects.filter(kind="direct").exclude(allocated=0, reserved=0).exists()
    for key, level in levels.items():
        mine = [units for (_, level_id), units in held.items() if level_id == key]
        assert written or (level.allocated, level.reserved) == (sum(a for a, _ in mine), sum(r for _, r in mine))
