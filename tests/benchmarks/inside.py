"""Runs inside the shop: fills it with products, makes the tables of the bare views, counts each page's statements."""

from __future__ import annotations

import argparse
import json
import sys
import time

import django

from tests.benchmarks.server import Page

# The same products once more, as the one table that a toy shop would have.
_BARE = """
CREATE TABLE bare_category AS SELECT id, name FROM catalog_category;
ALTER TABLE bare_category ADD PRIMARY KEY (id);
CREATE TABLE bare_product AS SELECT product_id AS id, name, data ->> 'slug' AS slug, data ->> 'vendor' AS vendor,
    price_minor / 100.0 AS price, data -> 'images' -> 0 ->> 'path' AS picture, created_at,
    (data -> 'category' ->> 'id')::bigint AS category_id FROM search_productdocument;
ALTER TABLE bare_product ADD PRIMARY KEY (id)
"""


def main() -> None:
    """Print as JSON how long `migrate` took (seconds), and each page's address, body and statements."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--products", type=int, required=True)
    options = parser.parse_args()
    django.setup()
    began = time.monotonic()
    _migrate()
    migrated = time.monotonic() - began
    _fill(options.products)
    json.dump({"migrate": migrated, "pages": _count_statements()}, sys.stdout)


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def _fill(count: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from shop.core.actor import SYSTEM, By
    from shop.imports.starter import set_up_shop
    from tests.benchmarks.catalogue import fill_catalogue

    set_up_shop(
        name="Bench", currency="EUR", country="DE", countries=["DE"], locale="en_IE", shipping_minor=490,
        by=By(SYSTEM, timezone.now()), opened_at=timezone.now(),
    )  # fmt: skip
    fill_catalogue(count)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; DELETE FROM search_staleproduct")
        cursor.execute(_BARE)
        cursor.execute("VACUUM ANALYZE")


def _pages() -> dict[str, Page]:
    """Return each page by its name in `rows`."""
    from shop.catalog.queries import category_tree
    from shop.search.models import ProductDocument
    from tests.benchmarks.catalogue import SEARCH

    document = ProductDocument.objects.filter(in_stock=True).order_by("pk")[0]
    product = document.data
    category = category_tree().by_id[product["category"]["id"]]
    sku = next(variant["sku"] for variant in product["variants"] if variant["in_stock"])
    listed = "{ products(first: 20) { nodes { id name price category { name } } } }"
    one = f"{{ product(id: {document.pk}) {{ name price category {{ name }} }} }}"
    return {
        "home": Page("/"),
        "category": Page(category.url),
        "product": Page(f"/p/{product['slug']}/"),
        "search": Page(f"/search/?q={SEARCH}"),
        "JSON list": Page(f"/api/v1/products/?category={category.path}&limit=20"),
        "JSON product": Page(f"/api/v1/products/{document.pk}/"),
        "JSON search": Page(f"/api/v1/products/?search={SEARCH}&limit=20"),
        "GraphQL list": Page("/graphql/", json.dumps({"query": listed})),
        "GraphQL product": Page("/graphql/", json.dumps({"query": one})),
        "me": Page("/-/me/", headers={"HX-Request": "true", "Cookie": _cart(sku)}),
    }


def _cart(sku: str) -> str:
    """Return the cookie of somebody who has put something into the cart: only they ask for what is theirs."""
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    assert client.post("/cart/lines/", {"sku": sku}).status_code in (302, 303)
    return "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())


def _count_statements() -> dict[str, tuple[str, str, dict[str, str], int]]:
    """Return (address, body, headers, statements with the query cache off); the first visit is left out.

    Values that a web process keeps are kept here too, once it hears of changes.
    """
    from cachalot.api import cachalot_disabled
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from shop.core.changes import changes

    changes.follow()
    while not changes.live():
        time.sleep(0.05)
    found = {}
    for name, (path, body, headers, _) in _pages().items():
        client = Client(headers={"host": "127.0.0.1", **headers})
        with cachalot_disabled():
            for _ in range(2):
                with CaptureQueriesContext(connection) as captured:
                    answer = client.post(path, body, content_type="application/json") if body else client.get(path)
        assert answer.status_code == 200, (name, answer.status_code, answer.content[:300])
        found[name] = (path, body, dict(headers), len(captured))
    return found


if __name__ == "__main__":
    main()
