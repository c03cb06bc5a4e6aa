"""Reading the catalogue by GraphQL."""

import pytest

from shop.catalog.models import Product
from tests.factories.catalog import make_category, make_product

pytestmark = pytest.mark.django_db


def test_the_query_that_partners_begin_with(channel, ask):
    product = make_product("Ripple tumbler", skus=["RUST", "SAND"], price_minor=2400, category=make_category("Cups"))
    answer = ask("query { product(id: %d) { name price category { name } } }" % product.pk)
    assert answer == {"data": {"product": {"name": "Ripple tumbler", "price": "24.00", "category": {"name": "Cups"}}}}


def test_a_product_in_full(channel, ask):
    product = make_product("Bowl", skus=["A", "B"], price_minor=1000, compare_at_minor=1250, stock=0, vendor="Bo")
    answer = ask(
        "{ product(id: %d) { id slug vendor currency price compareAtPrice inStock url category { id }"
        " variants { sku price compareAtPrice inStock options { name value } } images { url } } }" % product.pk
    )
    assert answer["data"]["product"] == {
        "id": product.pk,
        "slug": "bowl",
        "vendor": "Bo",
        "currency": "EUR",
        "price": "10.00",
        "compareAtPrice": "12.50",
        "inStock": False,
        "url": "http://testserver/p/bowl/",
        "category": None,
        "variants": [
            {
                "sku": sku,
                "price": "10.00",
                "compareAtPrice": "12.50",
                "inStock": False,
                "options": [{"name": "Glaze", "value": sku}],
            }
            for sku in ("A", "B")
        ],
        "images": [],
    }


@pytest.mark.parametrize("key", [0, -1, 2**31 - 1])
def test_a_product_that_does_not_exist_is_null(channel, ask, key):
    assert ask("{ product(id: %d) { name } }" % key) == {"data": {"product": None}}


def test_a_draft_is_null(channel, ask):
    product = make_product(status="draft")
    assert ask("{ product(id: %d) { name } }" % product.pk) == {"data": {"product": None}}
    assert ask("{ products { nodes { name } } }") == {"data": {"products": {"nodes": []}}}


def test_pages_meet_without_gap_or_overlap(channel, ask):
    for number in range(7):
        make_product(f"Mug {number}", skus=[f"M{number}"], price_minor=1000 + number % 3)
    seen = []
    after = None
    while True:
        page = ask(
            "query($after: String) { products(first: 3, after: $after, sort: PRICE)"
            " { nodes { id } pageInfo { hasNextPage endCursor } } }",
            variables={"after": after},
        )["data"]["products"]
        seen += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    expected = Product.objects.order_by("variants__prices__amount_minor", "pk").values_list("pk", flat=True)
    assert seen == list(expected)


def test_filters(channel, ask):
    cups = make_category("Cups", parent=make_category("Table"))
    make_product("Cheap cup", skus=["A"], price_minor=500, category=cups)
    make_product("Dear cup", skus=["B"], price_minor=5000, stock=0, category=cups)
    make_product("Spoon", skus=["C"], price_minor=500, compare_at_minor=700)

    def names(text):
        nodes = ask("{ products(filter: {%s}) { nodes { name } } }" % text)["data"]["products"]["nodes"]
        return sorted(node["name"] for node in nodes)

    assert names(f"categoryId: {cups.parent_id}") == ["Cheap cup", "Dear cup"]
    assert names('maxPrice: "5.00"') == ["Cheap cup", "Spoon"]
    assert names('search: "cups", inStock: true') == ["Cheap cup"]
    assert names("onSale: true") == ["Spoon"]


@pytest.mark.parametrize(
    "argument", ["first: 0", "first: 101", 'after: "x"', 'after: ""', 'filter: {minPrice: "1.234"}']
)
def test_odd_arguments_are_refused(channel, ask, argument):
    answer = ask("{ products(%s) { nodes { name } } }" % argument)
    assert answer["errors"][0]["extensions"]["code"] == "invalid_input"


@pytest.mark.parametrize("count", [1, 20])
def test_a_list_with_categories_costs_one_statement_however_long(channel, ask, count, django_assert_num_queries):
    cups = make_category("Cups")
    for number in range(count):
        make_product(f"Mug {number}", skus=[f"{number}A", f"{number}B"], category=cups)
    with django_assert_num_queries(1):
        answer = ask("{ products { nodes { name price category { name } variants { sku options { name } } } } }")
    assert len(answer["data"]["products"]["nodes"]) == count


def test_categories_come_parents_first(channel, ask):
    make_category("Cups", parent=make_category("Table"))
    answer = ask("{ categories { name path parentId } }")
    table, cups = answer["data"]["categories"]
    assert (table["path"], table["parentId"], cups["path"]) == ("table", None, "table/cups")
