"""GET /api/v1/categories/ and /api/v1/shipping-methods/."""

import pytest

from shop.api.v1.schemas.catalog import CategoryList
from shop.api.v1.schemas.orders import DeliveryList
from tests.factories.catalog import make_category

pytestmark = pytest.mark.django_db


def test_categories_come_flat_with_parents_first(api, channel):
    table = make_category("Table")
    mugs = make_category("Mugs", parent=table)

    response = api.get("categories/")

    assert response.json() == {
        "results": [
            {
                "id": table.pk,
                "name": "Table",
                "slug": "table",
                "path": "table",
                "parent_id": None,
                "description": "",
                "url": "http://testserver/c/table/",
            },
            {
                "id": mugs.pk,
                "name": "Mugs",
                "slug": "mugs",
                "path": "table/mugs",
                "parent_id": table.pk,
                "description": "",
                "url": "http://testserver/c/table/mugs/",
            },
        ],
        "next": None,
    }
    CategoryList.model_validate_json(response.content)


@pytest.mark.parametrize("count", [1, 20])
def test_categories_cost_two_queries_however_many(api, channel, django_assert_num_queries, count):
    for number in range(count):
        make_category(f"Category {number}")

    # The tree, and the channel, in whose language names are sorted; both are kept by the query cache.
    with django_assert_num_queries(2):
        assert len(api.get("categories/").json()["results"]) == count


def test_delivery_is_priced_for_the_country_and_the_value_of_the_goods(api, channel):
    small = api.get("shipping-methods/?country=de&subtotal=59.99")
    large = api.get("shipping-methods/?country=DE&subtotal=60")

    prices = [[option["price"]["amount"] for option in answer.json()["results"]] for answer in (small, large)]
    assert prices == [["4.90", "12.00"], ["0.00", "12.00"]]
    assert [option["code"] for option in small.json()["results"]] == ["standard", "express"]
    assert small.json()["results"][0]["free_from"] == {"amount": "60.00", "currency": "EUR"}
    DeliveryList.model_validate_json(small.content)


def test_nothing_is_delivered_elsewhere(api, channel):
    assert api.get("shipping-methods/?country=JP").json() == {"results": [], "next": None}


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("", "country"),
        ("country=Germany", "country"),
        ("country=D%00", "country"),
        ("country=DE&subtotal=x", "subtotal"),
        ("country=DE&subtotal=1.001", "subtotal"),
        ("country=DE&zone=1", "zone"),
    ],
)
def test_delivery_refuses_what_has_no_meaning(api, channel, query, place):
    response = api.get(f"shipping-methods/?{query}")

    assert response.status_code == 422
    assert [error["parameter"] for error in response.json()["errors"]] == [place]
