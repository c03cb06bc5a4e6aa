"""What a record does not say stays as the shop has it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.catalog.models import Media, Product, Variant
from shop.imports.records import ProductRecord, VariantRecord
from shop.inventory.models import StockLevel
from shop.pricing.models import Price
from tests.imports.products.records import FULL, STORED, product, tallies, variant, written

pytestmark = pytest.mark.usefixtures("channel")


def test_what_the_source_does_not_know_stays_as_the_shop_has_it(run):
    run(FULL, pictures=STORED)
    Media.objects.filter(path="p/bb/back").update(alt="The back of the mug")
    bare = replace(
        FULL,
        category_path=None,
        attributes=None,
        swatches={},
        variants=tuple(replace(v, picture_key="") for v in FULL.variants),
    )
    with CaptureQueriesContext(connection) as context:
        assert tallies(run(bare)) == (0, 0, 1, 0, 0, 3)
        assert tallies(run(bare, pictures=STORED)) == (0, 0, 1, 0, 0, 3)
    assert written(context) == []
    assert Media.objects.get(path="p/bb/back").alt == "The back of the mug"
    assert Product.objects.get().category.name == "Mugs"


def test_what_a_record_does_not_say_stays_as_it_is(run):
    run(FULL, pictures=STORED)
    Product.objects.update(status="draft")
    before = Product.objects.values().get(), list(Variant.objects.values()), list(Price.objects.values())
    stock = list(StockLevel.objects.values())

    said = ProductRecord(handle="mug", name=None, variants=tuple(VariantRecord(v.sku) for v in FULL.variants))
    report = run(said)

    assert tallies(report) == (0, 0, 1, 0, 0, 3)
    assert (report.refusals, report.notices) == ([], [])
    assert before == (Product.objects.values().get(), list(Variant.objects.values()), list(Price.objects.values()))
    assert stock == list(StockLevel.objects.values())


def test_a_price_list_changes_prices_alone(run):
    run(FULL, pictures=STORED)
    Product.objects.update(status="draft")
    before = Product.objects.values("status", "description", "vendor", "tags").get()

    report = run(ProductRecord(handle="mug", name="Mug", variants=(VariantRecord("MUG-L", 3500),)))

    assert tallies(report) == (0, 1, 0, 0, 1, 0)
    assert dict(Price.objects.values_list("variant__sku", "amount_minor"))["MUG-L"] == 3500
    assert Product.objects.values("status", "description", "vendor", "tags").get() == before
    large = Variant.objects.get(sku="MUG-L")
    assert (large.track_stock, large.weight_grams, large.position, large.options_key != "") == (True, 0, 1, True)
    assert StockLevel.objects.get(variant=large).backorder_limit == 1_000_000


def test_a_price_above_the_former_one_ends_the_sale_and_says_so(run):
    run(product(variant(price=1900, compare_at_minor=2400)))

    report = run(product(VariantRecord("MUG", 2500)))

    assert Price.objects.values_list("amount_minor", "compare_at_minor").get() == (2500, None)
    assert [notice.message for notice in report.notices] == [
        "the former price is not above the price any more; it was left out"
    ]


def test_a_stock_list_changes_counts_alone_and_keeps_the_limit_of_back_orders(run):
    run(product(variant(quantity=5)))
    StockLevel.objects.update(backorder_limit=20)

    run(product(VariantRecord("MUG", quantity=8), name=None))

    assert StockLevel.objects.values_list("on_hand", "backorder_limit").get() == (8, 20)
    assert Price.objects.get().amount_minor == 1900


def test_a_tracker_without_a_count_keeps_what_is_there_and_says_what_is_unknown(run):
    run(product(variant(quantity=5)))

    report = run(
        product(
            VariantRecord("MUG", 1900, tracked=True), VariantRecord("NEW", 900, options=(("Size", "L"),), tracked=True)
        )
    )

    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 5
    new = Variant.objects.get(sku="NEW")
    assert (new.track_stock, new.stock_levels.count()) == (True, 0)
    assert [notice.message for notice in report.notices] == ["count of NEW unknown; none can be sold"]
