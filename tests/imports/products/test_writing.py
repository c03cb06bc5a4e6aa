"""The import: what it writes, and that it writes it once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from shop.catalog.models import Category, OptionValue, Product
from shop.imports import operations
from shop.imports.records import PictureRecord
from shop.inventory.models import Location, StockLevel
from shop.pricing.models import Price
from shop.search.models import ProductDocument, StaleProduct
from tests.imports.products.records import FULL, STORED, product, tallies, variant, written

pytestmark = pytest.mark.usefixtures("channel")


def test_writes_everything_that_a_record_says(run):
    report = run(FULL, pictures=STORED)
    assert tallies(report) == (1, 0, 0, 3, 0, 0)
    assert (report.refusals, report.notices) == ([], [])
    mug = Product.objects.get()
    assert (mug.slug, mug.name, mug.vendor, mug.status) == ("mug", "Mug", "Halden", "active")
    assert mug.description == "<h2>Hi</h2>"
    assert (mug.tags, mug.attributes) == (["blue", "new"], {"Material": "Stoneware"})
    assert (mug.seo_title, mug.seo_description, mug.tax_class) == ("Mug!", "A mug.", "standard")
    assert (mug.category.name, mug.category.slug, mug.category.parent.name) == ("Mugs", "mugs", "Table")
    assert list(mug.options.values_list("name", "position")) == [("Size", 0)]
    values = OptionValue.objects.order_by("position").values_list("value", "swatch")
    assert list(values) == [("Small", "#c65f43"), ("Large", ""), ("Huge", "")]
    media = list(mug.media.values_list("path", "alt", "position", "width", "height", "widths", "tint"))
    assert media == [
        ("p/aa/front", "A mug", 0, 1280, 960, [320, 1280], 3),
        ("p/bb/back", "Mug", 1, 640, 480, [320, 640], 5),
    ]
    small, large, huge = mug.variants.all()
    assert (small.sku, small.barcode, small.weight_grams, small.track_stock) == ("MUG-S", "4006381333931", 350, True)
    assert small.options_key == str(OptionValue.objects.get(value="Small").pk)
    assert [v.value for v in small.option_values.all()] == ["Small"]
    assert (small.media.path, large.media) == ("p/bb/back", None)
    prices = Price.objects.order_by("variant__position").values_list("currency", "amount_minor", "compare_at_minor")
    assert list(prices) == [("EUR", 1900, 2400), ("EUR", 2900, None), ("EUR", 1900, None)]
    stock = StockLevel.objects.order_by("variant__position").values_list("variant__sku", "on_hand", "backorder_limit")
    assert list(stock) == [("MUG-S", 5, 0), ("MUG-L", 0, 1_000_000)]
    assert not huge.track_stock


def test_the_search_documents_are_ready_at_once(run):
    run(FULL, product(variant("CUP"), handle="cup", status="draft"), pictures=STORED)
    document = ProductDocument.objects.get()
    assert (document.product.slug, document.price_minor, document.in_stock) == ("mug", 1900, True)
    assert [entry["sku"] for entry in document.data["variants"]] == ["MUG-S", "MUG-L", "MUG-X"]
    assert StaleProduct.objects.count() == 0


def test_a_second_run_writes_nothing_and_says_so(run):
    run(FULL, pictures=STORED)
    before = Product.objects.get().updated_at
    with CaptureQueriesContext(
        connection,
    ) as context:
        report = run(FULL, pictures=STORED)
    assert tallies(report) == (0, 0, 1, 0, 0, 3)
    assert written(context) == []
    assert Product.objects.get().updated_at == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Cup"),
        ("vendor", "Other"),
        ("tags", ("green",)),
        ("status", "draft"),
        ("seo_title", ""),
        ("description_html", "<p>New</p>"),
        ("category_path", ("Cups",)),
        ("attributes", {"Material": "Glass"}),
        ("swatches", {("Size", "Small"): "#000000"}),
        ("pictures", tuple(reversed(FULL.pictures))),
        ("pictures", (PictureRecord("front.jpg", "Another alt"), PictureRecord("back.jpg"))),
    ],
)
def test_a_changed_product_is_changed_once(run, now, field, value):
    run(FULL, pictures=STORED)
    changed = replace(FULL, **{field: value})
    assert tallies(run(changed, pictures=STORED)) == (0, 1, 0, 0, 0, 3)
    assert Product.objects.get().updated_at == now + timedelta(days=400)
    assert tallies(run(changed, pictures=STORED)) == (0, 0, 1, 0, 0, 3)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price_minor", 1800),
        ("compare_at_minor", 0),
        ("compare_at_minor", 9900),
        ("weight_grams", 1),
        ("barcode", ""),
        ("quantity", 6),
        ("tracked", False),
        ("backorder", True),
        ("options", (("Size", "Tiny"),)),
        ("picture_key", "front.jpg"),
    ],
)
def test_a_changed_variant_is_changed_once_and_alone(run, field, value):
    run(FULL, pictures=STORED)
    changed = replace(FULL, variants=(replace(FULL.variants[0], **{field: value}), *FULL.variants[1:]))
    assert tallies(run(changed, pictures=STORED)) == (0, 1, 0, 0, 1, 2)
    assert StaleProduct.objects.count() == 0
    assert tallies(run(changed, pictures=STORED)) == (0, 0, 1, 0, 0, 3)


def test_a_changed_price_is_in_the_search_document(run):
    run(product(variant(price=1900)))
    run(product(variant(price=1500, compare_at_minor=1900)))
    document = ProductDocument.objects.get()
    assert (document.price_minor, document.on_sale) == (1500, True)
    assert Price.objects.count() == 1


def test_prices_in_another_currency_stand_beside(run):
    run(product(variant(price=1900)))
    run(product(variant(price=2100)), currency="USD")
    assert sorted(Price.objects.values_list("currency", "amount_minor")) == [("EUR", 1900), ("USD", 2100)]


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(run):
    run(product())
    Location.objects.create(code="east", name="East")
    report = run(product(variant(price=100)), product(variant("B"), handle="b", category_path=("X",)), dry_run=True)
    assert tallies(report) == (1, 1, 0, 1, 1, 0)
    assert Product.objects.count() == 1
    assert Price.objects.get().amount_minor == 1900
    assert not Category.objects.exists()
    assert StaleProduct.objects.count() == 0


def test_batches_tell_their_progress(run, monkeypatch):
    monkeypatch.setattr(operations, "_PRODUCTS_PER_BATCH", 2)
    told = []
    run(
        *(product(variant(f"S{n}"), handle=f"p{n}") for n in range(5)),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert Product.objects.count() == 5


def test_the_number_of_statements_does_not_grow_with_the_products(run):
    def count(prefix: str, products: int) -> int:
        records = [replace(FULL, handle=f"{prefix}{n}", variants=tuple(
            replace(v, sku=f"{prefix}{n}{v.sku}") for v in FULL.variants)) for n in range(products)]  # fmt: skip
        with CaptureQueriesContext(connection) as context:
            run(*records, pictures=STORED)
        return len(context)

    count("warm", 1)
    assert count("a", 40) == count("b", 2)


@pytest.mark.django_db(transaction=True)
def test_owns_its_transactions(run, channel):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        run(product())
