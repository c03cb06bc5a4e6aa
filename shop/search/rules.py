"""Which facts become filters, and how a listing is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from shop.core.slugs import make_slug

FACET_ATTRIBUTES = ("Material", "Made in")  # attributes that repeat across products; the others describe just one
COUNT_LIMIT = 1000  # counting further costs time and tells nobody more: shown as "1,000+"
PAGE_SIZE = 24

Sort = Literal["newest", "price", "-price", "name", "bestselling", "relevance"]
SORTS: tuple[Sort, ...] = ("newest", "price", "-price", "name", "bestselling", "relevance")


@dataclass(frozen=True, slots=True)
class ListingFilter:
    """What a visitor asks for. Prices are minor units, both ends included; `facets` maps a key to accepted values."""

    category_id: int | None = None
    text: str = ""
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    min_price_minor: int | None = None
    max_price_minor: int | None = None
    in_stock: bool = False
    on_sale: bool = False


def facet(name: str, value: str) -> str:
    """Return the stored form of a fact, for example facet("Made in", "Portugal") is "made-in=Portugal"."""
    return f"{make_slug(name)}={value}"[:200]


def facet_label(key: str) -> str:
    """Return the heading of a facet, for example "Made in" for "made-in"."""
    return key.replace("-", " ").capitalize()
