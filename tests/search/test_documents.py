"""The prepared documents follow whatever changes a product."""

import threading

import pytest
from django.db import connection, transaction

from shop.catalog.models import Category, OptionValue, Product, Variant
from shop.inventory.models import StockLevel
from shop.pricing.models import Price
from shop.search.models import LooseWord, ProductDocument, StaleProduct, WordKey
from shop.search.operations import forget_words, rebuild, refresh_stale
from shop.search.queries import list_products
from shop.search.rules import ListingFilter
from shop.search.steps import refresh_documents
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
    assert made.facets == ["brand=Tresvale", "glaze=Rust", "glaze=Sand", "material=Stoneware"]
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


def known(*words):
    return {word for word in words if WordKey.objects.filter(key=word, word=word).exists()}


def swept():
    while forget_words():
        pass


def test_a_word_that_no_product_has_any_more_vanishes_from_the_spelling(tumbler):
    make_product("Ripple bowl", skus=["BOWL"])
    swept()
    assert known("ripple", "tumbler", "tresvale", "bowl", "never") == {"ripple", "tumbler", "tresvale", "bowl"}
    keys = WordKey.objects.filter(word="tumbler").count()

    Product.objects.filter(pk=tumbler.pk).update(name="Ripple beaker")
    refresh_stale()
    assert keys
    assert known("tumbler", "beaker") == {"tumbler", "beaker"}  # until the worker comes round
    swept()
    assert known("ripple", "tumbler", "tresvale", "beaker", "bowl") == {"ripple", "tresvale", "beaker", "bowl"}
    assert not WordKey.objects.filter(word="tumbler").exists()
    assert (list_products(where=ListingFilter(text="tumblr")).understood.corrected, LooseWord.objects.count()) == (
        "",
        0,
    )


@pytest.mark.parametrize("how", ["unpublish", "delete", "rebuild"])
def test_the_words_of_a_product_that_is_gone_vanish_and_come_again_with_it(tumbler, how):
    swept()
    if how == "delete":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_productdocument")
    else:
        Product.objects.update(status="draft")
        StaleProduct.objects.all().delete() if how == "rebuild" else None
        rebuild() if how == "rebuild" else refresh_stale()
    swept()
    assert not WordKey.objects.exists()
    Product.objects.update(status="active")
    rebuild()
    swept()
    assert known("tumbler", "ripple") == {"tumbler", "ripple"}


def test_so_many_words_are_forgotten_at_a_time_and_what_did_not_change_is_not_looked_at(tumbler):
    swept()
    Product.objects.filter(pk=tumbler.pk).update(vendor="")
    Price.objects.update(amount_minor=5)
    refresh_stale()
    assert set(LooseWord.objects.values_list("word", flat=True)) == {"tresvale"}
    LooseWord.objects.bulk_create(LooseWord(word="ripple") for _ in range(5))
    assert (forget_words(limit=4), forget_words(limit=4), forget_words(limit=4)) == (4, 2, 0)
    assert known("ripple", "tresvale") == {"ripple"}


@pytest.mark.django_db(transaction=True)
def test_no_word_is_forgotten_while_documents_are_written(tumbler):
    """A word that comes in cannot be seen by whoever looks for its last product: it waits for the next round."""
    swept()
    LooseWord.objects.create(word="tumbler")

    def write():
        with transaction.atomic():
            refresh_documents(product_ids=[tumbler.pk])
            written.set()
            assert ended.wait(30)
        connection.close()

    written, ended = threading.Event(), threading.Event()
    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert written.wait(30)
        assert forget_words() == 0
    finally:
        ended.set()
        thread.join()
    assert (forget_words(), known("tumbler")) == (1, {"tumbler"})
