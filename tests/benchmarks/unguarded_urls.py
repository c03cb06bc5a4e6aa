"""The shop's addresses; importing this takes the row locks on stock away. The CHECK is dropped by `sold unguard`."""

from __future__ import annotations

from shop.inventory import locks, steps
from shop.inventory.models import StockLevel
from tests.benchmarks.urls import urlpatterns

__all__ = ["urlpatterns"]


def _read_levels(*, variant_ids: list[int], location_id: int | None = None) -> list[StockLevel]:
    rows = StockLevel.objects.filter(variant_id__in=variant_ids).select_related("location", "variant").order_by("pk")
    return list(rows if location_id is None else rows.filter(location_id=location_id))


locks.lock_levels = steps.lock_levels = _read_levels
