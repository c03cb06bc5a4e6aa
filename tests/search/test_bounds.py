"""No address of a list skips more than the pages that it shows, and none counts without end: read from the SQL log."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.search.rules import COUNT_LIMIT
from tests.benchmarks.filling_products import fill_products

pytestmark = pytest.mark.django_db

LISTINGS = ["/c/", "/c/range-1/", "/search/?q=hand", "/search/?q=lapm", "/search/?q=xyzzyq"]
NARROWED = ["", "page=1-3", "page=42", "page=999999", "f.brand=Corvane", "min=50&max=90", "stock=1", "sale=1"]
SORTS = ["bestselling", "relevance", "newest", "price", "-price", "name"]
OTHERS = [
    "/", "/p/bench-7/", "/sitemap.xml", "/sitemap-products.xml", "/sitemap-categories.xml", "/search/suggest/?q=la",
    *(f"/api/v1/products/?limit=20&sort={sort}" for sort in ("newest", "price", "name")),
    "/api/v1/products/?limit=20&q=hand", "/api/v1/products/?limit=20&category=range-1&in_stock=true",
]  # fmt: skip
COUNTED = re.compile(r'count\([^)]*\)[^()]*\sFROM\s+"?((?:search|catalog|pricing|inventory)_\w+)')


def with_query(address, query):
    return f"{address}{'&' if '?' in address else '?'}{query}"


def addresses():
    for listing in LISTINGS:
        yield from (with_query(listing, query) for query in NARROWED)
        yield from (with_query(listing, f"sort={sort}&page=2") for sort in SORTS)
    yield from OTHERS


def unbounded(statement):
    skipped = [int(number) for number in re.findall(r"OFFSET (\d+)", statement)]
    return [f"OFFSET {number}" for number in skipped if number > COUNT_LIMIT] + COUNTED.findall(statement)


def test_no_list_skips_or_counts_without_end(client, channel):
    fill_products(2000, vacuum=False)
    found = {}
    for address in addresses():
        with CaptureQueriesContext(connection) as captured:
            client.get(address, headers={"HX-Request": "true"} if "suggest" in address else {})
        if wrong := [what for query in captured.captured_queries for what in unbounded(query["sql"])]:
            found[address] = wrong
    assert found == {}


@pytest.mark.parametrize(
    "statement",
    ["SELECT x FROM y OFFSET 1001", 'SELECT COUNT(*) AS "n" FROM "search_productdocument"'.replace("COUNT", "count")],
)
def test_what_is_without_end_is_seen(statement):
    assert unbounded(statement)
