"""The prepared documents follow whatever changes a product."""

import pytest
from django.db import connection, transaction

from shop.catalog.models import Category, OptionValue, Product, Variant
from shop.inventory.models import StockLevel
from shop.pricing.models import Price
from shop.search.models import ProductDocument, StaleProduct
from shop.search.operations import rebuild, refresh_stale
from tests.factories.catalog import make_category, make_product
from tests.factories.orders import make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def tumbler(channel):
    category = make_category("Cups", parent=make_category("Table"))
    product = make_product(
        "Ripple tumbler",
        skus=["RUST", "SAND"],
        price_minor=2400,
        category=category,
        vendor="Tresvale",
        attributes={"Material": "Stoneware", "Height": "9 cm"},
        tags=["bestseller"],
    )
    StaleProduct.objects.all().delete()
    return product


def document():
    refresh_stale()
    return ProductDocument.objects.get()


def test_a_document_holds_what_lists_need(tumbler):
    made = ProductDocument.objects.get()
    table, cups = Category.objects.get(name="Table"), Category.objects.get(name="Cups")
    assert made.category_ids == [table.pk, cups.pk]
    assert made.facets == ["glaze=Rust", "glaze=Sand", "maker=Tresvale", "material=Stoneware"]
    assert (made.price_minor, made.currency, made.in_stock, made.on_sale, made.is_bestseller) == (
        2400,
        "EUR",
        True,
        False,
        True,
    )
    assert made.data["category"] == {"id": cups.pk, "name": "Cups", "url": "/c/table/cups/"}
    assert [entry["sku"] for entry in made.data["variants"]] == ["RUST", "SAND"]
    assert made.data["variants"][1]["options"] == [["Glaze", "Sand"]]


def _rename_option():
    OptionValue.objects.filter(value="Rust").update(value="Rost")


def _raw_price():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pricing_price SET amount_minor = 1")


CHANGES = {
    "product": lambda: Product.objects.update(name="Renamed"),
    "price": lambda: Price.objects.update(amount_minor=1),
    "raw SQL": _raw_price,
    "option": _rename_option,
    "variant": lambda: Variant.objects.filter(sku="SAND").update(sku="SAND2"),
    "variant archived": lambda: Variant.objects.filter(sku="SAND").update(status="archived"),
    "category": lambda: Category.objects.filter(name="Table").update(name="Tisch", slug="tisch"),
    "stock gone": lambda: StockLevel.objects.update(on_hand=0),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_reaches_the_document(tumbler, change):
    before = ProductDocument.objects.get()
    CHANGES[change]()
    after = document()
    assert (after.data, after.price_minor) != (before.data, before.price_minor)
    assert not StaleProduct.objects.exists()


def test_a_sale_leaves_no_note_until_few_are_left(tumbler):
    make_order(("RUST", 4))
    assert not StaleProduct.objects.exists()
    make_order(("RUST", 1))
    assert StaleProduct.objects.count() == 1
    assert [entry["units_left"] for entry in document().data["variants"]] == [5, None]
    make_order(("RUST", 5))
    assert [entry["in_stock"] for entry in document().data["variants"]] == [False, True]


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_is_not_published_has_no_document(tumbler, status):
    Product.objects.update(status=status)
    refresh_stale()
    assert not ProductDocument.objects.exists()


def test_a_product_without_a_price_is_not_sold(tumbler):
    Price.objects.all().delete()
    refresh_stale()
    assert not ProductDocument.objects.exists()


def test_a_removed_product_takes_its_document_along(channel):
    gone = make_product("Gone", skus=["GONE"], stock=None)
    Variant.objects.all().delete()
    gone.delete()
    refresh_stale()
    assert (ProductDocument.objects.count(), StaleProduct.objects.count()) == (0, 0)


def test_a_rolled_back_change_leaves_no_note(tumbler):
    with pytest.raises(RuntimeError), transaction.atomic():
        Product.objects.update(name="Renamed")
        raise RuntimeError
    assert not StaleProduct.objects.exists()


def test_everything_can_be_rebuilt(tumbler):
    made = ProductDocument.objects.get()
    ProductDocument.objects.all().delete()
    assert rebuild(batch_size=1) == 1
    assert ProductDocument.objects.get().data == made.data


def test_the_sweep_takes_a_bounded_number_of_notes(tumbler):
    for _ in range(5):
        Product.objects.update(name="Again")
    assert [refresh_stale(limit=3), refresh_stale(limit=3), refresh_stale(limit=3)] == [3, 2, 0]
