"""The shop's addresses; importing this takes the row locks on stock away. The CHECK is dropped by `sold unguard`."""

from __future__ import annotations

from shop.config.urls import handler404, handler429, handler500, urlpatterns
from shop.inventory import steps
from shop.inventory.models import StockLevel
from shop.inventory.rules import LevelStock

__all__ = ["handler404", "handler429", "handler500", "urlpatterns"]


def _read_shelves(*, variant_ids: list[int]) -> list[LevelStock]:
    rows = StockLevel.objects.filter(variant_id__in=variant_ids).order_by("pk")
    return [LevelStock(level.pk, level.variant_id, level.ready, level.available) for level in rows]


steps.lock_shelves = _read_shelves
