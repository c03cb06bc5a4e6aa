"""SQL of the catalogue: what every listing asks, and everybody who puts something into a cart or an order."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

_SWATCHES = """
SELECT newest.* FROM unnest(%s::text[]) AS wanted, LATERAL (
    SELECT value, swatch FROM catalog_optionvalue WHERE value = wanted AND swatch <> '' ORDER BY id DESC LIMIT 1
) AS newest
"""
_SOLD = """
SELECT variant.sku, variant.id, product.name
FROM catalog_variant variant
JOIN catalog_product product ON product.id = variant.product_id AND product.status = 'active'
WHERE variant.sku = ANY(%s) AND variant.status = 'active'
"""


def swatch_rows(*, values: Collection[str]) -> list[tuple[str, str]]:
    """Return (value, colour) of option values that have a colour, the newest of each.

    SQL, because each listing asks: the ORM takes longer to put it together than PostgreSQL to answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SWATCHES, [list(values)])
        rows: list[tuple[str, str]] = cursor.fetchall()
    return rows


def sold_rows(*, skus: Collection[str]) -> list[tuple[str, int, str]]:
    """Return (SKU, key, product's name) of the variants that are sold, of those that are named.

    SQL, because the ORM takes longer to write this statement than the database to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SOLD, [list(skus)])
        rows: list[tuple[str, int, str]] = cursor.fetchall()
    return rows
