"""Cards of products, each made once for as long as its product stays as it is.

A card says what its snapshot, the shop's locale, the reader's language and the shown variant say: they are its key, by
which it is found. What else makes it, templates and static files, lasts as long as the process. So a change of any of
these leads to another card, and none is ever wrong; those that came first are forgotten when there are too many.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from threading import Lock
from typing import Any

import orjson
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from shop.search.rules import facet_key

from .presenters import Card, card_of

FIRST_ROW = 4
KEPT = 2000  # of some 3 kB each

Chosen = Mapping[str, Collection[str]]  # values of facets that a listing is narrowed by
Key = tuple[bytes, str, str | None, str]

_kept: dict[Key, Card] = {}
_making_room = Lock()


def cards_of(texts: Iterable[str], *, locale: str, chosen: Chosen = {}) -> list[Card]:  # noqa: B006  # never changed
    """Return the cards of a list of snapshots, as they come from the database: JSON.

    Each shows and links to the variant that was `chosen`, if any.
    """
    language = get_language()
    return [_card(text, locale, language, chosen) for text in texts]


def grid_of(cards: Sequence[Card]) -> SafeString:
    """Return the cards of a grid as HTML; browsers fetch the pictures of the FIRST_ROW at once."""
    first, others = cards[:FIRST_ROW], cards[FIRST_ROW:]
    parts = [*(card.eager_html for card in first), *(card.html for card in others)]
    return mark_safe("".join(parts))  # noqa: S308  # each is made by its template


def _card(text: str, locale: str, language: str | None, chosen: Chosen) -> Card:
    variant = _chosen_variant(orjson.loads(text), chosen) if chosen else None
    digest = blake2b(text.encode(), digest_size=16).digest()
    key = (digest, locale, language, variant["sku"] if variant else "")
    card = _kept.get(key)
    if card is None or settings.DEBUG:  # templates are being written
        card = card_of(orjson.loads(text), locale=locale, variant=variant)
        with _making_room:
            while len(_kept) >= KEPT:
                del _kept[next(iter(_kept))]
            _kept[key] = card
    return card


def _chosen_variant(product: Mapping[str, Any], chosen: Chosen) -> Mapping[str, Any] | None:
    """Return the variant with the chosen values of its options, one that can be had before others, or None."""
    variants = product["variants"]
    if len(variants) < 2:
        return None
    names = {facet_key(name) for variant in variants for name, _ in variant["options"]} & chosen.keys()
    if not names:
        return None
    fitting = [
        variant
        for variant in variants
        if all(value in chosen[key] for name, value in variant["options"] if (key := facet_key(name)) in names)
    ]
    return min(fitting, key=lambda variant: not variant["in_stock"], default=None)
