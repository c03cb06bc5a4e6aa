"""Whatever is looked for, PostgreSQL reads an index: asked with a catalogue so large that it matters."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.search import sql
from shop.search.queries import list_after, list_products, suggest
from shop.search.rules import ListingFilter
from tests.benchmarks.filling_products import fill_products

pytestmark = pytest.mark.django_db

TABLES = "search_productdocument|search_listedproduct|search_wordkey|catalog_variant|catalog_optionvalue"


@pytest.fixture
def many(channel):
    fill_products(10_000, vacuum=False)


def scans(work):
    """Run `work`, then explain each of its statements: the large tables that were read whole, and rows thrown away."""
    with CaptureQueriesContext(connection) as captured:
        work()
    read_whole, thrown_away = set(), 0
    for query in captured:
        if not re.search(rf"FROM \"?({TABLES})", query["sql"]):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {query['sql']}")
            plan = cursor.fetchone()[0]
        for node in nodes((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]):
            if node["Node Type"] == "Seq Scan" and re.fullmatch(TABLES, node["Relation Name"]):
                read_whole.add(node["Relation Name"])
            thrown_away += node.get("Rows Removed by Filter", 0)
    return read_whole, thrown_away


def nodes(plan):
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


LOOKED_FOR = {
    "a misspelt word": lambda: list_products(where=ListingFilter(text="kamaro lapm"), sort="relevance"),
    "a word that nothing has": lambda: list_products(where=ListingFilter(text="xyzzyq"), sort="relevance"),
    "a rare word, newest first": lambda: list_after(where=ListingFilter(text="bench1000123")),
    "a rare word by name": lambda: list_after(where=ListingFilter(text="bench1000123"), sort="name"),
    "a rare word by price": lambda: list_products(where=ListingFilter(text="bench1000123"), sort="price"),
    "one sure word and one unknown": lambda: list_after(
        where=ListingFilter(text="bench1000123 xyzzyq"), sort="relevance"
    ),
    "a misspelt beginning": lambda: suggest(text="mirorr"),
    "nonsense while typing": lambda: suggest(text="qqqqzz"),
}


# "lamp" is in a fiftieth of all products: reading all that have it is the fastest way.
COMMON = {"a misspelt word", "a misspelt beginning"}

SORTED = {
    "by name": {"sort": "name"},
    "by name behind a product": {"sort": "name", "after": ("Mimar lamp", 1)},
    "by price behind a product": {"sort": "price", "after": (20_000, 1_000_500)},
    "bestselling behind a product": {"sort": "bestselling", "after": (2, 1_005_000)},
    "by name in a category": {"sort": "name", "where": ListingFilter(category_id=5003)},
}


def test_search_and_lists_read_an_index(many):
    """One test, because the catalogue takes a while to write."""
    wrong = {}
    for what, work in LOOKED_FOR.items():
        found = scans(work)
        if what not in COMMON and (found[0] or found[1] >= 2000):
            wrong[what] = found
    for how, ask in SORTED.items():
        found = scans(lambda ask=ask: list_after(**{"where": ListingFilter(), **ask}))
        if found[0] or found[1] >= 2000:
            wrong[how] = found
    assert wrong == {}


def ids_and_facets(where, sort):
    found = list_products(where=where, sort=sort, page=2, page_size=7, with_facets=True)
    assert [product["id"] for product in found.products]
    return [product["id"] for product in found.products], found.total, found.facets


NARROWED = [
    ListingFilter(facets={"brand": ("Corvane", "Farholt"), "material": ("Oak",)}),
    ListingFilter(category_id=5003, facets={"colour": ("Rust",)}),
    ListingFilter(category_id=5003, on_sale=True, in_stock=True),
    ListingFilter(min_price_minor=10_000, max_price_minor=12_000, facets={"made-in": ("Japan",)}),
    ListingFilter(text="oak", on_sale=True),
    ListingFilter(text="hand", facets={"brand": ("Corvane",)}),
]
SORTS = ("bestselling", "price", "-price", "name", "newest")


def test_what_lies_far_behind_in_an_order_is_looked_up_instead_of_walked_to(many, monkeypatch):
    """Both ways find the same products and count the same, and neither depends on the order that is shown."""
    met = {(n, sort): ids_and_facets(where, sort) for n, where in enumerate(NARROWED) for sort in SORTS}
    monkeypatch.setattr(sql, "WALKED", 50)
    monkeypatch.setattr(sql, "WALKED_TEXT", 50)
    sql._listing.cache_clear()
    looked_up = {(n, sort): ids_and_facets(where, sort) for n, where in enumerate(NARROWED) for sort in SORTS}
    sql._listing.cache_clear()

    assert looked_up == met
    for n, where in enumerate(NARROWED):
        assert len({str(met[n, sort][1:]) for sort in SORTS}) == 1, where


def test_a_list_by_cursor_goes_on_where_little_is_met_on_the_way(many, monkeypatch):
    where = ListingFilter(category_id=5003, facets={"colour": ("Rust",)})
    whole = {sort: [hit.data["id"] for hit in list_after(where=where, sort=sort, limit=30).hits] for sort in SORTS}
    monkeypatch.setattr(sql, "WALKED", 50)
    sql._list_behind.cache_clear()
    for sort in SORTS:
        first = list_after(where=where, sort=sort, limit=10)
        behind = list_after(where=where, sort=sort, limit=20, after=first.hits[-1].position)
        assert [hit.data["id"] for hit in [*first.hits, *behind.hits]] == whole[sort], sort
    sql._list_behind.cache_clear()


def rows_met(work):
    """Run `work`, then explain its statements: how many rows of large tables did all its plans touch?"""
    with CaptureQueriesContext(connection) as captured:
        work()
    met = 0
    for query in captured:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {query['sql']}")
            plan = cursor.fetchone()[0]
        for node in nodes((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]):
            if re.fullmatch(TABLES, node.get("Relation Name", "")):
                met += (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return met


# A page has 24 products, and what it counts 1,001; the category has some 1,250.
ROWS_MET = {
    "all": (ListingFilter(), "bestselling", 1001 + 2 * 24),
    "all by name": (ListingFilter(), "name", 1001 + 2 * 24),
    "a category by name": (ListingFilter(category_id=5003), "name", 1300 + 2 * 24),
    "a category": (ListingFilter(category_id=5003), "newest", 1300 + 2 * 24),
    "its last page": (ListingFilter(category_id=5003), "price", 2 * 1300 + 24),
    "an eighth of what is reduced": (ListingFilter(category_id=5003, on_sale=True), "bestselling", 4500),
}


def test_a_listing_meets_no_more_rows_than_it_shows_and_counts(many):
    wrong = {}
    for what, (where, sort, most) in ROWS_MET.items():
        page = 42 if "last" in what else 1
        met = rows_met(lambda: list_products(where=where, sort=sort, page=page, with_facets=True))  # noqa: B023
        if met > most:
            wrong[what] = met
    assert wrong == {}
