"""How many queries the personal pages cost, with the catalogue's tables in the cache as in production."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cachalot.api import LOCAL_STORAGE
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.accounts.models import Address
from tests.factories.catalog import make_category, make_product

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def query_cache(_no_query_cache) -> Iterator[None]:
    before = LOCAL_STORAGE.cachalot_enabled
    LOCAL_STORAGE.cachalot_enabled = True
    yield
    LOCAL_STORAGE.cachalot_enabled = before


def count(client, path: str) -> int:
    client.get(path)  # fills the cache
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.usefixtures("channel", "query_cache")
@pytest.mark.usefixtures("channel", "query_cache")
@pytest.mark.parametrize("lines", [1, 8])
@pytest.mark.parametrize(("path", "limit"), [("/cart/", 10), ("/checkout/", 12)])
def test_a_page_costs_few_queries_however_many_lines_there_are(client, shopper, lines, path, limit):
    category = make_category()
    for number in range(lines):
        make_product(f"Mug {number}", skus=[f"M{number}-A", f"M{number}-B"], category=category)
        client.post("/cart/lines/", {"sku": f"M{number}-A"})
    assert count(client, path) <= limit

    customer = type(client)()
    customer.force_login(shopper)
    Address.objects.create(user=shopper, full_name="A", line1="B", city="C", postcode="1", country="DE")
    for number in range(lines):
        customer.post("/cart/lines/", {"sku": f"M{number}-A"})
    assert count(customer, path) <= limit
