"""Whatever is looked for, PostgreSQL reads an index: asked with a catalogue so large that it matters."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.search.models import ProductDocument
from shop.search.queries import first_pictures, list_after, list_products, suggest
from shop.search.rules import ListingFilter
from tests.benchmarks.filling_products import fill_products

pytestmark = pytest.mark.django_db

TABLES = "search_productdocument|search_wordkey|catalog_variant"


@pytest.fixture
def many(channel):
    fill_products(10_000, vacuum=False)


def scans(work):
    """Run `work`, then explain each of its statements: the large tables that were read whole, and rows thrown away."""
    with CaptureQueriesContext(connection) as captured:
        work()
    read_whole, thrown_away = set(), 0
    for query in captured:
        if not re.search(rf"FROM \(*(SELECT .* FROM )?\"({TABLES})", query["sql"]):
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

# Of the oldest 1,500 products, and of eight among them: far behind, newest first.
OLD, SMALL = 90_001, 90_002
FAR_BEHIND = {
    "an old category, newest first": lambda: list_products(where=ListingFilter(category_id=OLD)),
    "an old category by program": lambda: list_after(where=ListingFilter(category_id=OLD)),
    "its last page": lambda: list_products(where=ListingFilter(category_id=OLD), page=40),
    "a small category by program": lambda: list_after(where=ListingFilter(category_id=SMALL)),
    "pictures of small categories": lambda: first_pictures(category_ids=[OLD, SMALL]),
    "a price that nothing has": lambda: list_after(where=ListingFilter(min_price_minor=10**9)),
}

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
        if what not in COMMON and (found[0] or found[1] >= 1000):
            wrong[what] = found
    for how, ask in SORTED.items():
        found = scans(lambda ask=ask: list_after(**{"where": ListingFilter(), **ask}))
        if found[0] or found[1] >= 1000:
            wrong[how] = found
    assert wrong == {}


def test_what_lies_far_behind_in_an_order_is_sorted_instead_of_walked_to(many, monkeypatch):
    monkeypatch.setattr("shop.search.ordered.WALKED", 100)
    monkeypatch.setattr("shop.search.ordered.WALKED_MORE", 0)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_productdocument SET category_ids = ARRAY[%s] || CASE WHEN product_id <= 1000008 THEN ARRAY[%s]"
            " ELSE '{}' END::bigint[] WHERE product_id <= 1001500",
            [OLD, SMALL],
        )
        cursor.execute("SELECT gin_clean_pending_list('document_categories')")
        cursor.execute("ANALYZE search_productdocument")

    assert {what: thrown for what, work in FAR_BEHIND.items() if (thrown := scans(work)[1]) > 150} == {}
    newest = [product["id"] for product in list_products(where=ListingFilter(category_id=OLD)).products]
    assert newest == list(range(1001500, 1001476, -1))
    by_name = list_products(where=ListingFilter(category_id=OLD), sort="name", page=2, page_size=3).products
    names = sorted(ProductDocument.objects.filter(pk__lte=1001500).values_list("sort_key", "pk"))
    assert [product["id"] for product in by_name] == [pk for _, pk in names[3:6]]
    first = list_after(where=ListingFilter(category_id=OLD), limit=3)
    behind = list_after(where=ListingFilter(category_id=OLD), limit=2, after=first.hits[-1].position)
    assert first.has_more
    assert [hit.data["id"] for hit in behind.hits] == [1001497, 1001496]


def test_what_is_near_in_an_order_is_met_on_the_way(many):
    category = ListingFilter(category_id=5004)  # an eighth of all

    found = [product["id"] for product in list_products(where=category).products]
    expected = ProductDocument.objects.filter(category_ids__contains=[5004]).order_by("-pk")
    assert found == list(expected.values_list("pk", flat=True)[:24])
    with CaptureQueriesContext(connection) as captured:
        list_products(where=category)
    assert not any("OFFSET 0) AS part" in query["sql"] for query in captured.captured_queries)
