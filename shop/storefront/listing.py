"""A listing's address and what the page shows for it: filters, sorting and pages, all as links and form fields.

`f.<facet>=value` filters by a fact and may repeat, `min` and `max` are prices in major units, `stock=1` and `sale=1`
narrow further. The prefix keeps foreign parameters (campaign marks and the like) from being taken for filters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zlib import crc32

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from shop.catalog.queries import list_swatches
from shop.core.collation import sort_key
from shop.core.errors import NotFound
from shop.core.formats import format_number
from shop.core.money import Money
from shop.search.queries import Facet, Listing, list_facets, list_products
from shop.search.rules import BRAND, COUNT_LIMIT, PAGE_SIZE, SORTS, ListingFilter, Sort
from shop.search.texts import understand

from .context import Site
from .presenters import cards_of, money_text

MAX_PAGES_AT_ONCE = 10
NO_PAGE = 10**9  # pages are counted from 1
SHOWN_VALUES = 8
SHOWN_FACETS = 5  # those that say something about most products
MAX_VALUES, MAX_FACETS = 40, 15  # what nobody would read through is left to the search
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
_FACET = "f."
_PAGES = re.compile(r"1-([1-9]\d?)")


class Chip(NamedTuple):
    """An applied filter and the address without it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class FacetBox:
    """A value to tick; `count` is what would be left with it."""

    id: str
    value: str
    count: int
    selected: bool
    more: bool = False  # there are more products than were counted
    colour: str = ""

    @property
    def count_text(self) -> str:
        """The count as it is shown, "12+" where there are more; nothing where nobody counted."""
        if self.more:
            return f"{self.count}+" if self.count else ""
        return f"{self.count}"


class FacetGroup(NamedTuple):
    """A filter with its ticked and its common values, and the `more` rare ones."""

    name: str
    label: str
    values: list[FacetBox]
    more: list[FacetBox]

    @property
    def is_open(self) -> bool:
        """Tell whether one of the rare values is ticked: it is not hidden, nor moved to the others."""
        return any(box.selected for box in self.more)


class PageLink(NamedTuple):
    """A page of the listing; number 0 is a gap."""

    number: int
    url: str
    current: bool


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
    params += [(_FACET + key, value) for key, values in facets.items() for value in values]
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
    listing = list_products(where=ask.where, sort=ask.sort, page=page, page_size=PAGE_SIZE * count)
    if ask.last_page > 1 and (ask.first_page - 1) * PAGE_SIZE >= max(listing.total, 1):
        raise NotFound
    found = _all_facets(ask)
    colours = list_swatches(values=_values_with_colours(found, listing.products))
    facets = _shown_facets(found, colours, locale=site.channel.locale, capped=listing.total > COUNT_LIMIT)
    channel = site.channel
    chips = _chips(ask, currency=channel.currency, locale=channel.locale)
    total_text = _total_text(listing.total, channel.locale)
    return {
        "ask": ask,
        "listing": listing,
        "cards": cards_of(listing.products, locale=channel.locale, chosen=ask.where.facets),
        "facets": sorted(facets[:SHOWN_FACETS], key=lambda group: group.label),
        "more_facets": sorted(facets[SHOWN_FACETS:], key=lambda group: group.label),
        "more_open": any(box.selected for group in facets[SHOWN_FACETS:] for box in group.values + group.more),
        "amounts": {name: value for name, value in ask.params if name in ("min", "max")},
        "chips": chips,
        "clear_url": replace(ask, params=[pair for pair in ask.params if pair[0] == "q"]).url(),
        "sorts": [(key, label) for key, label in SORT_LABELS.items() if key != "relevance" or ask.where.text],
        "currency_sign": money_text(0, channel.currency, channel.locale).strip("0.,\xa0 "),
        "total_text": total_text,
        "summary": _summary(listing.total, total_text, filters=len(chips)),
        "paging": _paging(ask, listing),
    }


def _chosen(query: QueryDict) -> dict[str, tuple[str, ...]]:
    """Return the values to filter by, as many as can be ticked on a page: each facet is a query, each value a link."""
    facets: dict[str, tuple[str, ...]] = {}
    left = MAX_CHOSEN
    for name in query:
        key = name.removeprefix(_FACET)
        if name.startswith(_FACET) and _can_be(key) and left and len(facets) < MAX_FACETS:
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


def _all_facets(ask: ListingRequest) -> list[Facet]:
    """Return the facets of the listing with present counts, in an order that narrowing does not change.

    What the choice leaves nothing of stays in its place with 0, so that nothing moves while somebody chooses.
    """
    base = ListingFilter(category_id=ask.where.category_id, text=ask.where.text, understood=ask.where.understood)
    whole = list_facets(where=base)
    if not ask.is_narrowed:
        return [facet for facet in whole if facet.key]
    now = [facet for facet in list_facets(where=ask.where, singles=True) if facet.key]
    left = {facet.key: {value.value: value for value in facet.values} for facet in now}
    facets = []
    for facet in (facet for facet in whole if facet.key):
        values = left.pop(facet.key, {})
        chosen = ask.where.facets.get(facet.key, ())
        rows = [values.pop(v.value, replace(v, count=0, selected=v.value in chosen)) for v in facet.values]
        facets.append(replace(facet, values=[*rows, *values.values()]))
    return facets + [facet for facet in now if facet.key in left and facet.key in ask.where.facets]


def _shown_facets(facets: list[Facet], colours: Mapping[str, str], *, locale: str, capped: bool) -> list[FacetGroup]:
    """Return the facets for the form, the common values of each first; what is ticked is never left out."""
    groups = []
    for number, facet in enumerate(facets):
        if number >= MAX_FACETS and not any(value.selected for value in facet.values):
            continue
        values = [value for place, value in enumerate(facet.values) if place < MAX_VALUES or value.selected]
        boxes = [
            FacetBox(_box_id(facet.key, v.value), v.value, v.count, v.selected, capped, colours.get(v.value, ""))
            for v in values
        ]
        common = len(boxes) if len(boxes) <= SHOWN_VALUES + 1 else SHOWN_VALUES
        shown, more = (
            sorted(part, key=lambda box: sort_key(box.value, locale)) for part in (boxes[:common], boxes[common:])
        )
        label = gettext("Brand") if facet.key == BRAND else facet.label
        groups.append(FacetGroup(_FACET + facet.key, label, shown, more))
    return groups


def _box_id(key: str, value: str) -> str:
    """Return an id that stays with the value, so that the focus does too when the filters are drawn anew."""
    return f"f-{key}-{crc32(value.encode()):x}"


def _values_with_colours(facets: list[Facet], products: list[dict[str, Any]]) -> list[str]:
    """Return the values of the facets that are colours: those of which one product here has a swatch."""
    shown = {value for product in products for value, _ in product["swatches"]}
    return [
        value.value
        for facet in facets
        if any(value.value in shown for value in facet.values)
        for value in facet.values[:MAX_VALUES]
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


def _paging(ask: ListingRequest, listing: Listing) -> dict[str, Any]:
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
    return {
        "shown": (first_shown - 1) * PAGE_SIZE + len(listing.products),
        "skip": len(listing.products) + 1,
        "next_url": ask.url(page=str(last_shown + 1)) if more else "",
        "append_url": ask.url(page=f"1-{last_shown + 1}") if more else "",
        "links": links if last > 1 else [],
    }
