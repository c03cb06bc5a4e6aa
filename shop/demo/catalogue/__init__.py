"""The catalogue of the demo shop Halden: written products and categories, as records for the import.

`limit` above the number of written products adds made-up ones (see `series`), for load tests.
"""

from __future__ import annotations

from itertools import chain, zip_longest

from shop.demo.catalogue import (
    bath,
    cleaning,
    desk,
    garden,
    kitchen_cooking,
    kitchen_keeping,
    lighting,
    living,
    out_and_about,
    table_drinking,
    table_serving,
    textiles,
)
from shop.demo.catalogue.categories import CategoryRecord, categories
from shop.demo.catalogue.series import more_products
from shop.imports.records import ProductRecord

__all__ = ["CategoryRecord", "categories", "products"]

_SHELVES = (
    table_drinking.PRODUCTS,
    kitchen_cooking.PRODUCTS,
    lighting.PRODUCTS,
    desk.PRODUCTS,
    textiles.PRODUCTS,
    table_serving.PRODUCTS,
    bath.PRODUCTS,
    living.PRODUCTS,
    kitchen_keeping.PRODUCTS,
    garden.PRODUCTS,
    cleaning.PRODUCTS,
    out_and_about.PRODUCTS,
)


def products(limit: int | None = None) -> tuple[ProductRecord, ...]:
    """Return `limit` products, or all written ones; the same ones each time.

    Shelves take turns, so that a short list too shows the whole shop. What is tagged "new" comes last among the
    written products and therefore is the newest. The first product is the ripple tumbler.
    """
    written = [record for record in chain.from_iterable(zip_longest(*_SHELVES)) if record]
    if limit is None:
        limit = len(written)
    chosen = sorted(written[:limit], key=lambda record: "new" in record.tags)
    return (*chosen, *more_products(written, count=limit - len(chosen)))
