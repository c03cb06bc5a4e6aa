"""GET /api/v1/products/."""

import re
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.api.v1.schemas.catalog import ProductList
from shop.catalog.models import Media, Product
from shop.search.operations import rebuild
from tests.factories.catalog import make_category, make_product

pytestmark = pytest.mark.django_db


def names(response):
    assert response.status_code == 200, response.content
    return [product["name"] for product in response.json()["results"]]


@pytest.fixture
def shelf(channel):
    """Four products in two levels of categories."""
    table = make_category("Table")
    mugs = make_category("Mugs", parent=table)
    make_product("Dock mug", skus=["MUG-S", "MUG-L"], price_minor=1900, category=mugs)
    make_product("Oat bowl", skus=["BOWL"], price_minor=2400, compare_at_minor=3000, category=table)
    make_product("Tall carafe", skus=["CARAFE"], price_minor=5800, stock=0)
    make_product("Desk lamp", skus=["LAMP"], price_minor=12900)


def test_a_product_has_everything_that_a_shop_window_needs(api, shelf, channel):
    product = Product.objects.get(name="Dock mug")
    Media.objects.create(product=product, path="p/ab/cd", alt="A mug", width=960, height=720, widths=[320, 640, 960])
    rebuild()

    response = api.get("products/?search=mug")

    (shown,) = response.json()["results"]
    created = shown.pop("created_at")
    assert created.endswith("Z")
    assert shown == {
        "id": product.pk,
        "name": "Dock mug",
        "slug": "dock-mug",
        "url": "http://testserver/p/dock-mug/",
        "description": "",
        "vendor": "",
        "tags": [],
        "withdrawal_exempt": None,
        "price": {"amount": "19.00", "currency": "EUR"},
        "compare_at_price": None,
        "max_price": {"amount": "19.00", "currency": "EUR"},
        "in_stock": True,
        "category": {
            "id": product.category_id,
            "name": "Mugs",
            "url": "http://testserver/c/table/mugs/",
        },
        "variants": [
            {
                "sku": sku,
                "price": {"amount": "19.00", "currency": "EUR"},
                "compare_at_price": None,
                "options": {"Glaze": sku.title()},
                "in_stock": True,
                "availability": "in_stock",
                "units_left": None,
                "available_from": None,
                "components": [],
                "image": None,
            }
            for sku in ("MUG-S", "MUG-L")
        ],
        "images": [
            {
                "url": "http://testserver/media/p/ab/cd/960.jpg",
                "alt": "A mug",
                "width": 960,
                "height": 720,
                "widths": [320, 640, 960],
                "template": "http://testserver/media/p/ab/cd/{width}.{format}",
            }
        ],
    }
    ProductList.model_validate_json(response.content)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Desk lamp", "Tall carafe", "Oat bowl", "Dock mug"]),
        ("sort=newest", ["Desk lamp", "Tall carafe", "Oat bowl", "Dock mug"]),
        ("sort=price", ["Dock mug", "Oat bowl", "Tall carafe", "Desk lamp"]),
        ("sort=-price", ["Desk lamp", "Tall carafe", "Oat bowl", "Dock mug"]),
        ("sort=name", ["Desk lamp", "Dock mug", "Oat bowl", "Tall carafe"]),
        ("category=table", ["Oat bowl", "Dock mug"]),
        ("category=table/mugs", ["Dock mug"]),
        ("category=mugs", ["Dock mug"]),
        ("search=mugs", ["Dock mug"]),
        ("q=MUG-L", ["Dock mug"]),
        ("min_price=24&max_price=58.00", ["Tall carafe", "Oat bowl"]),
        ("min_price=129.01", []),
        ("in_stock=true", ["Desk lamp", "Oat bowl", "Dock mug"]),
        ("on_sale=1", ["Oat bowl"]),
    ],
)
def test_filters_and_sorts(api, shelf, query, expected):
    assert names(api.get(f"products/?{query}")) == expected


def test_a_category_may_be_named_by_its_id(api, shelf):
    table = Product.objects.get(name="Oat bowl").category_id

    assert names(api.get(f"products/?category={table}")) == ["Oat bowl", "Dock mug"]


@pytest.mark.parametrize("sort", ["newest", "price", "-price", "name"])
def test_following_next_shows_every_product_once(api, shelf, sort):
    make_product("Twin bowl", skus=["TWIN"], price_minor=2400)  # the same price as another
    whole = names(api.get(f"products/?sort={sort}"))
    seen, address = [], f"products/?sort={sort}&limit=2"

    while address:
        response = api.get(address)
        seen += names(response)
        address = response.json()["next"]
        assert response.headers.get("Link") == (f'<{address}>; rel="next"' if address else None)
        assert address is None or address.startswith("http://testserver/api/v1/products/?sort=")

    assert seen == whole
    assert len(seen) == 5


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=1e9", "limit"),
        ("limit=-1", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("sort=cost", "sort"),
        ("sort=user__password", "sort"),
        ("min_price=cheap", "min_price"),
        ("min_price=1e3", "min_price"),
        ("min_price=NaN", "min_price"),
        ("min_price=-1", "min_price"),
        ("min_price=1.999", "min_price"),
        ("max_price=9999999999999", "max_price"),
        ("in_stock=maybe", "in_stock"),
        ("category=nowhere", "category"),
        ("category=99999999999999999999", "category"),
        ("cursor=made-up", "cursor"),
        ("cursor=WyJuZXdlc3QiLDIsMl0:1xVGwm:forged", "cursor"),
        ("search=%00", "search"),
        ("search=" + "x" * 201, "search"),
        ("search=a&q=b", "q"),
        ("categroy=table", "categroy"),
        ("user__password__startswith=a", "user__password__startswith"),
        ("limit=5&limit=9", "limit"),
    ],
)
def test_refuses_parameters_without_a_meaning(api, shelf, query, place):
    response = api.get(f"products/?{query}")

    assert response.status_code == 422
    assert [error["parameter"] for error in response.json()["errors"]] == [place]


def test_a_cursor_of_another_sort_is_refused(api, shelf):
    address = api.get("products/?sort=price&limit=1").json()["next"]

    response = api.get(address.replace("sort=price", "sort=name"))

    assert response.status_code == 422


@pytest.mark.parametrize("text", ["'; DROP TABLE x; --", "a' OR 1=1", "%", "\\", '"', "!!", "a & | !", "🫖"])
def test_odd_searches_are_words_and_nothing_else(api, shelf, text):
    response = api.client.get("/api/v1/products/", {"search": text})

    assert response.status_code == 200


def test_drafts_are_not_listed(api, channel):
    make_product("Secret", skus=["SECRET"], status="draft")

    assert names(api.get("products/")) == []


def test_whoever_has_the_page_is_told_so(api, shelf):
    first = api.get("products/")

    again = api.get("products/", If_None_Match=first["ETag"])

    assert first["Cache-Control"] == "public, max-age=15"
    assert first["Vary"] == "Accept-Encoding, origin"  # how it is compressed, and whose pages may read it
    assert (again.status_code, again.content) == (304, b"")
    assert api.get("products/", If_None_Match='W/"other"').status_code == 200


@pytest.mark.parametrize("count", [1, 20])
def test_costs_one_query_however_many_products(api, channel, django_assert_num_queries, count):
    for number in range(count):
        make_product(f"Mug {number}", skus=[f"A{number}", f"B{number}"])

    with django_assert_num_queries(1):
        assert len(names(api.get("products/"))) == count


def test_costs_three_queries_with_every_filter_beside_what_the_cache_keeps(api, shelf):
    with CaptureQueriesContext(connection) as queries:
        api.get("products/?category=table&search=bowl&min_price=1&max_price=99&in_stock=1&on_sale=1&sort=price")

    tables = Counter(re.search(r'FROM "?([a-z]+_\w+)', query["sql"])[1] for query in queries)
    kept = {name: tables.pop(name) for name in settings.CACHALOT_ONLY_CACHABLE_TABLES & set(tables)}
    assert tables == {"search_productdocument": 3}  # which is the newest, what has the text, and the page
    assert kept == {"catalog_category": 1, "channels_channel": 2, "search_synonym": 1}
