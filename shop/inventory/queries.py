"""Questions about stock. The answers may be old when they are read: only `allocate_stock` decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import F, Sum

from .models import Location, StockLevel


def available_of(*, variant_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many units of each variant can be sold, over all locations; a variant without stock is missing."""
    rows = StockLevel.objects.filter(variant_id__in=variant_ids).values("variant_id")
    free = rows.annotate(free=Sum(F("on_hand") + F("backorder_limit") - F("allocated")))
    return {row["variant_id"]: max(0, row["free"]) for row in free}


def get_default_location() -> Location:
    """Return the location that is used first. Raises: Location.DoesNotExist on a shop that was never set up."""
    return Location.objects.order_by("priority", "pk")[:1].get()
