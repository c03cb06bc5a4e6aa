"""Home, categories and products."""

from __future__ import annotations

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.catalog.queries import CategoryNode
from shop.core.formats import format_date
from shop.core.kept import kept_value
from shop.core.shown import shows
from shop.search.queries import first_pictures, list_after
from shop.search.rules import ListingFilter
from shop.shipping.queries import ShippingOption, list_shipping_options
from shop.storefront.cards import cards_of
from shop.storefront.context import Site, site_of
from shop.storefront.htmx import browsing_page
from shop.storefront.listing import PARAMETERS, read_listing, show_listing
from shop.storefront.presenters import Picture, picture_of
from shop.storefront.product_page import find_product, list_related, show_product
from shop.storefront.structured import breadcrumb_data, organization_data

HOME_CARDS = 4


class Promise(NamedTuple):
    """What the home page says of delivery: from which amount it is free, what it costs, and when it is there."""

    free_from: str
    price: str
    day: str


@browsing_page()
def home(request: HttpRequest) -> HttpResponse:
    """The first page: bestsellers in the hero and below, the categories, what is new."""
    site = site_of(request)
    channel = site.channel
    newest = list_after(where=ListingFilter(in_stock=True), limit=HOME_CARDS).hits
    best = list_after(where=ListingFilter(in_stock=True), sort="bestselling", limit=2 * HOME_CARDS).hits
    cards = cards_of((hit.text for hit in best), locale=channel.locale)
    tiles = _tiles(site)
    delivery = list_shipping_options(
        channel=channel,
        country=channel.default_country,
        currency=channel.currency,
        subtotal_minor=0,
        now=timezone.now(),
    )
    band, band_picture = next((tile for tile in tiles if tile[0].description and tile[1]), (None, None))
    context = {
        "hero_title": channel.tagline or channel.name,
        "hero_picture": picture_of(channel.hero_picture) if channel.hero_picture else None,
        "hero_link": channel.hero_link or reverse("everything"),
        "hero": tuple((card.url, card.name, card.picture) for card in cards if card.picture)[:3],
        "tiles": tuple((node.url, node.name, picture) for node, picture in tiles),
        "band": band,
        "band_picture": band_picture,
        "newest": cards_of((hit.text for hit in newest), locale=channel.locale),
        "bestsellers": cards[HOME_CARDS - 1 :][:HOME_CARDS],
        "delivery": _promise(delivery[0], channel.locale) if delivery else None,
        "returns_page": site.returns_page,
        "structured": organization_data(channel),
    }
    return render(request, "storefront/home/home.html", context)


@browsing_page(*PARAMETERS)
def everything(request: HttpRequest) -> HttpResponse:
    """All products, to be narrowed by filters: what is reduced, what one brand makes."""
    site = site_of(request)
    ask = read_listing(request, currency=site.channel.currency, default_sort="bestselling")
    context = {"title": _("All products"), "trail": [], "children": _links(site.tree.roots)} | show_listing(
        ask, site=site
    )
    return render(request, "storefront/catalog/category.html", context)


@browsing_page(*PARAMETERS)
def category(request: HttpRequest, path: str) -> HttpResponse:
    """A category with everything below it."""
    site = site_of(request)
    node = site.tree.by_path.get(path)
    if node is None:
        raise Http404
    shows(*(f"category:{part.id}" for part in node.trail))
    ask = read_listing(request, currency=site.channel.currency, default_sort="bestselling", category_id=node.id)
    context = {
        "title": node.name,
        "category": node,
        "trail": node.trail[:-1],
        "children": _links(node.children or (node.parent.children if node.parent else []), here=node),
        "current_category_ids": [part.id for part in node.trail],
        "structured": breadcrumb_data(node.trail),
        **show_listing(ask, site=site),
    }
    return render(request, "storefront/catalog/category.html", context)


@browsing_page("v")
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """A product; `?v=SKU` chooses the variant. What is no longer sold answers 410 with alternatives."""
    site, now = site_of(request), timezone.now()
    found = find_product(slug=slug, site=site, now=now)
    if found is None:
        raise Http404
    node = site.tree.by_id.get(found.product.category_id or 0)
    trail = node.trail if node else []
    shows(*(f"category:{part.id}" for part in trail))
    context = show_product(found, trail=trail, sku=request.GET.get("v", ""), site=site, now=now)
    if context is None:
        page = {"product": found.product, "trail": trail, "related": list_related(found.product, trail, site=site)}
        return render(request, "storefront/catalog/gone.html", page, status=410)
    context["current_category_ids"] = [part.id for part in trail]
    return render(request, "storefront/catalog/product.html", context)


def _links(nodes: list[CategoryNode], *, here: CategoryNode | None = None) -> tuple[tuple[str, str, bool], ...]:
    return tuple((node.url, node.name, node is here) for node in nodes)


def _promise(option: ShippingOption, locale: str) -> Promise:
    return Promise(
        option.free_from.format(locale) if option.free_from else "",
        option.price.format(locale) if option.price else "",
        format_date(option.arrives_until, locale, "day"),
    )


def _tiles(site: Site) -> list[tuple[CategoryNode, Picture | None]]:
    """Return the top categories, each with its own picture or else that of a product in it."""
    roots = site.tree.roots
    bare = [node.id for node in roots if not node.picture]
    tags = {"pictures", *(f"{kind}:{pk}" for pk in bare for kind in ("members", "stock"))}
    shows(*tags, *(f"category:{node.id}" for node in roots))
    found = kept_value(("tiles", *bare), tags, lambda: first_pictures(category_ids=bare))
    images = [(node, node.picture or found.get(node.id)) for node in roots]
    return [(node, picture_of(image) if image else None) for node, image in images]
