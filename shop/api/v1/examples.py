"""What the document's examples name, so that they can be tried as they stand: SKUs of this shop, of this moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shop.search.queries import list_after
from shop.search.rules import ListingFilter

# What the examples are written with, and stay with in a shop that has nothing like it.
TO_ORDER, SOLD_OUT = "MUG-RUST", "MUG-GONE"
_LOOKED_AT = 50  # of the newest products


def skus_to_try() -> Mapping[str, str]:
    """Return the SKU to show for each one that the examples are written with: one query."""
    hits = list_after(where=ListingFilter(), limit=_LOOKED_AT).hits
    variants = [variant for hit in hits for variant in hit.data["variants"]]
    found = {TO_ORDER: _first(variants, "in_stock"), SOLD_OUT: _first(variants, "sold_out")}
    return {written: sku for written, sku in found.items() if sku}


def _first(variants: list[dict[str, Any]], availability: str) -> str:
    return next((variant["sku"] for variant in variants if variant["status"] == availability), "")
