"""Row locks on stock, always taken in the order of the primary key (docs/locking.md)."""

from __future__ import annotations

from collections.abc import Collection

from .models import StockLevel


def lock_levels(*, variant_ids: Collection[int]) -> list[StockLevel]:
    """Lock and return the stock levels of these variants, with their locations (which stay unlocked)."""
    rows = StockLevel.objects.filter(variant_id__in=variant_ids).select_related("location")
    return list(rows.order_by("pk").select_for_update(of=("self",)))
