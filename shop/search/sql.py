"""SQL of the search: a list in one statement, whose text is made once for each shape of a question.

`search_listedproduct` has each product once per list that it stands in, with an index for each order. A part of an
order is read from there, however large the list is; what narrows it is compared on the way (`_walk`), with columns of
the index first. Where too little is met, everything that matches is looked up by the indexes of the documents (`deep`).
What a text finds comes from the documents, newest first, in windows.

A statement begins with SELECT: one that begins with WITH might write, and then who writes is asked first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from django.db import connection

from .rules import ListingFilter
from .shapes import BEHIND, ENOUGH, ORDERS, Row, Shape, values_of

WALKED, WALKED_TEXT = 100_000, 5000  # rows of an order's index, before all that match are looked up
WINDOWS = (2000, 16_000, 128_000)  # of the newest keys, in which a text is looked for one after the other

_INDEXED = {"in_stock", "is_bestseller", "on_sale", "price_minor", "sort_key", "facet_bits"}
_FIELDS = "product_id, in_stock, is_bestseller, price_minor, sort_key, facets"

# The key of a category, and the picture of one of its newest products in stock that has one. Bestsellers stand first in
# the index, so both kinds are read from their newest on.
_FIRST_PICTURES = """
SELECT key, image::text FROM unnest(%(keys)s::bigint[]) AS key, LATERAL (
    SELECT image FROM (
        SELECT product_id FROM unnest(ARRAY[true, false]) AS kind, LATERAL (
            SELECT product_id FROM search_listedproduct
            WHERE list_id = key AND in_stock AND is_bestseller = kind ORDER BY product_id DESC LIMIT 50
        ) AS few ORDER BY product_id DESC LIMIT 50
    ) AS newest, LATERAL (
        SELECT data #> '{images,0}' AS image FROM search_productdocument d
        WHERE d.product_id = newest.product_id OFFSET 0
    ) AS one WHERE image IS NOT NULL LIMIT 1
) AS found
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


def listing_rows(shape: Shape, where: ListingFilter, *, start: int, size: int) -> list[Row]:
    """Return a page of a listing, its total to ENOUGH, and the counts of its facets where the shape has them.

    SQL, because the ORM would ask four times, and takes longer to write such a statement than PostgreSQL to answer it.
    """
    values = _values(shape, where) | {"start": start, "size": size}
    return [Row(*row) for row in _ask(_listing(shape), values)]


def rows_behind(
    shape: Shape, where: ListingFilter, *, start: int, size: int, position: dict[str, Any]
) -> tuple[list[tuple[Any, ...]], bool]:
    """Return (id, name, price, in stock, bestseller, snapshot as JSON) of products, and whether too little was met.

    They come behind a position where the shape says so, else from a place on. SQL for the same reasons.
    """
    (*_, is_short), *rows = _ask(_list_behind(shape), _values(shape, where) | position | {"start": start, "size": size})
    return [row[1:] for row in rows], is_short == "1"


def newest_id() -> int:
    """Return the key of the newest product, 0 where there is none. SQL, as all questions that every search asks.

    Asked before the windows are, because the planner weighs numbers, not subqueries.
    """
    return int(_ask("SELECT coalesce(max(product_id), 0) FROM search_productdocument", [])[0][0])


def text_ids(query: str, language: str, *, newest: int) -> tuple[int, ...]:
    """Return the newest products that have a text, to ENOUGH; `newest` is the key of the newest of all.

    SQL, because only it says that windows come in turn.
    """
    shape = Shape("newest", False, False, False, False, 0, False, "many", "!" in query)
    values = {"query": query, "language": language, "newest": newest}
    rows = _ask(_windows(shape.query, [], "product_id"), values)
    return tuple(pk for (pk,) in rows)


def first_images(keys: Sequence[int]) -> dict[int, str]:
    """Return {category: a new picture of it, as JSON}. SQL: one statement, bounded for each category."""
    return dict(_ask(_FIRST_PICTURES, {"keys": list(keys)}))


def words_of_no_product(words: Sequence[str]) -> list[str]:
    """Return those of the words that no product has in its name or keywords.

    SQL, because it is one statement that asks the index once for each word.
    """
    return [word for (word,) in _ask(_UNUSED, [list(words)])]


def _ask(sql: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cast("list[Any]", cursor.fetchall())


def _values(shape: Shape, where: ListingFilter) -> dict[str, Any]:
    return values_of(where) | ({"newest": newest_id()} if shape.text == "many" and _matching(shape) else {})


@lru_cache(maxsize=512)
def _listing(shape: Shape) -> str:
    parts = {"now": _counted(shape)}
    if shape.with_facets and shape.is_narrowed:
        parts["whole"] = _counted(_whole(shape))
        parts |= {f"but_{n}": _counted(shape, but=n) for n in range(shape.facets)}
    selects = [f"SELECT 'total', '{name}', count(*), NULL FROM {name}" for name in parts]
    if shape.with_facets:
        selects += [
            f"SELECT '{n}', entry, count(*), NULL FROM (SELECT unnest(facets) AS entry FROM {n}) AS few GROUP BY entry"
            for n in parts
        ]
    if shape.is_narrowed and not shape.text and not shape.deep:
        shorts = {name: _is_short(shape, name, shape.counted_by, ENOUGH) for name in parts if name != "whole"}
        selects += [f"SELECT 'short', '{name}', {is_short}, NULL" for name, is_short in shorts.items()]
    page = f"SELECT product_id, row_number() OVER () AS place FROM ({_page(shape)}) AS one"
    selects.append(
        "SELECT 'page', product_id::text, place, data::text FROM page JOIN search_productdocument USING (product_id)"
    )
    parts["page"] = page
    ctes = ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in parts.items())
    return f"SELECT * FROM (WITH {ctes} {' UNION ALL '.join(selects)}) AS answer"


@lru_cache(maxsize=512)
def _list_behind(shape: Shape) -> str:
    page = f"SELECT product_id, row_number() OVER () AS place FROM ({_page(shape)}) AS one"
    ranked = f"now AS MATERIALIZED ({_counted(shape)}), " if shape.sort == "relevance" else ""
    is_short = _is_short(shape, "page", shape.sort, "%(size)s") if shape.may_be_short else "0"
    return (
        f"SELECT * FROM (WITH {ranked}page AS MATERIALIZED ({page})"
        f" SELECT 0, 0, '', 0, false, false, ({is_short})::text"
        " UNION ALL SELECT place, product_id, name, price_minor, in_stock, is_bestseller, data::text"
        " FROM page JOIN search_productdocument USING (product_id)) AS answer ORDER BY 1"
    )


def _whole(shape: Shape) -> Shape:
    """Return the shape of the listing without what narrows it."""
    return shape._replace(in_stock=False, on_sale=False, has_min=False, has_max=False, facets=0, deep=False)


def _counted(shape: Shape, *, but: int | None = None) -> str:
    """Return the SELECT of the first ENOUGH products that match."""
    conditions = _matching(shape, but=but)
    if shape.text:
        fields = f"{_FIELDS}, ts_rank(vector, {shape.query}) AS rank"
        if shape.text == "few" or not conditions:
            return _documents(["product_id = ANY(%(found)s)", *conditions], fields)
        return _windows(shape.query, conditions, fields)
    if shape.deep:
        some, order = _documents(conditions, _FIELDS), ORDERS[shape.counted_by]
        return f"SELECT * FROM ({some} OFFSET 0) AS found ORDER BY {order} LIMIT {ENOUGH}"
    return _walk(shape, shape.counted_by, f"LIMIT {ENOUGH}", but=but, with_facets=shape.with_facets)


def _page(shape: Shape) -> str:
    """Return the SELECT of the keys of what is shown, in order."""
    order, part = ORDERS[shape.sort], "LIMIT %(size)s" if shape.is_behind else "LIMIT %(size)s OFFSET %(start)s"
    if "rank" in order:
        return f"SELECT product_id FROM now ORDER BY {order} {part}"
    conditions = _matching(shape) + ([BEHIND[shape.sort]] if shape.is_behind else [])
    if shape.text == "few":
        conditions.append("product_id = ANY(%(found)s)")
    elif not shape.deep:
        return _walk(shape, shape.sort, part)
    elif shape.text:
        conditions.append(f"vector @@ {shape.query}")
    return f"SELECT product_id FROM ({_documents(conditions, _FIELDS)} OFFSET 0) AS found ORDER BY {order} {part}"


def _matching(shape: Shape, *, but: int | None = None) -> list[str]:
    """Return all conditions but for the text, for documents."""
    category = ["category_ids @> ARRAY[%(list)s]::bigint[]"] if shape.in_category else []
    return [*category, *shape.conditions(but=but)]


def _documents(conditions: list[str], fields: str) -> str:
    return f"SELECT {fields} FROM search_productdocument WHERE {' AND '.join(conditions) or 'true'}"


def _windows(query: str, conditions: list[str], fields: str) -> str:
    """Return the SELECT of the newest ENOUGH documents that have a text.

    Windows of keys come in turn, and none is looked into once there are enough.
    """
    parts = []
    for before, window in zip((None, *WINDOWS), (*WINDOWS, None), strict=True):
        keys = [f"product_id <= %(newest)s - {before}"] if before else []
        keys += [f"product_id > %(newest)s - {window}"] if window else []
        some = _documents([f"vector @@ {query}", *conditions, *keys], fields)
        parts.append(f"(SELECT * FROM ({some} OFFSET 0) AS few ORDER BY product_id DESC LIMIT {ENOUGH})")
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS found LIMIT {ENOUGH}"


def _keys(shape: Shape, sort: str) -> list[str]:
    """Return the conditions that an order's index begins with, so that what they leave out is not even met."""
    keys = ["list_id = %(list)s"]
    if shape.in_stock and sort == "bestselling":
        keys.append("in_stock")
    if sort in {"price", "-price"}:
        keys += [condition for condition in shape.conditions() if condition.startswith("price_minor")]
    return keys


def _walk(shape: Shape, sort: str, part: str, *, but: int | None = None, with_facets: bool = False) -> str:
    """Return the SELECT of what matches and is met along an order's index."""
    order, keys = ORDERS[sort], _keys(shape, sort)
    left = [condition for condition in shape.conditions(but=but) if condition not in keys]
    keys += [BEHIND[sort]] if shape.is_behind else []
    fields = "product_id, facets" if with_facets else "product_id"
    if not left and not shape.text:
        return f"SELECT {fields} FROM search_listedproduct WHERE {' AND '.join(keys)} ORDER BY {order} {part}"
    facets = [condition for condition in left if condition.startswith("facets")]
    compared = [condition for condition in left if condition not in facets]
    compared += [f"(facet_bits & search_facet_bits({condition.split()[-1]})) <> 0" for condition in facets]
    columns = ", ".join(sorted({"product_id", *_columns(order), *(_columns(" ".join(compared)))}))
    most = WALKED_TEXT if shape.text else WALKED
    sources = [
        f"(SELECT {columns} FROM search_listedproduct WHERE {' AND '.join(keys)} ORDER BY {order} LIMIT {most}) AS met"
    ]
    if facets or with_facets:
        exact = ["list_id = %(list)s", "product_id = met.product_id", *facets]
        sources.append(
            f"LATERAL (SELECT facets FROM search_listedproduct WHERE {' AND '.join(exact)} OFFSET 0) AS listed"
        )
    if shape.text:
        exact = ["product_id = met.product_id", f"vector @@ {shape.query}"]
        sources.append(f"LATERAL ({_documents(exact, 'true AS has_text')} OFFSET 0) AS document")
    return f"SELECT {fields} FROM {', '.join(sources)} WHERE {' AND '.join(compared) or 'true'} ORDER BY {order} {part}"


def _columns(text: str) -> set[str]:
    """Return the columns that a text names: no more are asked for, so that an index alone can answer."""
    return _INDEXED & set(re.findall(r"\w+", text))


def _is_short(shape: Shape, name: str, sort: str, wanted: str | int) -> str:
    """Return the SQL of 1 where a part has less than is wanted, and the walk ended before the list did."""
    keys = " AND ".join([*_keys(shape, sort), *([BEHIND[sort]] if shape.is_behind else [])])
    most = WALKED_TEXT if shape.text else WALKED
    walked = f"SELECT (count(*) = {most})::int FROM (SELECT FROM search_listedproduct WHERE {keys} LIMIT {most}) AS met"
    return f"CASE WHEN (SELECT count(*) FROM {name}) >= {wanted} THEN 0 ELSE ({walked}) END"
