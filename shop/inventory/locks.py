"""Row locks on stock, always taken in the order of the primary key (docs/locking.md)."""

from __future__ import annotations

from collections.abc import Collection

from .models import StockLevel
from .rules import LevelStock
from .sql import lock_level_rows


def lock_levels(
    *, variant_ids: Collection[int] = (), level_ids: Collection[int] = (), location_id: int | None = None
) -> list[StockLevel]:
    """Lock and return stock levels by variant or by key, with their locations (which stay unlocked).

    With `location_id` only those there. The lock lets others refer to the row: FOR NO KEY UPDATE.
    """
    rows = StockLevel.objects.select_related("location")
    rows = rows.filter(pk__in=level_ids) if level_ids else rows.filter(variant_id__in=variant_ids)
    if location_id is not None:
        rows = rows.filter(location_id=location_id)
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))


def lock_shelves(*, variant_ids: Collection[int]) -> list[LevelStock]:
    """Lock the stock levels of variants as `lock_levels` does; returns what each can give, the first to use first."""
    rows = sorted(lock_level_rows(variant_ids=variant_ids), key=lambda row: row[4:])
    return [LevelStock(*row[:4]) for row in rows]
