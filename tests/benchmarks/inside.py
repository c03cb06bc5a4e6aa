"""Runs inside the shop: fills it with products and counts the statements of each page."""

from __future__ import annotations

import argparse
import json
import sys

import django

from shop.core.actor import By


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--products", type=int, required=True)
    options = parser.parse_args()
    django.setup()
    _fill(options.products)
    json.dump({"queries": _count_queries(), "paths": {name: path for name, path, _ in _pages()}}, sys.stdout)


def _fill(count: int) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from shop.core.actor import SYSTEM
    from shop.demo.catalogue import products
    from shop.imports.operations import import_products
    from shop.imports.starter import set_up_shop

    call_command("migrate", interactive=False, verbosity=0)
    set_up_shop(
        name="Bench", currency="EUR", country="DE", countries=["DE"], locale="en_IE", shipping_minor=490, by=By(SYSTEM, timezone.now()),
        opened_at=timezone.now(),
    )  # fmt: skip
    import_products(records=products(count), currency="EUR", by=By(SYSTEM, timezone.now()))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_staleproduct")
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _pages() -> list[tuple[str, str, str]]:
    """(name, address, body of a POST or nothing)."""
    from shop.catalog.models import Product

    product = Product.objects.select_related("category").order_by("pk").first()
    assert product is not None
    query = "{ products(first: 20) { nodes { id name price category { name } } } }"
    one = f"{{ product(id: {product.pk}) {{ name price category {{ name }} }} }}"
    return [
        ("home", "/", ""),
        ("category", "/c/table/", ""),
        ("product", f"/p/{product.slug}/", ""),
        ("search", "/search/?q=bowl", ""),
        ("api list", "/api/v1/products/?limit=20", ""),
        ("api product", f"/api/v1/products/{product.pk}/", ""),
        ("graphql list", "/graphql/", json.dumps({"query": query})),
        ("graphql product", "/graphql/", json.dumps({"query": one})),
    ]


def _count_queries() -> dict[str, list[object]]:
    from cachalot.api import cachalot_disabled
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    counts: dict[str, list[object]] = {}
    for name, path, body in _pages():
        with cachalot_disabled(), CaptureQueriesContext(connection) as captured:
            response = client.post(path, body, content_type="application/json") if body else client.get(path)
        assert response.status_code == 200, (name, response.status_code, response.content[:300])
        counts[name] = [len(captured), path, body]
    return counts


if __name__ == "__main__":
    main()
