"""GET /api/v1/products/{id}/."""

import pytest

from shop.api.v1.schemas.catalog import Product as Shown
from shop.catalog.models import Product
from shop.inventory.models import StockLevel
from shop.pricing.models import Price
from shop.search.models import ProductDocument
from shop.search.operations import refresh_stale
from tests.factories.catalog import make_category, make_product

pytestmark = pytest.mark.django_db


def test_shows_the_same_as_the_list(api, channel):
    product = make_product("Dock mug", skus=["S", "L"], category=make_category("Mugs"))

    response = api.get(f"products/{product.pk}/")

    assert response.status_code == 200
    assert response.json() == api.get("products/").json()["results"][0]
    Shown.model_validate_json(response.content)


def test_prices_and_stock_are_those_of_this_moment(api, channel):
    product = make_product("Dock mug", skus=["S", "L"])
    Price.objects.filter(variant__sku="S").update(amount_minor=999, compare_at_minor=1999)
    StockLevel.objects.filter(variant__sku="L").update(on_hand=0)

    shown = api.get(f"products/{product.pk}/").json()

    assert shown["price"] == {"amount": "9.99", "currency": "EUR"}
    assert shown["compare_at_price"] == {"amount": "19.99", "currency": "EUR"}
    assert shown["max_price"]["amount"] == "19.00"
    assert [variant["in_stock"] for variant in shown["variants"]] == [True, False]


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_is_not_published_looks_as_if_it_did_not_exist(api, channel, status):
    product = make_product(status=status)

    assert api.get(f"products/{product.pk}/").status_code == 404


def test_what_has_no_price_is_not_sold(api, channel):
    product = make_product()
    Price.objects.all().delete()

    assert api.get(f"products/{product.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["0", "999", "-1", "1.5", "abc", "dock-mug", "99999999999999999999", "1%00", "１"])
def test_other_names_are_not_found(api, channel, name):
    Product.objects.all().delete()

    response = api.get(f"products/{name}/")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("count", [1, 20])
def test_costs_one_query_for_any_number_of_variants(api, channel, django_assert_num_queries, count):
    product = make_product(skus=[f"V{number}" for number in range(count)])
    refresh_stale()

    with django_assert_num_queries(1):
        assert len(api.get(f"products/{product.pk}/").json()["variants"]) == count


@pytest.mark.parametrize("count", [1, 20])
def test_costs_a_bounded_number_while_a_change_waits(api, channel, django_assert_max_num_queries, count):
    product = make_product(skus=[f"V{number}" for number in range(count)])

    with django_assert_max_num_queries(11):  # two of them come from the query cache of a running shop
        assert len(api.get(f"products/{product.pk}/").json()["variants"]) == count


def test_a_product_is_there_before_the_sweep_has_seen_it(api, channel):
    product = make_product()
    ProductDocument.objects.all().delete()

    assert api.get(f"products/{product.pk}/").status_code == 200
    refresh_stale()
    ProductDocument.objects.all().delete()  # nothing waits, and there is no document: not sold
    assert api.get(f"products/{product.pk}/").status_code == 404
