"""Lists and search over the documents: bounded SQL, no OFFSET beyond the pages that exist, no endless count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

import orjson
from django.db.models import QuerySet
from django.utils import timezone

from shop.catalog.models import Product
from shop.catalog.queries import CategoryTree, category_tree, products_with_details
from shop.channels.models import Channel
from shop.channels.queries import get_default_channel, shop_day, shop_locale
from shop.core.shown import shows, shows_until
from shop.inventory.queries import availability_of

from .cursors import behind, position_of
from .documents import build_document
from .facets import Facet, facets_of
from .models import ProductDocument, StaleProduct
from .rules import COUNT_LIMIT, PAGE_SIZE, ListingFilter, Sort, TextQuery
from .shapes import ENOUGH, Row, Shape, shape_of
from .sql import document_of_product, first_images, listing_rows, rows_behind
from .texts import understand, understand_beginning

Data = dict[str, Any]  # the neutral snapshot, see `search.documents`
Position = tuple[Any, ...]  # where a page ends, for its cursor


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of products: `texts` are their snapshots as JSON, as they come from the database.


    `total` counts to COUNT_LIMIT and one more; `understood` tells how its text was read; filters come if asked for.
    """

    texts: list[str]
    total: int
    page: int
    pages: int
    understood: TextQuery | None = None
    facets: list[Facet] = field(default_factory=list)

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


def list_products(
    *, where: ListingFilter, sort: Sort = "newest", page: int = 1, page_size: int = PAGE_SIZE, with_facets: bool = False
) -> Listing:
    """Return a page of the products that match: one query and those of `understand` for a text; rarely one more.

    `with_facets` asks for filters with their counts, in an order that narrowing does not change: what it leaves nothing
    of stays in its place with 0. A facet's own choice does not narrow its counts, so that a second value can be added.
    They are counted among the first COUNT_LIMIT and one more, bestsellers first or by a price that is asked for, and so
    are the same for each order and page.
    """
    where = understand(where)
    _shows_list(where, sort)
    page = min(max(page, 1), _pages(COUNT_LIMIT, page_size))
    shape = shape_of(where, _order(sort, where), with_facets=with_facets)
    found = _part_of_listing(shape, where, page, page_size)
    total = found.total
    if page > (pages := _pages(total, page_size)):
        return list_products(where=where, sort=sort, page=pages, page_size=page_size, with_facets=with_facets)
    facets = facets_of(found.rows, where) if with_facets else []
    if any(row.part == "total" and row.number >= ENOUGH for row in found.rows):
        _shows_list(where, "bestselling")  # which ones are counted
    shows(*(f"document:{pk}" for pk in found.ids))
    return Listing(found.texts, total, page, pages, where.understood, facets)


def list_after(
    *, where: ListingFilter, sort: Sort = "newest", after: Position | None = None, limit: int = 20
) -> HitList:
    """Return up to `limit` products behind a position: one query and those of `understand` for a text; rarely one more.

    By relevance at most COUNT_LIMIT products are listed, those that match best; all other orders end where the
    catalogue does.
    """
    where = understand(where)
    _shows_list(where, sort)
    order = _order(sort, where)
    start, position = 0, {}
    if order == "relevance":
        start = min(max(int(after[0]), 0), COUNT_LIMIT) if after else 0
    elif after is not None:
        position = behind(sort, after, locale=shop_locale() if sort == "name" else "")
    shape = shape_of(where, order, is_behind=bool(position))
    size = limit + 1
    rows, is_short = rows_behind(shape, where, start=start, size=size, position=position)
    if is_short:
        rows, _ = rows_behind(shape._replace(deep=True), where, start=start, size=size, position=position)
    found = [
        Hit(row[-1], (start + number, 0) if order == "relevance" else position_of(sort, row[:-1]))
        for number, row in enumerate(rows, 1)
    ]
    shows(*(f"document:{row[0]}" for row in rows[:limit]))
    return HitList(found[:limit], len(found) > limit, where.understood)


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


def suggest(*, text: str, limit: int = 4) -> list[Data]:
    """Return products for what has been typed so far: words may be unfinished, or else misspelt. Up to five queries."""
    where = ListingFilter(text=text, understood=understand_beginning(text))
    if not where.understood or not where.understood.found:
        return []
    rows = listing_rows(shape_of(where, "suggested"), where, start=0, size=limit)
    return [orjson.loads(text) for text in _Found(rows).texts]


def first_pictures(*, category_ids: Sequence[int]) -> dict[int, Data]:
    """Return a picture of each category, that of a new product in stock where it has one: one query."""
    shows("pictures", *(f"{kind}:{pk}" for pk in category_ids for kind in ("members", "stock")))
    return {pk: orjson.loads(image) for pk, image in first_images(category_ids).items()}


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


@dataclass(frozen=True, slots=True)
class _Found:
    """What a listing's statement answers."""

    rows: list[Row]

    @property
    def total(self) -> int:
        return next(row.number for row in self.rows if row.part == "total" and row.entry == "now")

    @property
    def is_short(self) -> bool:
        return any(row.part == "short" and row.number for row in self.rows)

    @property
    def texts(self) -> list[str]:
        return [row.data for row in self._page if row.data]

    @property
    def ids(self) -> list[str]:
        return [row.entry for row in self._page]

    @property
    def _page(self) -> list[Row]:
        return sorted((row for row in self.rows if row.part == "page"), key=lambda row: row.number)


def _part_of_listing(shape: Shape, where: ListingFilter, page: int, size: int) -> _Found:
    """Return a page and all counts; by the indexes of the documents where too little was met on the way."""
    start = (page - 1) * size
    found = _Found(listing_rows(shape, where, start=start, size=size))
    if found.is_short or len(found.ids) < min(size, found.total - start):
        found = _Found(listing_rows(shape._replace(deep=True), where, start=start, size=size))
    return found


def _order(sort: Sort, where: ListingFilter) -> Sort:
    return "bestselling" if sort == "relevance" and where.understood is None else sort


def _pages(total: int, page_size: int) -> int:
    return max(1, -(-min(total, COUNT_LIMIT) // page_size))
