"""Turns the neutral snapshots of products (`search.documents`) into what cards and pictures show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shop.catalog.rules import product_path
from shop.core.money import Money
from shop.inventory.rules import LOW_STOCK

MAX_SWATCHES = 5
_TYPES = (("image/avif", "avif"), ("image/webp", "webp"))


class Source(NamedTuple):
    """One format of a picture, for `<source>`."""

    type: str
    srcset: str


class Swatch(NamedTuple):
    """A colour to choose, for example Rust and "#c65f43"."""

    name: str
    colour: str


class Badge(NamedTuple):
    """The one label on a card; `kind` is the end of its class name."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture with its renditions; width and height are those of the largest, in pixels.

    `large` is the address of the largest, to look at it closely.
    """

    url: str
    large: str
    width: int
    height: int
    alt: str
    tint: int
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Card:
    """A product in a list. `before` is the former price where it is reduced."""

    product_id: int
    category_id: int | None
    url: str
    name: str
    picture: Picture | None
    price: str
    before: str
    swatches: list[Swatch]
    more_swatches: int
    colours: frozenset[str]  # all values that have a swatch
    badge: Badge | None
    is_out: bool

    @cached_property
    def html(self) -> SafeString:
        """The card as it stands in a grid, in the language of whoever asks first (`cards` keeps one for each)."""
        return render_to_string("storefront/fragments/card.html", {"card": self})

    @cached_property
    def eager_html(self) -> SafeString:
        """The card in the first row, whose picture the browser fetches at once."""
        return render_to_string("storefront/fragments/card.html", {"card": self, "eager": True})


def money_text(amount_minor: int, currency: str, locale: str) -> str:
    """Return an amount as shoppers read it."""
    return Money(amount_minor, currency).format(locale)


def picture_of(image: Mapping[str, Any], *, largest: int = 1280, name: str = "") -> Picture:
    """Return a picture of a snapshot; renditions wider than `largest` pixels are left out.

    `name` is the alternative text of a picture that brings none.
    """
    base = f"{settings.MEDIA_URL}{image['path']}/"
    widths = [width for width in image["widths"] if width <= largest] or image["widths"][:1]
    fallback = next((width for width in widths if width >= 640), widths[-1])
    sources = tuple(
        Source(kind, ", ".join(f"{base}{width}.{suffix} {width}w" for width in widths)) for kind, suffix in _TYPES
    )
    return Picture(
        url=f"{base}{fallback}.jpg",
        large=f"{base}{image['widths'][-1]}.jpg",
        width=image["width"],
        height=image["height"],
        alt=image.get("alt") or name,
        tint=image["tint"],
        sources=sources,
    )


def card_of(product: Mapping[str, Any], *, locale: str, variant: Mapping[str, Any] | None = None) -> Card:
    """Return the card of a snapshot; it shows and links to one of its variants, where one is given."""
    images = product["images"]
    image = next((one for one in images if variant and one["path"] == variant["picture"]), next(iter(images), None))
    currency, price, before = product["currency"], product["price_minor"], product["compare_at_minor"]
    swatches = [Swatch(*pair) for pair in product["swatches"]]
    text = money_text(price, currency, locale)
    return Card(
        product_id=product["id"],
        category_id=product["category"]["id"] if product["category"] else None,
        url=product_path(product["slug"]) + (f"?{urlencode({'v': variant['sku']})}" if variant else ""),
        name=product["name"],
        picture=picture_of(image, largest=640) if image else None,
        price=_("from %(price)s") % {"price": text} if product["price_max_minor"] > price else text,
        before=money_text(before, currency, locale) if before else "",
        swatches=swatches[:MAX_SWATCHES],
        more_swatches=max(0, len(swatches) - MAX_SWATCHES),
        colours=frozenset(one.name for one in swatches),
        badge=_badge(product),
        is_out=not product["in_stock"],
    )


def _badge(product: Mapping[str, Any]) -> Badge | None:
    """Return what matters most about a product: whether it can be had, then its price, then news, then how few."""
    stock = _stock_badge(product)
    if product["compare_at_minor"] and product["in_stock"] and (stock is None or stock.kind == "low"):
        saved = 100 - round(100 * product["price_minor"] / product["compare_at_minor"])
        return Badge("sale", f"−{saved}%" if saved else _("Sale"))
    if "new" in product["tags"] and (stock is None or stock.kind == "low"):
        return Badge("new", _("New"))
    return stock


def _stock_badge(product: Mapping[str, Any]) -> Badge | None:
    """Return what all variants that can be ordered have in common, where it is worth a word."""
    offers = [variant for variant in product["variants"] if variant["in_stock"]]
    states = {variant["status"] for variant in offers}
    if not product["in_stock"]:
        return Badge("out", _("Sold out"))
    if states == {"preorder"}:
        return Badge("new", _("Pre-order"))
    if states == {"backorder"}:
        return Badge("low", _("Back-order"))
    if states == {"low"} and (left := sum(variant["units_left"] for variant in offers)) <= LOW_STOCK:
        return Badge("low", _("Only %(count)d left") % {"count": left})
    return None
