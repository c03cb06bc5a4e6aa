"""SQL of the search: queries of the ORM put together in ways that it has no words for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from .models import ProductDocument

# The key of a category, and the picture of the newest of some of its products that has one.
_FIRST_PICTURE = """
(SELECT %s, image FROM (SELECT product_id FROM ({few}) AS few ORDER BY product_id DESC LIMIT 50) AS newest,
LATERAL (SELECT data #> '{{images,0}}' AS image FROM search_productdocument d
    WHERE d.product_id = newest.product_id OFFSET 0) AS one
WHERE image IS NOT NULL LIMIT 1)
"""

# The shop's day is worked out here, so that asking for it costs no statement of its own.
_DOCUMENT = """
SELECT data::text, EXISTS (SELECT FROM search_staleproduct AS note WHERE note.product_id = document.product_id)
    OR coalesce(changes_on <= timezone(
        (SELECT time_zone FROM channels_channel WHERE is_default LIMIT 1), %s::timestamptz)::date, false),
    changes_on
FROM search_productdocument AS document WHERE product_id = %s
"""

# Words are letters alone, so they are plain in a query. A and B are the weights of name and keywords.
_UNUSED = """
SELECT word FROM unnest(%s::text[]) AS word WHERE NOT EXISTS (
    SELECT FROM search_productdocument WHERE vector @@ to_tsquery('simple', word || ':AB')
)
"""


def first_images(parts: Mapping[int, QuerySet[ProductDocument]], *, most: int) -> dict[int, Any]:
    """Return {key: picture of a new one of these documents that has one}, as JSON; of at most so many of each.

    SQL, because it is one statement for all keys, and stops at the first picture of each.
    """
    texts, values = [], []
    for key, some in parts.items():
        inner, params = some.values("product_id")[:most].query.sql_with_params()
        texts.append(_FIRST_PICTURE.format(few=inner))
        values += [key, *params]
    return dict(_union(texts, values))


class Document(NamedTuple):
    """A product's document as JSON text, whether it waits to be made anew, and on which day it must be."""

    text: str
    is_stale: bool
    changes_on: date | None


def document_of_product(product_id: int, *, now: datetime) -> Document | None:
    """Return the document of a product that has one.

    SQL, because the ORM takes ten times as long to write this statement as PostgreSQL to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DOCUMENT, [now, product_id])
        row = cursor.fetchone()
    return Document(*row) if row else None


def facet_counts(parts: Sequence[tuple[str, QuerySet[ProductDocument]]], *, most: int) -> list[tuple[str, str, int]]:
    """Return (mark, "name=value", count) of each part's matches, of at most so many of them.

    SQL, because it is one statement for all parts, and the ORM unnests no arrays.
    """
    texts, values = [], []
    for mark, matches in parts:
        try:
            inner, params = matches.order_by().values("facets")[:most].query.sql_with_params()
        except EmptyResultSet:  # Django knows that nothing matches
            continue
        texts.append(f"SELECT %s, entry, count(*) FROM ({inner}) AS part, unnest(facets) AS entry GROUP BY entry")  # noqa: S608  # our own SQL
        values += [mark, *params]
    return cast("list[tuple[str, str, int]]", _union(texts, values))


def ids_along(walk: QuerySet[ProductDocument, Any], wanted: QuerySet[ProductDocument, int]) -> list[int]:
    """Return what is wanted of the documents that a walk meets.

    SQL, because the ORM selects from tables alone. The walk is called as the table, so the conditions stay the same.
    """
    table = f'"{ProductDocument._meta.db_table}"'
    (inner, inner_values), (outer, values) = walk.query.sql_with_params(), wanted.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(outer.replace(f"FROM {table}", f"FROM ({inner}) AS {table}", 1), [*inner_values, *values])
        return [pk for (pk,) in cursor.fetchall()]


def ids_sorted(matches: QuerySet[ProductDocument], order: Sequence[str], start: int, stop: int) -> list[int]:
    """Return a part of all that match, sorted by columns.

    SQL, because OFFSET 0 keeps the planner from walking along the order's index instead.
    """
    columns = [column.lstrip("-") for column in order]
    inner, values = matches.order_by().values(*columns).query.sql_with_params()
    terms = ", ".join(f"{column.lstrip('-')} {'DESC' if column[0] == '-' else 'ASC'}" for column in order)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT product_id FROM ({inner} OFFSET 0) AS part ORDER BY {terms} OFFSET %s LIMIT %s",  # noqa: S608  # our own SQL
            [*values, start, stop - start],
        )
        return [pk for (pk,) in cursor.fetchall()]


def words_of_no_product(words: Sequence[str]) -> list[str]:
    """Return those of the words that no product has in its name or keywords.

    SQL, because it is one statement that asks the index once for each word.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNUSED, [list(words)])
        return [word for (word,) in cursor.fetchall()]


def _union(texts: Sequence[str], values: Sequence[Any]) -> list[Any]:
    if not texts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(texts), values)
        return list(cursor.fetchall())
