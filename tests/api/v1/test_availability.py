"""What the API tells about stock, and POST /api/v1/back-in-stock/."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.api.v1.schemas.catalog import Product as Shown
from shop.inventory.models import BackInStockRequest
from shop.search.operations import refresh_stale
from tests.factories.catalog import make_product
from tests.factories.stock import make_bundle, set_level

pytestmark = pytest.mark.django_db
KEY = "0d9c2a4e-7b1f-4c57-9a52-3f0f5a0c1d11"


def shown(api, product):
    """Return the variants, the same from list and page after the sweep."""
    exact = api.get(f"products/{product.pk}/")
    refresh_stale()
    listed = {one["id"]: one for one in api.get("products/").json()["results"]}
    Shown.model_validate_json(exact.content)
    assert exact.json() == listed[product.pk]
    return [(v["in_stock"], v["availability"], v["units_left"], v["available_from"]) for v in exact.json()["variants"]]


def test_each_variant_says_whether_and_when_it_can_be_had(api, channel):
    day = timezone.now().date() + timedelta(days=9)
    mug = make_product("Mug", skus=["A", "B", "C", "D"])
    set_level("B", on_hand=3)
    set_level("C", on_hand=0, backorder_limit=4, expected_on=day)
    set_level("D", on_hand=0)

    assert shown(api, mug) == [
        (True, "in_stock", None, None),
        (True, "low", 3, None),
        (True, "backorder", None, day.isoformat()),
        (False, "sold_out", None, None),
    ]

    lamp = make_product("Lamp", skus=["LAMP"], released_on=day)
    assert shown(api, lamp) == [(True, "preorder", None, day.isoformat())]


def test_more_than_a_few_are_nobodys_business(api, channel):
    product = make_product("Mug", skus=["MUG"], stock=6)
    assert b'"units_left":null' in api.get(f"products/{product.pk}/").content
    set_level("MUG", low_stock_at=6)
    assert b'"units_left":6' in api.get(f"products/{product.pk}/").content


def test_a_bundle_names_its_parts_and_follows_their_names(api, channel):
    mug = make_product("Mug", skus=["MUG"], stock=5)
    make_product("Breakfast", skus=["SET"], stock=None)
    bundle = make_bundle("SET", MUG=2).product

    (variant,) = api.get(f"products/{bundle.pk}/").json()["variants"]
    assert (variant["availability"], variant["units_left"]) == ("low", 2)
    assert variant["components"] == [{"sku": "MUG", "name": "Mug", "quantity": 2}]
    refresh_stale()

    type(mug).objects.filter(pk=mug.pk).update(name="Cup")
    refresh_stale()

    assert api.get("products/").json()["results"][0]["variants"][0]["components"][0]["name"] == "Cup"


@pytest.fixture
def sold_out(channel):
    return make_product("Dock mug", skus=["MUG"], stock=0)


def test_the_answer_is_the_same_whether_somebody_waits_or_not(api, sold_out):
    body = {"sku": "MUG", "email": "ada@example.com"}

    first, again = api.post("back-in-stock/", body), api.post("back-in-stock/", body)

    assert (first.status_code, first.content) == (again.status_code, again.content) == (202, b'{"sku":"MUG"}')
    assert BackInStockRequest.objects.get().email == "ada@example.com"


def test_a_customer_need_not_name_an_address(customer, api, sold_out):
    assert customer.post("back-in-stock/", {"sku": "MUG"}).status_code == 202
    assert BackInStockRequest.objects.get().email == "shopper@example.com"
    assert api.post("back-in-stock/", {"sku": "MUG"}).status_code == 422


def test_a_repeated_key_is_the_same_request_also_once_it_is_back(api, sold_out):
    body = {"sku": "MUG", "email": "ada@example.com"}
    first = api.post("back-in-stock/", body, Idempotency_Key=KEY)
    set_level("MUG", on_hand=1)

    again = api.post("back-in-stock/", body, Idempotency_Key=KEY)

    assert (again.status_code, again.content, again["Idempotency-Replayed"]) == (202, first.content, "true")
    assert api.post("back-in-stock/", body, Idempotency_Key=None).json()["code"] == "already_in_stock"


def test_refusals_have_their_codes(api, sold_out):
    assert api.post("back-in-stock/", {"sku": "NOPE", "email": "ada@example.com"}).status_code == 404
    assert api.post("back-in-stock/", {"sku": "MUG", "email": "ada"}).status_code == 422
    for _ in range(5):
        api.post("back-in-stock/", {"sku": "MUG", "email": "ada@example.com"})

    limited = api.post("back-in-stock/", {"sku": "MUG", "email": "ADA@example.com"})

    assert (limited.status_code, limited.json()["code"]) == (429, "too_many_attempts")
    assert 3540 < int(limited["Retry-After"]) <= 3600


@pytest.mark.parametrize("sku", [1, 1.5, True, None, ["MUG"], {"a": 1}, "", "M" * 81, "MUG\x00", "ＭＵＧ"])
def test_odd_skus_are_refused(api, sold_out, sku):
    assert api.post("back-in-stock/", {"sku": sku, "email": "ada@example.com"}).status_code in (404, 422)
    assert not BackInStockRequest.objects.exists()
