"""Fifty buyers for ten units: first the race without the guard, then the proof that the guard closes it."""

import sys

import pytest
from django.db import connection
from django.db.models import F

from shop.inventory import steps
from shop.inventory.models import StockLevel
from shop.inventory.steps import OutOfStock, Taken
from shop.orders.models import Allocation, Order
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.shop import make_channel

BUYERS, UNITS = 50, 10


@pytest.fixture
def ten_mugs(transactional_db):
    make_channel()
    return make_product(skus=["MUG"], stock=UNITS).variants.get()


def _buy(_index: int) -> Order:
    return make_order(("MUG", 1)).order


def test_control_reading_and_then_writing_oversells(ten_mugs, monkeypatch):
    """The same fifty buyers with an allocation that checks first and writes later, and no constraint behind it."""

    def read_then_write(*, wanted):
        taken = []
        for variant_id, quantity in wanted.items():
            level = StockLevel.objects.get(variant_id=variant_id)
            if level.available < quantity:
                raise OutOfStock([])
            StockLevel.objects.filter(pk=level.pk).update(allocated=F("allocated") + quantity)
            taken.append(Taken(variant_id, level.pk, quantity))
        return taken

    monkeypatch.setattr(sys.modules["shop.checkout.operations.place_order"], "allocate_stock", read_then_write)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE inventory_stocklevel DROP CONSTRAINT stock_never_oversold")
    try:
        results = all_at_once(BUYERS, _buy)
        sold = sum(isinstance(result, Order) for result in results)
        assert sold > UNITS
    finally:
        StockLevel.objects.update(allocated=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE inventory_stocklevel ADD CONSTRAINT stock_never_oversold"
                " CHECK (allocated <= on_hand + backorder_limit)"
            )


def test_fifty_buyers_for_ten_units_give_ten_orders_and_forty_clear_refusals(ten_mugs):
    results = all_at_once(BUYERS, _buy)

    orders = [result for result in results if isinstance(result, Order)]
    refusals = [result for result in results if isinstance(result, OutOfStock)]
    assert (len(orders), len(refusals)) == (UNITS, BUYERS - UNITS)
    assert {refusal.message for refusal in refusals} == {"Mug is sold out."}
    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated, level.available) == (10, 10, 0)
    assert sum(Allocation.objects.values_list("quantity", flat=True)) == UNITS
    assert Order.objects.count() == UNITS


def test_two_lines_in_opposite_order_never_deadlock(transactional_db):
    make_channel()
    make_product("Mug", skus=["MUG"], stock=15)
    make_product("Bowl", skus=["BOWL"], stock=15)

    def buy(index):
        lines = [("MUG", 1), ("BOWL", 1)]
        return make_order(*(lines if index % 2 else reversed(lines))).order

    results = all_at_once(30, buy)

    assert sum(isinstance(result, Order) for result in results) == 15
    assert sum(isinstance(result, OutOfStock) for result in results) == 15
    assert list(StockLevel.objects.values_list("allocated", flat=True)) == [15, 15]


def test_the_database_refuses_an_oversell_even_from_raw_sql(ten_mugs):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="stock_never_oversold"), connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_stocklevel SET allocated = 11")


def test_the_step_refuses_to_run_outside_a_transaction(ten_mugs):
    with pytest.raises(AssertionError, match="inside the caller's transaction"):
        steps.allocate_stock(wanted={ten_mugs.pk: 1})
