"""Counts that are imported."""

from __future__ import annotations

import pytest

from shop.catalog.models import Product
from shop.core.errors import NotFound
from shop.imports.records import Notice, VariantRecord
from shop.inventory.models import Location, StockLevel, StockMovement
from shop.search.models import ProductDocument
from tests.factories.catalog import make_product
from tests.factories.stock import assert_stock_adds_up, make_bundle
from tests.imports.products.records import product, tallies, variant

pytestmark = pytest.mark.usefixtures("channel")


def test_stock_alone_does_not_count_as_a_change_of_the_product(run):
    run(product(variant(quantity=5)))
    before = Product.objects.get().updated_at
    run(product(variant(quantity=0)))
    assert Product.objects.get().updated_at == before
    assert ProductDocument.objects.get().in_stock is False


def test_counts_of_several_locations_go_where_they_lie(run):
    east = Location.objects.create(code="east", name="East", priority=9)
    run(product(variant(quantity=5)))

    run(product(VariantRecord("MUG", counts=(("east", 4), ("main", 2)))))
    assert dict(StockLevel.objects.values_list("location__code", "on_hand")) == {"main": 2, "east": 4}

    run(product(VariantRecord("MUG", counts=(("east", 0),))))
    assert dict(StockLevel.objects.values_list("location__code", "on_hand")) == {"main": 2, "east": 0}
    assert StockLevel.objects.get(location=east).movements.count() == 2
    assert_stock_adds_up()


@pytest.mark.breaks_rules
def test_what_orders_hold_is_neither_sold_again_nor_invented(run):
    run(product(variant(quantity=5)))
    StockLevel.objects.update(allocated=4)
    report = run(product(variant(quantity=1)))
    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated, level.available) == (1, 4, 0)
    assert report.notices == [Notice(3, "mug", "3 more are allocated to orders than there are; no more can be sold")]
    assert tallies(run(product(variant(quantity=1)))) == (0, 0, 1, 0, 0, 1)
    run(product(variant(quantity=9)))
    level.refresh_from_db()
    assert (level.on_hand, level.backorder_limit, level.available) == (9, 0, 5)


def test_every_count_of_an_import_is_a_movement_that_somebody_signed(run):
    run(product(variant(quantity=5)))
    run(product(variant(quantity=5, backorder=True)))
    run(product(variant(quantity=3)))
    rows = StockMovement.objects.values_list("kind", "on_hand", "note", "actor_kind")
    assert list(rows) == [("receive", 5, "Import", "system"), ("adjust", -2, "Import", "system")]
    assert_stock_adds_up()


def test_stock_at_other_locations_is_left_alone(run):
    east = Location.objects.create(code="east", name="East", priority=9)
    run(product(variant(quantity=5)))
    run(product(variant(quantity=7)), location_code="east")
    run(product(variant(quantity=8)))
    assert dict(StockLevel.objects.values_list("location__code", "on_hand")) == {"main": 8, "east": 7}
    assert StockLevel.objects.filter(location=east).count() == 1


def test_a_bundle_gets_no_stock_of_its_own(run):
    make_product("Cup", skus=["CUP"])
    run(product(variant(quantity=0)))
    make_bundle("MUG", CUP=2)
    report = run(product(variant(quantity=7)))
    assert [notice.message for notice in report.notices] == ["MUG is a bundle: its parts are counted"]
    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 0


def test_a_shop_without_a_location_gets_one(run):
    Location.objects.all().delete()
    run(product())
    assert StockLevel.objects.get().location.code == "main"


def test_an_unknown_location_is_refused(run):
    with pytest.raises(NotFound, match='The location "moon" does not exist'):
        run(product(), location_code="moon")
    assert not Product.objects.exists()
