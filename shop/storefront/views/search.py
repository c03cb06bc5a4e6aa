"""Search results and suggestions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from shop.catalog.models import Variant
from shop.catalog.queries import sold_variants
from shop.search.queries import suggest
from shop.storefront.context import site_of
from shop.storefront.htmx import browsing_page
from shop.storefront.listing import MAX_TEXT, read_listing, show_listing
from shop.storefront.presenters import cards_of

SUGGESTED_CATEGORIES = 3


@browsing_page
def results(request: HttpRequest) -> HttpResponse:
    """What matches `?q=`, with the filters of a category. An exact SKU leads straight to its product."""
    site = site_of(request)
    text = _text(request)
    if not text:
        return render(request, "storefront/search/start.html")
    if (found := _product_with_sku(text)) is not None:
        return HttpResponseRedirect(f"{found.product.get_absolute_url()}?{urlencode({'v': found.sku})}")
    ask = read_listing(request, currency=site.channel.currency, default_sort="relevance", text=text)
    return render(request, "storefront/search/results.html", {"query": text, **show_listing(ask, site=site)})


@browsing_page
def suggestions(request: HttpRequest) -> HttpResponse:
    """The list below the search field for what has been typed so far; without htmx the results page."""
    if not vars(request)["htmx"]:
        return HttpResponseRedirect(f"{reverse('search')}?{urlencode({'q': _text(request)})}")
    site = site_of(request)
    text = _text(request)
    words = text.casefold()
    found = suggest(text=text) if len(text) > 1 else []
    categories = [node for node in site.tree.by_id.values() if len(text) > 1 and words in node.name.casefold()]
    context = {
        "query": text,
        "cards": cards_of(found, locale=site.channel.locale),
        "categories": categories[:SUGGESTED_CATEGORIES],
    }
    return render(request, "storefront/search/suggestions.html", context)


def _text(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\x00", "").split())[:MAX_TEXT]


def _product_with_sku(text: str) -> Variant | None:
    if not any(character.isdigit() or character == "-" for character in text):
        return None  # spares ordinary words a query
    return sold_variants().select_related("product").filter(sku__iexact=text).first()
