"""What an import cannot do is told with its line, and the rest of the file is written."""

from datetime import timedelta

import pytest

from shop.catalog.models import Product, Variant
from shop.core.actor import SYSTEM, By
from shop.imports.operations import import_products
from shop.imports.records import LevelRecord, ProductRecord, VariantRecord
from shop.inventory.models import StockLevel
from shop.pricing.models import Price
from tests.factories.catalog import make_product
from tests.factories.orders import make_order

pytestmark = pytest.mark.usefixtures("channel")


@pytest.fixture
def run(now):
    return lambda *records: import_products(records=records, currency="EUR", by=By(SYSTEM, now + timedelta(days=400)))


def one(**values):
    record = VariantRecord(**{"sku": "MUG", "options": (), "line": 3, **values})
    return ProductRecord(handle="dock-mug", name="Dock mug", variants=(record,), line=2)


def test_a_new_product_without_a_price_is_refused_and_the_next_one_is_made(run):
    priced = ProductRecord(handle="bowl", name="Bowl", variants=(VariantRecord(sku="BOWL", price_minor=900),), line=5)
    report = run(ProductRecord(handle="mug", name="Mug", variants=(), line=4), priced)
    assert [(each.line, each.handle, each.reason) for each in report.refusals] == [
        (4, "mug", "the shop has no such product, and no row has a price")
    ]
    assert list(Product.objects.values_list("slug", flat=True)) == ["bowl"]


def test_a_limit_below_what_orders_hold_is_told_and_stays_as_high_as_they_need(run):
    make_product(stock=1)
    StockLevel.objects.update(backorder_limit=5)
    make_order(("MUG", 4))
    report = run(one(levels=(LevelRecord("main", backorder_limit=2),)))
    assert [(each.line, each.handle, each.message) for each in report.notices] == [
        (3, "dock-mug", "more of MUG are allocated to orders than 2 back-orders allow")
    ]
    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated, level.backorder_limit) == (1, 4, 3)


def test_a_limit_that_orders_leave_room_for_is_written_and_nothing_is_told(run):
    make_product(stock=1)
    StockLevel.objects.update(backorder_limit=5)
    make_order(("MUG", 4))
    assert run(one(levels=(LevelRecord("main", backorder_limit=3),))).notices == []
    assert StockLevel.objects.get().backorder_limit == 3


def test_a_variant_without_a_price_gets_none_where_the_file_names_none(run):
    make_product()
    Price.objects.all().delete()
    report = run(one(weight_grams=300))
    assert (report.refusals, Variant.objects.get().weight_grams, Price.objects.count()) == ([], 300, 0)
