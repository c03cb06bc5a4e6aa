"""Lists and search over the documents: bounded SQL, no OFFSET beyond the pages that exist, no endless count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

import orjson
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from shop.catalog.models import Product
from shop.catalog.queries import CategoryTree, category_tree, products_with_details
from shop.channels.models import Channel
from shop.channels.queries import get_default_channel, shop_day, shop_locale
from shop.core.shown import shows, shows_until
from shop.inventory.queries import availability_of

from .cursors import behind, position_of
from .documents import build_document
from .models import ProductDocument, StaleProduct
from .ordered import documents, ids_of, rows_of
from .rules import COUNT_LIMIT, FACET_ROWS, PAGE_SIZE, ListingFilter, Sort, TextQuery, facet_label
from .sql import document_of_product, facet_counts, first_images
from .texts import understand, understand_beginning

Data = dict[str, Any]  # the neutral snapshot, see `search.documents`
Position = tuple[Any, ...]  # where a page ends, for its cursor


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
    """One page of products: `texts` are their snapshots as JSON, as they come from the database.

    `total` counts to COUNT_LIMIT; `understood` tells how its text was read.
    """

    texts: list[str]
    total: int
    page: int
    pages: int
    understood: TextQuery | None = None

    @property
    def products(self) -> list[Data]:
        """The snapshots, read each time."""
        return [orjson.loads(text) for text in self.texts]


@dataclass(frozen=True, slots=True)
class Hit:
    """A product in a list by cursor: its snapshot as JSON text, and the position behind it."""

    text: str
    position: Position

    @property
    def data(self) -> Data:
        return cast("Data", orjson.loads(self.text))


@dataclass(frozen=True, slots=True)
class HitList:
    """A part of a list by cursor, whether there is more behind it, and how its text was read."""

    hits: list[Hit]
    has_more: bool
    understood: TextQuery | None

    @property
    def corrected(self) -> str | None:
        """The other spelling that found these, or None."""
        return (self.understood.corrected or None) if self.understood else None

    @property
    def is_relaxed(self) -> bool:
        """Whether these have only some of the words."""
        return self.understood is not None and self.understood.is_relaxed


def list_products(*, where: ListingFilter, sort: Sort = "newest", page: int = 1, page_size: int = PAGE_SIZE) -> Listing:
    """Return a page of the products that match: two to four queries, and those of `understand` for a text."""
    where = understand(where)
    _shows_list(where, sort)
    ids = ids_of(where)
    pages = max(1, -(-min(len(ids), COUNT_LIMIT) // page_size))
    page = min(max(page, 1), pages)
    rows = rows_of(where, sort, ids, ((page - 1) * page_size, page * page_size))
    found = list(rows.annotate(text=Cast("data", TextField())).values_list("product_id", "text"))
    shows(*(f"document:{pk}" for pk, _ in found))
    return Listing([text for _, text in found], len(ids), page, pages, where.understood)


def list_after(
    *, where: ListingFilter, sort: Sort = "newest", after: Position | None = None, limit: int = 20
) -> HitList:
    """Return up to `limit` products behind a position: one query where nothing narrows, more with a text.

    By relevance at most CANDIDATES products are listed, those that match best; all other orders end where the
    catalogue does.
    """
    where = understand(where)
    _shows_list(where, sort)
    ranked = sort == "relevance" and bool(where.text)
    start = int(after[0]) if ranked and after else 0
    beyond = Q()
    if after is not None and not ranked:
        beyond = behind(sort, after, locale=shop_locale() if sort == "name" else "")
    ids = ids_of(where) if where.may_be_rare else None
    columns = ["name", "price_minor", "in_stock", "is_bestseller", "product_id"]
    rows = rows_of(where, sort, ids, (start, start + limit + 1), beyond).annotate(text=Cast("data", TextField()))
    read = list(rows.values("text", *columns))
    shows(*(f"document:{row['product_id']}" for row in read[:limit]))
    found = [
        Hit(row["text"], (start + number, 0) if ranked else position_of(sort, row))
        for number, row in enumerate(read[:limit], 1)
    ]
    return HitList(found, len(read) > limit, where.understood)


def exact_snapshot(*, product_id: int) -> Data | None:
    """Return what `exact_text` does, read."""
    text = exact_text(product_id=product_id)
    return None if text is None else cast("Data", orjson.loads(text))


def exact_text(*, product_id: int) -> str | None:
    """Return the snapshot of a product that is sold, as of this moment, as JSON; or None.

    One query while its document is up to date. Where a change still waits for the sweep, as a note in the same
    transaction tells, the snapshot is made for the asker.
    """
    if not 0 < product_id < 2**63:
        return None
    shows(f"product:{product_id}", f"document:{product_id}", "channel")
    now = timezone.now()
    found = document_of_product(product_id, now=now)
    if found is not None and not found.is_stale:
        if found.changes_on is not None:  # that day begins nowhere on earth before
            shows_until(datetime.combine(found.changes_on, time(), tzinfo=UTC) - timedelta(hours=14))
        return found.text
    is_known = found is not None or StaleProduct.objects.filter(product_id=product_id).exists()
    product = products_with_details().filter(pk=product_id).first() if is_known else None
    if product is None:
        return None
    channel = get_default_channel()
    made = document_of(product, tree=category_tree(), channel=channel, today=channel.day_of(now))
    return orjson.dumps(made.data).decode() if made else None


def documents_due() -> QuerySet[ProductDocument]:
    """Return the documents that a day of today or before has made wrong."""
    return ProductDocument.objects.filter(changes_on__lte=shop_day(timezone.now()))


def document_of(product: Product, *, tree: CategoryTree, channel: Channel, today: date) -> ProductDocument | None:
    """Return a product's document as of this moment, unsaved, or None where it is not sold."""
    stock = availability_of(variant_ids=[variant.pk for variant in product.variants.all()], today=today)
    return build_document(
        product, tree=tree, currency=channel.currency, locale=channel.locale, stock=stock, today=today
    )


def list_facets(*, where: ListingFilter, singles: bool = False) -> list[Facet]:
    """Return the filters of a listing with counts, most frequent value first: one query.

    A facet's own choice does not narrow its counts, so that a second value can be added to it. A facet with one value
    offers no choice and is left out unless `singles` are asked for. Of a listing with more than FACET_ROWS products the
    counts are those of so many.
    """
    where = understand(where)
    _shows_list(where, "newest")
    chosen = [key for key, values in where.facets.items() if values]
    parts = [("", documents(where))]
    for key in chosen:
        others = {name: values for name, values in where.facets.items() if name != key}
        parts.append((key, documents(replace(where, facets=others))))
    counts = {}
    for mark, entry, count in facet_counts(parts, most=FACET_ROWS):
        key = entry.partition("=")[0]
        if mark == (key if key in chosen else ""):
            counts[entry] = count
    return _facets_of_counts(counts, where, singles=singles)


def suggest(*, text: str, limit: int = 4) -> list[Data]:
    """Return products for what has been typed so far: words may be unfinished, or else misspelt. Up to five queries."""
    where = ListingFilter(text=text, understood=understand_beginning(text))
    if not (ids := ids_of(where)):
        return []
    rows = rows_of(where, "relevance", ids, (0, limit), order=("-rank", "-is_bestseller", "-product_id"))
    return list(rows.values_list("data", flat=True))


def first_pictures(*, category_ids: Sequence[int]) -> dict[int, Data]:
    """Return a picture of each category, that of a new product in stock where it has one: one query.

    Of large categories COUNT_LIMIT products are looked at, so that no category is walked through the whole catalogue.
    """
    shows("pictures", *(f"{kind}:{pk}" for pk in category_ids for kind in ("members", "stock")))
    in_stock = {pk: documents(ListingFilter(category_id=pk, in_stock=True)) for pk in category_ids}
    images = first_images(in_stock, most=COUNT_LIMIT)
    return {pk: orjson.loads(image) if isinstance(image, str) else image for pk, image in images.items()}


def _shows_list(where: ListingFilter, sort: Sort) -> None:
    """Say what decides which products are in a list, how many, and in which order."""
    category = where.category_id or 0
    kinds = {"members"}
    if where.in_stock or sort == "bestselling" or (sort == "relevance" and not where.text):
        kinds.add("stock")
    if where.on_sale or where.min_price_minor is not None or where.max_price_minor is not None or "price" in sort:
        kinds.add("prices")
    if sort == "name":
        kinds.add("names")
    shows(*(f"{kind}:{category}" for kind in kinds), *(("words",) if where.text else ()))


def _facets_of_counts(counts: dict[str, int], where: ListingFilter, *, singles: bool) -> list[Facet]:
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
