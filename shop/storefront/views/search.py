"""Search results and suggestions."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from shop.catalog.queries import CategoryNode, find_by_code
from shop.channels.models import ContentPage
from shop.core.folding import fold, words_of
from shop.core.shown import shows
from shop.search.queries import suggest
from shop.search.rules import MAX_TEXT
from shop.storefront.context import Site, site_of
from shop.storefront.htmx import browsing_page
from shop.storefront.listing import PARAMETERS, read_listing, show_listing
from shop.storefront.presenters import card_of

SUGGESTED_CATEGORIES, SUGGESTED_PAGES = 3, 2
FOUND_CATEGORIES, FOUND_PAGES = 6, 4


@browsing_page("q", *PARAMETERS)
def results(request: HttpRequest) -> HttpResponse:
    """What matches `?q=`, with the filters of a category. An exact SKU leads straight to its product."""
    site = site_of(request)
    text = _query_text(request)
    if not text:
        return render(request, "storefront/search/start.html")
    if (found := find_by_code(text)) is not None:
        return HttpResponseRedirect(f"{found.product.get_absolute_url()}?{urlencode({'v': found.sku})}")
    ask = read_listing(request, currency=site.channel.currency, default_sort="relevance", text=text)
    context = {
        "query": text,
        "found_categories": _categories(text, site)[:FOUND_CATEGORIES],
        "found_pages": _pages(text, site)[:FOUND_PAGES],
        **show_listing(ask, site=site),
    }
    return render(request, "storefront/search/results.html", context)


@browsing_page("q", is_kept=False)
def suggestions(request: HttpRequest) -> HttpResponse:
    """The list below the search field for what has been typed so far; without htmx the results page."""
    if not vars(request)["htmx"]:
        return HttpResponseRedirect(f"{reverse('search')}?{urlencode({'q': _query_text(request)})}")
    site = site_of(request)
    text = _query_text(request)
    found = suggest(text=text) if len(text) > 1 else []
    context = {
        "query": text,
        "cards": [card_of(product, locale=site.channel.locale) for product in found],
        "categories": _categories(text, site)[:SUGGESTED_CATEGORIES],
        "pages": _pages(text, site)[:SUGGESTED_PAGES],
    }
    return render(request, "storefront/search/suggestions.html", context)


def _query_text(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\x00", "").split())[:MAX_TEXT]


def _categories(text: str, site: Site) -> list[CategoryNode]:
    """Return the categories that have every word in their name, the shortest names first."""
    shows("tree")
    found = [node for node in site.tree.by_id.values() if _has_words(text, node.name)]
    return sorted(found, key=lambda node: len(node.name))


def _pages(text: str, site: Site) -> list[ContentPage]:
    """Return the pages of text that have every word: in their title first, then in what they say."""
    if len(text) < 3:
        return []
    shows("page_texts")
    titled = [page for page in site.pages if _has_words(text, page.title)]
    return titled + [page for page in site.pages if page not in titled and _has_words(text, page.body)]


def _has_words(text: str, name: str) -> bool:
    """Tell whether each word begins one of the name's."""
    wanted, own = words_of(fold(text)), _sorted_words(name)
    return len(text) > 1 and bool(wanted) and all(_begins_one(word, own) for word in wanted)


def _begins_one(word: str, own: tuple[str, ...]) -> bool:
    place = bisect_left(own, word)
    return place < len(own) and own[place].startswith(word)


@lru_cache(maxsize=6000)  # of a tree of categories and all pages of text, for the next search
def _sorted_words(text: str) -> tuple[str, ...]:
    return tuple(sorted(set(words_of(fold(text)))))
