"""What the product page shows: the chosen variant with its live price and stock, and links to the other variants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson
from django.utils.text import Truncator

from shop.catalog.html import plain_text
from shop.catalog.models import Product, Variant
from shop.catalog.queries import CategoryNode, products_with_details
from shop.core.formats import format_days
from shop.core.shown import shows, shows_until
from shop.search.queries import document_of, list_after
from shop.search.rules import ListingFilter
from shop.shipping.queries import ShippingOption, methods_to, price_options
from shop.shipping.rules import not_before

from .cards import cards_of
from .context import Site
from .offers import VariantOffer, VariantPrice, choose_offer, list_offers
from .presenters import Card, Picture, picture_of
from .sql import product_row
from .structured import product_data

RELATED = 4
RELATED_POOL = 24


class OptionLink(NamedTuple):
    """A value of an option as a link to the variant that has it; `colour` may be empty."""

    value: str
    colour: str
    url: str
    id: str
    chosen: bool
    in_stock: bool


@dataclass(frozen=True, slots=True)
class OptionChoice:
    """An option such as Glaze, with what is chosen of it."""

    name: str
    chosen: str
    values: tuple[OptionLink, ...]


class Delivery(NamedTuple):
    """A way to deliver: what it costs, nothing where it is free, and when it arrives, nothing where nobody knows."""

    name: str
    price: str
    arrives: str


class BundlePart(NamedTuple):
    """What a bundle holds, how often, and its page; `url` is empty where it is not sold by itself."""

    quantity: int
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class FoundProduct:
    """A product that was published once, with its snapshot, if it is sold, and what its variants cost now."""

    product: Product
    snapshot: dict[str, Any] | None
    prices: list[VariantPrice]


def find_product(*, slug: str, site: Site, now: datetime) -> FoundProduct | None:
    """Return a product by its name in addresses: one query; more where the sweep has not reached it yet."""
    row = product_row(slug=slug, currency=site.channel.currency)
    if row is None:
        return None
    shows(f"product:{row.product.pk}", f"document:{row.product.pk}")
    if row.product.status != Product.Status.ACTIVE:
        return FoundProduct(row.product, None, [])
    snapshot = orjson.loads(row.snapshot) if row.snapshot else _made_on_the_spot(row.product, site, now)
    return FoundProduct(row.product, snapshot, [VariantPrice(*each) for each in orjson.loads(row.prices or "[]")])


def show_product(
    found: FoundProduct, *, trail: list[CategoryNode], sku: str, site: Site, now: datetime
) -> dict[str, Any] | None:
    """Return what the product page needs with the variant `sku` chosen, or None where nothing of it is sold."""
    product, snapshot, channel = found.product, found.snapshot, site.channel
    if snapshot is None:
        return None
    today = channel.day_of(now)
    shows_until(channel.midnight_after(now))
    offers = list_offers(found.prices, snapshot, currency=channel.currency, locale=channel.locale, today=today)
    if not offers:
        return None
    offer = choose_offer(offers, sku)
    methods = methods_to(country=channel.default_country, currency=channel.currency)
    options = price_options(
        methods,
        channel=channel,
        country=channel.default_country,
        subtotal_minor=offer.price.amount_minor,
        now=not_before(channel.local(now), offer.stock.date),
    )
    return {
        "product": product,
        "trail": trail,
        "offer": offer,
        "price": offer.price.format(channel.locale),
        "before": offer.before.format(channel.locale) if offer.before else "",
        "choices": list_choices(offers, offer, colours=dict(snapshot["swatches"]), path=product.get_absolute_url()),
        "pictures": pictures_for(snapshot, offer),
        "summary": product.seo_description or Truncator(plain_text(product.description)).chars(160),
        "delivery": _deliveries(options, offer, channel.locale),
        "free_from": next((o.free_from.format(channel.locale) for o in options if o.free_from and o.price), ""),
        "returns_page": site.returns_page,
        "related": list_related(product, trail, site=site),
        "parts": list_parts(offer),
        "structured": product_data(product, snapshot, offers, trail, channel=channel, methods=methods, now=now),
    }


def _deliveries(options: list[ShippingOption], offer: VariantOffer, locale: str) -> tuple[Delivery, ...]:
    has_day = offer.in_stock and not (offer.stock.status == "backorder" and offer.stock.date is None)
    return tuple(
        Delivery(
            option.name,
            option.price.format(locale) if option.price else "",
            format_days(option.arrives_from, option.arrives_until, locale) if has_day else "",
        )
        for option in options
    )


def _made_on_the_spot(product: Product, site: Site, now: datetime) -> dict[str, Any] | None:
    whole = products_with_details().get(pk=product.pk)
    document = document_of(whole, tree=site.tree, channel=site.channel, today=site.channel.day_of(now))
    return document.data if document else None


def list_related(product: Product, trail: list[CategoryNode], *, site: Site) -> list[Card]:
    """Return what else there is around the product, its own category first, newest first: two queries, or three."""
    where = ListingFilter(category_id=trail[0].id if trail else None, in_stock=True)
    pool = cards_of((hit.text for hit in list_after(where=where, limit=RELATED_POOL).hits), locale=site.channel.locale)
    others = [card for card in pool if card.product_id != product.pk]
    return sorted(others, key=lambda card: not card.category_id or card.category_id != product.category_id)[:RELATED]


def pictures_for(snapshot: dict[str, Any], offer: VariantOffer) -> tuple[Picture, ...]:
    """Return the product's pictures, that of the chosen variant first."""
    images = sorted(snapshot["images"], key=lambda image: image["path"] != offer.picture)
    return tuple(picture_of(image, largest=1600, name=snapshot["name"]) for image in images)


def list_parts(offer: VariantOffer) -> list[BundlePart]:
    """Return what is in a bundle, with the pages of its parts: one query for a bundle, none for anything else."""
    if not offer.stock.is_bundle:
        return []
    variants = Variant.objects.select_related("product").in_bulk([part.variant_id for part in offer.stock.parts])
    shows(*(f"product:{variant.product_id}" for variant in variants.values()))
    found = [(part, variants[part.variant_id]) for part in offer.stock.parts if part.variant_id in variants]
    return [
        BundlePart(part.per_piece, part.name, f"{variant.product.get_absolute_url()}?{urlencode({'v': part.sku})}"
                   if variant.is_sold else "")
        for part, variant in found
    ]  # fmt: skip


def list_choices(
    offers: list[VariantOffer], chosen: VariantOffer, *, colours: dict[str, str], path: str
) -> tuple[OptionChoice, ...]:
    """Return the options with a link for each value, to the variant that differs in nothing else where there is one."""
    current = dict(chosen.options)
    choices = []
    for index, name in enumerate(dict.fromkeys(name for offer in offers for name, _ in offer.options)):
        links = []
        for number, value in enumerate(dict.fromkeys(v for offer in offers for key, v in offer.options if key == name)):
            target, is_exact = _variant_with(offers, current, name, value)
            links.append(
                OptionLink(
                    value=value,
                    colour=colours.get(value, ""),
                    url=f"{path}?{urlencode({'v': target.sku})}",
                    id=f"option-{index}-{number}",
                    chosen=current.get(name) == value,
                    in_stock=is_exact and target.in_stock,
                )
            )
        choices.append(OptionChoice(name, current.get(name, ""), tuple(links)))
    return tuple(choices)


def _variant_with(
    offers: list[VariantOffer], current: dict[str, str], name: str, value: str
) -> tuple[VariantOffer, bool]:
    """Return the variant that differs from the current one in this option alone, else one that has the value."""
    having = [offer for offer in offers if (name, value) in offer.options]
    wanted = current | {name: value}
    exact = next((offer for offer in having if dict(offer.options) == wanted), None)
    return (exact, True) if exact else (choose_offer(having, ""), False)
