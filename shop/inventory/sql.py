"""SQL of stock: what every order and every page that sells asks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection

# Of a row that it waited for, PostgreSQL gives the newer version.
_LOCKED_LEVELS = """
SELECT level.id, level.variant_id, level.ready, level.available, location.priority, location.id
FROM inventory_stocklevel level
JOIN inventory_location location ON location.id = level.location_id
WHERE level.variant_id = ANY(%s)
ORDER BY level.id
FOR NO KEY UPDATE OF level
"""

_PARTS = """
SELECT variant.id, product.released_on, bundle.id IS NOT NULL,
       part.id, part.sku, part_product.name, coalesce(bundle.quantity, 1), part.track_stock,
       coalesce(stock.ready, 0), coalesce(stock.available, 0), stock.expected_on, stock.low_stock_at
FROM catalog_variant variant
JOIN catalog_product product ON product.id = variant.product_id
LEFT JOIN catalog_bundlecomponent bundle ON bundle.bundle_id = variant.id
JOIN catalog_variant part ON part.id = coalesce(bundle.component_id, variant.id)
JOIN catalog_product part_product ON part_product.id = part.product_id
LEFT JOIN LATERAL (
    SELECT sum(ready) AS ready, sum(available) AS available, max(low_stock_at) AS low_stock_at,
           min(expected_on) FILTER (WHERE expected_on >= %(today)s AND available > 0) AS expected_on
    FROM inventory_stocklevel WHERE variant_id = part.id
) stock ON true
WHERE variant.id = ANY(%(ids)s)
ORDER BY variant.id, bundle.id
"""


def lock_level_rows(*, variant_ids: Collection[int]) -> list[tuple[int, ...]]:
    """Lock the stock levels of variants by key; returns (level, variant, ready, available, priority, location).

    SQL, because every order asks while it keeps others waiting, so it is spared the ORM's work.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED_LEVELS, [list(variant_ids)])
        rows: list[tuple[int, ...]] = cursor.fetchall()
    return rows


def part_rows(*, variant_ids: Collection[int], today: date) -> list[tuple[Any, ...]]:
    """Return (variant, day of its release, whether it is a bundle, and the fields of a `StockPart`) of each part.

    SQL, because the ORM knows no lateral join, and would take a query each for variants, parts and stock.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, {"ids": list(variant_ids), "today": today})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
