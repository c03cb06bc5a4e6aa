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

_MODULES = (
    table_drinking,
    table_serving,
    kitchen_cooking,
    kitchen_keeping,
    lighting,
    desk,
    textiles,
    bath,
    living,
    garden,
    cleaning,
    out_and_about,
)


def products(limit: int | None = None) -> tuple[ProductRecord, ...]:
    """Return `limit` products, or all written ones; the same ones each time.

    Subcategories take turns, so that a short list too shows the whole shop. What is tagged "new" comes last among
    the written products and therefore is the newest. The first product is the ripple tumbler.
    """
    written = _written()
    if limit is None:
        limit = len(written)
    chosen = sorted(written[:limit], key=lambda record: "new" in (record.tags or ()))
    return (*chosen, *more_products(written, count=limit - len(chosen)))


def _written() -> list[ProductRecord]:
    """Return one product of each subcategory, then the second of each, and so on; first subcategories first."""
    shelves: dict[tuple[str, ...], list[ProductRecord]] = {}
    for record in chain.from_iterable(module.PRODUCTS for module in _MODULES):
        shelves.setdefault(record.category_path, []).append(record)
    leaves = sorted((shelf for shelf in categories() if len(shelf.path) == 2), key=lambda shelf: shelf.position)
    rounds = zip_longest(*(shelves[leaf.path] for leaf in leaves))
    return [record for record in chain.from_iterable(rounds) if record]
