"""What the benchmarks fill a database with is what the shop would have made of the same products."""

import json

import pytest
from django.db import connection

from shop.catalog.models import Product
from shop.search.models import ListedProduct, ProductDocument, WordKey
from shop.search.steps import refresh_documents
from tests.benchmarks.filling_products import LARGE_TREE, fill_products

pytestmark = pytest.mark.django_db

DOCUMENTS, LISTED = ("search_productdocument", "product_id"), ("search_listedproduct", "list_id, product_id")


def rows_of(table, order):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(d) FROM {table} d ORDER BY {order}")
        return [json.loads(row) for (row,) in cursor.fetchall()]


def spelling():
    return set(WordKey.objects.values_list("key", "word"))


@pytest.mark.parametrize("tree", [(8, 5), (2, 2, 3)])
def test_filled_documents_are_those_that_a_rebuild_makes(channel, tree):
    fill_products(450, tree=tree, vacuum=False)
    filled, words = rows_of(*DOCUMENTS), spelling()
    listed = rows_of(*LISTED)
    WordKey.objects.all().delete()
    ListedProduct.objects.all().delete()
    ProductDocument.objects.all().delete()

    refresh_documents(product_ids=list(Product.objects.values_list("pk", flat=True)))
    made = rows_of(*DOCUMENTS)
    assert len(made) == ProductDocument.objects.count() == 450
    assert [found for found, wanted in zip(filled, made, strict=True) if found != wanted] == []
    assert spelling() == words
    assert rows_of(*LISTED) == listed
    assert len({tuple(row["facets"]) for row in made}) > 100


def test_a_large_tree_has_five_thousand_categories(channel):
    fill_products(10, tree=LARGE_TREE, vacuum=False)
    assert Product.objects.values("category").distinct().count() == 10
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_category WHERE id > 5000")
        assert cursor.fetchone() == (20 + 20 * 12 + 20 * 12 * 20,)
