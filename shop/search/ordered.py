"""What matches and in which order, read by plans that are fast whatever the planner believes."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.search import SearchRank
from django.db.models import F, Q, QuerySet

from .models import ProductDocument
from .rules import COUNT_LIMIT, ORDER, ListingFilter, Sort
from .sql import ids_along, ids_sorted
from .texts import ids_to_limit, matching, search_query

CANDIDATES = 1000  # ranking every match of a common word is what makes search slow
WALKED, WALKED_MORE = 5000, 10  # rows of an order's index, and for each row wanted, before all that match are sorted
_NARROWED_BY = (
    "product_id", "category_ids", "facets", "price_minor", "on_sale", "in_stock", "is_bestseller", "sort_key", "vector",
)  # fmt: skip


def documents(where: ListingFilter) -> QuerySet[ProductDocument]:
    """Return the documents that match all filters, unordered. A text must have been understood.

    What few documents a text finds is known already: they are looked up.
    """
    rows = ProductDocument.objects.all()
    if (text := where.understood) is not None:
        rows = matching(text) if len(text.found) > COUNT_LIMIT else rows.filter(pk__in=text.found)
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


def rows_of(
    where: ListingFilter,
    sort: Sort,
    ids: Sequence[int] | None,
    part: tuple[int, int],
    beyond: Q = Q(),  # noqa: B008  # never changed
    *,
    order: Sequence[str] = ("-rank", "-product_id"),
) -> QuerySet[ProductDocument, ProductDocument]:
    """Return a part of what matches in an order, by plans that are fast whatever the planner believes.

    `ids` are those of `ids_of`, None where nothing narrows. Few are looked up and sorted; of many, the part is found
    first (`_part`). By relevance, only CANDIDATES of many are ranked. `beyond` leaves out what comes before a cursor.
    """
    start, stop = part
    few = ids if ids is not None and len(ids) <= COUNT_LIMIT else None
    if sort == "relevance" and where.understood:
        best = few if few is not None else _ids_of_part(where, "newest", (0, CANDIDATES), Q())
        matches = ProductDocument.objects.filter(pk__in=best)
        ranked = matches.annotate(rank=SearchRank(F("vector"), search_query(where.understood)))
        return ranked.order_by(*order)[start:stop]
    sort = "bestselling" if sort == "relevance" else sort
    if few is not None:
        return ProductDocument.objects.filter(beyond, pk__in=few).order_by(*ORDER[sort])[start:stop]
    if ids is None:
        return documents(where).filter(beyond).order_by(*ORDER[sort])[start:stop]
    return ProductDocument.objects.filter(pk__in=_ids_of_part(where, sort, part, beyond)).order_by(*ORDER[sort])


def _ids_of_part(where: ListingFilter, sort: Sort, part: tuple[int, int], beyond: Q) -> list[int]:
    """Return the ids of a part of many matches in an order.

    Most often they are met soon on the way through the order's index. Where they are not, because what matches lies far
    behind in this order (an old category, newest first), all that match are sorted: the planner alone would walk on.
    """
    start, stop = part
    way = ORDER[sort]
    walk = ProductDocument.objects.filter(beyond).order_by(*way).values(*_NARROWED_BY)
    wanted = documents(where).order_by(*way).values_list("pk", flat=True)[start:stop]
    found = ids_along(walk[: WALKED + WALKED_MORE * stop], wanted)
    if len(found) == stop - start:
        return found
    return ids_sorted(documents(where).filter(beyond), way, start, stop)


def ids_of(where: ListingFilter) -> tuple[int, ...]:
    if where.understood and where.is_text_only:
        return where.understood.found
    return ids_to_limit(documents(where))
