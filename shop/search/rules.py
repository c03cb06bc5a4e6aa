"""Which facts become filters, and how a listing is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shop.core.slugs import make_slug

FACET_ATTRIBUTES = ("Material", "Made in")  # attributes that repeat across products; the others describe just one
BRAND = "brand"  # the key of the facet that tells who makes a product
COUNT_LIMIT = 1000  # counting further costs time and tells nobody more: shown as "1,000+"
PAGE_SIZE = 24
MAX_TEXT = 200  # letters of what somebody searches for

Sort = Literal["newest", "price", "-price", "name", "bestselling", "relevance"]
SORTS: tuple[Sort, ...] = ("newest", "price", "-price", "name", "bestselling", "relevance")


def usual_sort(text: str) -> Sort:
    """Return the order of a list for whoever asks for none."""
    return "relevance" if text.strip() else "newest"


# The columns of each order; "relevance" without a text is "bestselling".
ORDER: Mapping[Sort, tuple[str, ...]] = {
    "newest": ("-product_id",),
    "price": ("price_minor", "product_id"),
    "-price": ("-price_minor", "-product_id"),
    "name": ("sort_key", "product_id"),
    "bestselling": ("-in_stock", "-is_bestseller", "-product_id"),
}

# The languages whose word forms PostgreSQL knows (its text search configurations), by ISO 639 code.
_LANGUAGES = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish", "nl": "dutch", "en": "english",
    "et": "estonian", "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi", "hu": "hungarian",
    "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nb": "norwegian",
    "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def language_of(locale: str) -> str:
    """Return PostgreSQL's name of a locale's language; "simple" takes words as they are, where it knows no forms."""
    return _LANGUAGES.get(locale[:2].lower(), "simple")


@dataclass(frozen=True, slots=True)
class TextQuery:
    """A text as it was understood. `query` is for to_tsquery in `language`.

    `found` are the ids of what it finds, to COUNT_LIMIT and one more. `corrected` is the other spelling that found it,
    or empty. `is_relaxed`: nothing has all words, these have some.
    """

    query: str
    language: str
    found: tuple[int, ...] = ()
    corrected: str = ""
    is_relaxed: bool = False


@dataclass(frozen=True, slots=True)
class ListingFilter:
    """What a visitor asks for. Prices are minor units, both ends included; `facets` maps a key to accepted values.

    `understood` is what `queries.understand` made of the text.
    """

    category_id: int | None = None
    text: str = ""
    understood: TextQuery | None = None
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    min_price_minor: int | None = None
    max_price_minor: int | None = None
    in_stock: bool = False
    on_sale: bool = False


def facet_key(name: str) -> str:
    """Return a fact's name in addresses, for example "made-in" for "Made in"."""
    return make_slug(name)


def facet(name: str, value: str) -> str:
    """Return the stored form of a fact, for example facet("Made in", "Portugal") is "made-in=Portugal"."""
    return f"{facet_key(name)}={value}"[:200]


def facet_label(key: str) -> str:
    """Return the heading of a facet, for example "Made in" for "made-in"."""
    return key.replace("-", " ").capitalize()
