"""A listing's address and what the page shows for it: filters, sorting and pages, all as links and form fields.

`f.<facet>=value` filters by a fact and may repeat, `min` and `max` are prices in major units, `stock=1` and `sale=1`
narrow further. The prefix keeps foreign parameters (campaign marks and the like) from being taken for filters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from shop.catalog.queries import list_swatches
from shop.core.errors import NotFound
from shop.core.formats import format_number
from shop.core.money import Money
from shop.search.queries import Listing, list_products
from shop.search.rules import COUNT_LIMIT, PAGE_SIZE, SORTS, ListingFilter, Sort
from shop.search.texts import understand

from .cards import cards_of, grid_of
from .context import Site
from .facets import MAX_FACETS, PREFIX, group_facets, values_with_colours
from .presenters import money_text

PARAMETERS = ("f.*", "min", "max", "stock", "sale", "sort", "page")  # what a listing's address may ask for
MAX_PAGES_AT_ONCE = 10
NO_PAGE = 10**9  # pages are counted from 1
SHOWN_FACETS = 5  # those that say something about most products
MAX_CHOSEN = 60  # values that are ticked
MAX_FACET = 200  # letters of a name or value
SORT_LABELS: dict[Sort, StrPromise] = {
    "bestselling": _("Bestselling"),
    "relevance": _("Best match"),
    "newest": _("Newest"),
    "price": _("Price: low to high"),
    "-price": _("Price: high to low"),
    "name": _("Name"),
}
_PAGES = re.compile(r"1-([1-9]\d?)")


class Chip(NamedTuple):
    """An applied filter and the address without it."""

    text: str
    url: str


class PageLink(NamedTuple):
    """A page of the listing; number 0 is a gap."""

    number: int
    url: str
    current: bool


class Paging(NamedTuple):
    """What stands below a listing: how many products are `shown` so far, and the addresses of more.

    The answer of `append_url` has those that are there already: `skip` is the first that is not.
    """

    total: int
    total_text: str
    shown: int
    skip: int
    next_url: str
    append_url: str
    links: tuple[PageLink, ...]


@dataclass(frozen=True, slots=True)
class ListingRequest:
    """What an address asks for. `params` are the recognised parameters without sort and page, in their order."""

    path: str
    where: ListingFilter
    sort: Sort
    default_sort: Sort
    first_page: int
    last_page: int
    params: list[tuple[str, str]] = field(default_factory=list)

    def url(self, *, params: list[tuple[str, str]] | None = None, page: str = "") -> str:
        """Return the address with other parameters or of another page; defaults are left out of it."""
        query = list(self.params if params is None else params)
        if self.sort != self.default_sort:
            query.append(("sort", self.sort))
        if page:
            query.append(("page", page))
        return f"{self.path}?{urlencode(query)}" if query else self.path

    @property
    def is_narrowed(self) -> bool:
        return any(key != "q" for key, _ in self.params)


def read_listing(
    request: HttpRequest, *, currency: str, default_sort: Sort, category_id: int | None = None, text: str = ""
) -> ListingRequest:
    """Read a listing's address; what makes no sense in it is ignored."""
    query = request.GET
    params: list[tuple[str, str]] = [("q", text)] if text else []
    facets = _chosen(query)
    params += [(PREFIX + key, value) for key, values in facets.items() for value in values]
    amounts = {name: _parse_price(query.get(name, ""), currency) for name in ("min", "max")}
    params += [(name, f"{amount}") for name, amount in amounts.items() if amount is not None]
    flags = {name: query.get(name) == "1" for name in ("stock", "sale")}
    params += [(name, "1") for name, chosen in flags.items() if chosen]
    where = ListingFilter(
        category_id=category_id,
        text=text,
        facets=facets,
        min_price_minor=amounts["min"].amount_minor if amounts["min"] else None,
        max_price_minor=amounts["max"].amount_minor if amounts["max"] else None,
        in_stock=flags["stock"],
        on_sale=flags["sale"],
    )
    first, last = _pages(query)
    return ListingRequest(request.path, where, _sort(query, default_sort, text), default_sort, first, last, params)


def show_listing(ask: ListingRequest, *, site: Site) -> dict[str, Any]:
    """Read the products and filters that an address asks for and return what the listing templates need.

    Raises: NotFound for a page behind the last one.
    """
    count = ask.last_page - ask.first_page + 1
    page = ask.first_page if count == 1 else 1
    ask = replace(ask, where=understand(ask.where, locale=site.channel.locale))
    listing = list_products(where=ask.where, sort=ask.sort, page=page, page_size=PAGE_SIZE * count, with_facets=True)
    if ask.last_page > 1 and (ask.first_page - 1) * PAGE_SIZE >= max(listing.total, 1):
        raise NotFound
    cards = cards_of(listing.texts, locale=site.channel.locale, chosen=ask.where.facets)
    colours = list_swatches(values=values_with_colours(listing.facets, cards))
    facets = group_facets(listing.facets, colours, locale=site.channel.locale)
    channel = site.channel
    chips = _chips(ask, currency=channel.currency, locale=channel.locale)
    total_text = _total_text(listing.total, channel.locale)
    return {
        "ask": ask,
        "listing": listing,
        "cards": cards,
        "grid": grid_of(cards),
        "facets": sorted(facets[:SHOWN_FACETS], key=lambda group: group.label),
        "more_facets": sorted(facets[SHOWN_FACETS:], key=lambda group: group.label),
        "more_open": any(box.selected for group in facets[SHOWN_FACETS:] for box in group.values + group.more),
        "lowest": next((value for name, value in ask.params if name == "min"), ""),
        "highest": next((value for name, value in ask.params if name == "max"), ""),
        "chips": chips,
        "clear_url": replace(ask, params=[pair for pair in ask.params if pair[0] == "q"]).url(),
        "sorts": _sorts(ask),
        "sign": money_text(0, channel.currency, channel.locale).strip("0.,\xa0 "),
        "total_text": total_text,
        "summary": _summary(listing.total, total_text, filters=len(chips)),
        "paging": _paging(ask, listing, total_text),
    }


def _sorts(ask: ListingRequest) -> tuple[tuple[str, str, bool], ...]:
    """Return the orders to choose from: their names in the address, their labels, and whether it is this one."""
    return tuple(
        ("" if key == ask.default_sort else key, str(label), key == ask.sort)
        for key, label in SORT_LABELS.items()
        if key != "relevance" or ask.where.text
    )


def _chosen(query: QueryDict) -> dict[str, tuple[str, ...]]:
    """Return the values to filter by, as many as can be ticked on a page: each facet is a query, each value a link."""
    facets: dict[str, tuple[str, ...]] = {}
    left = MAX_CHOSEN
    for name in query:
        key = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and _can_be(key) and left and len(facets) < MAX_FACETS:
            values = tuple(dict.fromkeys(filter(_can_be, query.getlist(name))))[:left]
            left -= len(values)
            facets |= {key: values} if values else {}
    return facets


def _can_be(text: str) -> bool:
    return 0 < len(text) <= MAX_FACET and "\x00" not in text


def _sort(query: QueryDict, default: Sort, text: str) -> Sort:
    wanted = query.get("sort", "")
    if wanted not in SORTS or (wanted == "relevance" and not text):
        return default
    return wanted


def _parse_price(text: str, currency: str) -> Money | None:
    try:
        amount = Money.parse(text.strip().replace(",", "."), currency)
    except ValueError:
        return None
    return amount if 0 <= amount.amount_minor < 10**12 else None


def _pages(query: QueryDict) -> tuple[int, int]:
    """Read `page`: one number, or 1-3 for what "Load more" has gathered so far."""
    text = query.get("page", "")
    if gathered := _PAGES.fullmatch(text):
        return 1, min(int(gathered[1]), MAX_PAGES_AT_ONCE)
    page = int(text[:9]) if text.isascii() and text.isdigit() else 1
    page = page or NO_PAGE
    return page, page


def _chips(ask: ListingRequest, *, currency: str, locale: str) -> list[Chip]:
    def text(name: str, value: str) -> str:
        match name:
            case "min" | "max":
                amount = money_text(Money.parse(value, currency).amount_minor, currency, locale)
                wording = gettext("From %(amount)s") if name == "min" else gettext("Up to %(amount)s")
                return wording % {"amount": amount}
            case "stock":
                return gettext("In stock")
            case "sale":
                return gettext("On sale")
            case _:
                return value

    return [
        Chip(text(*pair), ask.url(params=[other for other in ask.params if other != pair]))
        for pair in ask.params
        if pair[0] != "q"
    ]


def _total_text(total: int, locale: str) -> str:
    """Return how many products there are; "10,000+" where that many were counted, and more were not."""
    return f"{format_number(min(total, COUNT_LIMIT), locale)}{'+' if total > COUNT_LIMIT else ''}"


def _summary(total: int, total_text: str, *, filters: int) -> str:
    products = ngettext("%(count)s product", "%(count)s products", total) % {"count": total_text}
    if not filters:
        return products
    narrowed = ngettext("%(products)s, %(count)d filter", "%(products)s, %(count)d filters", filters)
    return narrowed % {"products": products, "count": filters}


def _paging(ask: ListingRequest, listing: Listing, total_text: str) -> Paging:
    """Return the links below a listing: the next page to append, and the pages by number."""
    last = max(1, -(-min(listing.total, COUNT_LIMIT) // PAGE_SIZE))
    first_shown, last_shown = min(ask.first_page, last), min(ask.last_page, last)
    more = first_shown == 1 and last_shown < min(last, MAX_PAGES_AT_ONCE)
    numbers = [n for n in range(1, last + 1) if n in (1, last) or abs(n - last_shown) <= 2]
    links: list[PageLink] = []
    for number in numbers:
        if links and number - links[-1].number > 1:
            links.append(PageLink(0, "", current=False))
        url = ask.url(page=str(number) if number > 1 else "")
        links.append(PageLink(number, url, current=first_shown <= number <= last_shown))
    return Paging(
        total=listing.total,
        total_text=total_text,
        shown=(first_shown - 1) * PAGE_SIZE + len(listing.texts),
        skip=len(listing.texts) + 1,
        next_url=ask.url(page=str(last_shown + 1)) if more else "",
        append_url=ask.url(page=f"1-{last_shown + 1}") if more else "",
        links=tuple(links) if last > 1 else (),
    )
