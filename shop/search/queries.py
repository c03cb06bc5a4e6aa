"""Lists and search over the documents: bounded SQL, no OFFSET beyond the pages that exist, no endless count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

import orjson
from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Count, Exists, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from shop.catalog.models import Product
from shop.catalog.queries import CategoryTree, category_tree, products_with_details
from shop.channels.queries import get_default_channel
from shop.inventory.queries import availability_of

from .documents import build_document
from .models import ProductDocument, StaleProduct
from .rules import COUNT_LIMIT, PAGE_SIZE, ListingFilter, Sort, facet_label

Data = dict[str, Any]  # the neutral snapshot, see `search.documents`
FUZZY_FROM = 0.45  # word similarity below which a hit is noise rather than a typo
CANDIDATES = 1000  # ranking every match of a common word is what makes search slow

_ORDER: Mapping[str, tuple[str, ...]] = {
    "newest": ("-product_id",),
    "price": ("price_minor", "product_id"),
    "-price": ("-price_minor", "-product_id"),
    "name": ("name", "product_id"),
    "bestselling": ("-in_stock", "-is_bestseller", "-product_id"),
}


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to filter by; `count` is what would be left with it, other filters applied."""

    value: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter, such as Material; `key` is its name in the address."""

    key: str
    label: str
    values: list[FacetValue]


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of products as snapshots. `total` counts to COUNT_LIMIT; `corrected` is a spelling that was tried."""

    products: list[Data]
    total: int
    page: int
    pages: int
    corrected: str = ""

    @property
    def total_text(self) -> str:
        return f"{COUNT_LIMIT:,}+" if self.total > COUNT_LIMIT else f"{self.total:,}"


def list_products(*, where: ListingFilter, sort: Sort = "newest", page: int = 1, page_size: int = PAGE_SIZE) -> Listing:
    """Return a page of the products that match. A text that finds nothing is tried once more as a misspelling.

    Two queries; up to four when the text was misspelled.
    """
    matches, fuzzy = documents(where), False
    total = _count(matches)
    if total == 0 and where.text:
        matches, fuzzy = _fuzzy(where), True
        total = _count(matches)
    ordered = _ordered(matches, where.text, sort, fuzzy=fuzzy)
    pages = max(1, -(-min(total, COUNT_LIMIT) // page_size))
    page = min(max(page, 1), pages)
    found = list(ordered.values_list("data", flat=True)[(page - 1) * page_size : page * page_size])
    corrected = found[0]["name"] if fuzzy and found else ""
    return Listing(found, total, page, pages, corrected)


def list_after(
    *, where: ListingFilter, sort: Sort = "newest", after: tuple[Any, int] | None = None, limit: int = 20
) -> tuple[list[Data], tuple[Any, int] | None]:
    """Return up to `limit` snapshots behind a cursor, and the cursor of the next page or None: one query.

    See `list_json_after`.
    """
    texts, position = list_json_after(where=where, sort=sort, after=after, limit=limit)
    return [orjson.loads(text) for text in texts], position


def list_json_after(
    *, where: ListingFilter, sort: Sort = "newest", after: tuple[Any, int] | None = None, limit: int = 20
) -> tuple[list[str], tuple[Any, int] | None]:
    """Return the same as `list_after`, each snapshot as the JSON text that the database holds.

    A cursor is (value of the sort column, product id); for "newest" the value is ignored. Sort "relevance" and
    "bestselling" are not offered, because their order is not stable between pages.
    """
    matches = documents(where)
    column, descending = _cursor_column(sort)
    if after is not None:
        value, pk = after
        step = "lt" if descending else "gt"
        if column is None:
            matches = matches.filter(**{f"product_id__{step}": pk})
        else:
            matches = matches.filter(
                Q(**{f"{column}__{step}": value}) | Q(**{column: value, f"product_id__{step}": pk})
            )
    ordered = matches.annotate(text=Cast("data", TextField())).order_by(*_ORDER[sort])
    rows = list(ordered.values_list("text", "product_id", column or "product_id")[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    return [row[0] for row in rows], (rows[-1][2], rows[-1][1]) if more else None


def exact_snapshot(*, product_id: int) -> Data | None:
    """Return the snapshot of a product that is sold, as of this moment, or None.

    One query while its document is up to date. Where a change still waits for the sweep, as a note in the same
    transaction tells, the snapshot is made for the asker.
    """
    if not 0 < product_id < 2**63:
        return None
    today = timezone.now().date()
    waiting = StaleProduct.objects.filter(product_id=product_id)
    is_stale = Q(Exists(waiting)) | Q(changes_on__lte=today)
    document = ProductDocument.objects.filter(pk=product_id).annotate(is_stale=is_stale)
    found = document.values_list("data", "is_stale").first()
    if found is not None and not found[1]:
        return cast("Data", found[0])
    product = products_with_details().filter(pk=product_id).first() if found or waiting.exists() else None
    if product is None:
        return None
    made = document_of(product, tree=category_tree(), currency=get_default_channel().currency, today=today)
    return made.data if made else None


def documents_due() -> QuerySet[ProductDocument]:
    """Return the documents that a day of today or before has made wrong."""
    return ProductDocument.objects.filter(changes_on__lte=timezone.now().date())


def document_of(product: Product, *, tree: CategoryTree, currency: str, today: date) -> ProductDocument | None:
    """Return a product's document as of this moment, unsaved, or None where it is not sold."""
    stock = availability_of(variant_ids=[variant.pk for variant in product.variants.all()], today=today)
    return build_document(product, tree=tree, currency=currency, stock=stock, today=today)


def list_facets(*, where: ListingFilter, singles: bool = False) -> list[Facet]:
    """Return the filters of a listing with counts, most frequent value first: one query.

    A facet's own choice does not narrow its counts, so that a second value can be added to it. A facet with one value
    offers no choice and is left out unless `singles` are asked for.
    """
    chosen = [key for key, values in where.facets.items() if values]
    rows = _facet_rows(documents(where), "")
    loose = []
    for key in chosen:
        others = {name: values for name, values in where.facets.items() if name != key}
        loose.append(_facet_rows(documents(replace(where, facets=others)), key))
    counts = {}
    for row in rows.union(*loose, all=True) if loose else rows:
        key = row["entry"].partition("=")[0]
        if row["scope"] == (key if key in chosen else ""):
            counts[row["entry"]] = row["n"]
    return _facets(counts, where, singles=singles)


def suggest(*, text: str, limit: int = 4) -> list[Data]:
    """Return products for what has been typed so far: words may be unfinished, then misspelled. Up to two queries."""
    words = [word for word in "".join(c if c.isalnum() else " " for c in text).split() if word][:6]
    if not words:
        return []
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), config="english", search_type="raw")
    candidates = ProductDocument.objects.filter(vector=query).order_by("-is_bestseller", "-product_id").values("pk")
    ranked = ProductDocument.objects.filter(pk__in=candidates[:CANDIDATES])
    best = ranked.annotate(rank=SearchRank(F("vector"), query)).order_by("-rank", "-is_bestseller", "-product_id")
    hits = list(best.values_list("data", flat=True)[:limit])
    return hits or list(
        _ordered(_fuzzy(ListingFilter(text=text)), text, "relevance", fuzzy=True).values_list("data", flat=True)[:limit]
    )


def first_pictures(*, category_ids: Sequence[int]) -> dict[int, Data]:
    """Return the picture of the newest product in stock of each category, where there is one: one query."""
    parts = [
        documents(ListingFilter(category_id=pk, in_stock=True))
        .exclude(data__images=[])
        .order_by("-product_id")
        .values_list(Value(pk), F("data__images__0"))[:1]
        for pk in category_ids
    ]
    return dict(parts[0].union(*parts[1:], all=True)) if parts else {}


def documents(where: ListingFilter) -> QuerySet[ProductDocument]:
    """Return the documents that match all filters, unordered."""
    rows = ProductDocument.objects.all()
    if where.text:
        rows = rows.filter(vector=_text_query(where.text))
    if where.category_id is not None:
        rows = rows.filter(category_ids__contains=[where.category_id])
    for key, values in where.facets.items():
        if values:
            rows = rows.filter(facets__overlap=[f"{key}={value}" for value in values])
    if where.min_price_minor is not None:
        rows = rows.filter(price_minor__gte=where.min_price_minor)
    if where.max_price_minor is not None:
        rows = rows.filter(price_minor__lte=where.max_price_minor)
    if where.in_stock:
        rows = rows.filter(in_stock=True)
    if where.on_sale:
        rows = rows.filter(on_sale=True)
    return rows


def _text_query(text: str) -> SearchQuery:
    # Names and bodies are stemmed ("tumblers" finds "tumbler"), keywords such as SKUs are not.
    return SearchQuery(text, config="english", search_type="websearch") | SearchQuery(
        text, config="simple", search_type="websearch"
    )


def _fuzzy(where: ListingFilter) -> QuerySet[ProductDocument]:
    rows = documents(replace(where, text=""))
    return rows.annotate(score=TrigramWordSimilarity(where.text, "name")).filter(score__gte=FUZZY_FROM)


def _ordered(
    matches: QuerySet[ProductDocument], text: str, sort: Sort, *, fuzzy: bool
) -> QuerySet[ProductDocument, ProductDocument]:
    if sort != "relevance":
        return matches.order_by(*_ORDER[sort])
    if fuzzy:
        return matches.order_by("-score", "-product_id")  # type: ignore[misc]  # annotated by _fuzzy
    if not text:
        return matches.order_by(*_ORDER["bestselling"])
    candidates = matches.order_by("-product_id").values("pk")[:CANDIDATES]
    ranked = ProductDocument.objects.filter(pk__in=candidates)
    return ranked.annotate(rank=SearchRank(F("vector"), _text_query(text))).order_by("-rank", "-product_id")


def _count(matches: QuerySet[ProductDocument]) -> int:
    return matches.order_by()[: COUNT_LIMIT + 1].count()


def _cursor_column(sort: Sort) -> tuple[str | None, bool]:
    return {"newest": (None, True), "price": ("price_minor", False), "-price": ("price_minor", True)}.get(
        sort, ("name", False)
    )


def _facet_rows(matches: QuerySet[ProductDocument], scope: str) -> QuerySet[Any, dict[str, Any]]:
    entry = Func(F("facets"), function="unnest", output_field=TextField())
    marked = matches.order_by().annotate(entry=entry, scope=Value(scope, output_field=TextField()))
    rows: QuerySet[Any, dict[str, Any]] = marked.values("entry", "scope").annotate(n=Count("pk"))  # type: ignore[assignment]  # its own typed dict
    return rows


def _facets(counts: dict[str, int], where: ListingFilter, *, singles: bool) -> list[Facet]:
    grouped: dict[str, list[FacetValue]] = {}
    for entry, count in counts.items():
        key, _, value = entry.partition("=")
        grouped.setdefault(key, []).append(FacetValue(value, count, value in where.facets.get(key, ())))
    for key, values in where.facets.items():
        known = {value.value for value in grouped.get(key, [])}
        grouped.setdefault(key, []).extend(FacetValue(value, 0, True) for value in values if value not in known)
    facets = [
        Facet(key, facet_label(key), sorted(values, key=lambda value: (-value.count, value.value)))
        for key, values in grouped.items()
        if singles or len(values) > 1 or any(value.selected for value in values)
    ]
    return sorted(facets, key=lambda facet: (-sum(value.count for value in facet.values), facet.label))
