"""Fifty buyers for ten units: first the race without the guard, then the proof that the guard closes it."""

from random import Random
from threading import Barrier

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, settle_payment
from shop.core.actor import GUEST, By
from shop.fulfilment.operations import cancel_order
from shop.inventory import steps
from shop.inventory.models import StockLevel
from shop.inventory.rules import LevelStock, Need
from shop.inventory.steps import OutOfStock
from shop.orders.models import Allocation, Order, Reservation
from shop.orders.rules import TooManyOpenOrders
from shop.payments.providers.test import TestProvider
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, PAYMENT_TIME, make_order
from tests.factories.shop import make_channel
from tests.factories.stock import assert_stock_adds_up, counts, make_bundle, set_level

BUYERS, UNITS = 50, 10


@pytest.fixture
def ten_mugs(transactional_db):
    make_channel()
    return make_product(skus=["MUG"], stock=UNITS).variants.get()


def _buy(index: int, *lines: tuple[str, int], **values) -> Order:
    return make_order(*(lines or [("MUG", 1)]), email=f"buyer{index}@example.com", **values).order


def _read_without_lock(*, variant_ids):
    levels = StockLevel.objects.filter(variant_id__in=variant_ids)
    return [LevelStock(level.pk, level.variant_id, level.ready, level.available) for level in levels]


@pytest.mark.breaks_rules
def test_control_reading_without_a_lock_oversells_where_no_constraint_is_behind_it(ten_mugs, monkeypatch):
    all_have_read = Barrier(BUYERS)  # or the race would be lost only where threads happen to meet

    def read_and_wait(*, variant_ids):
        shelves = _read_without_lock(variant_ids=variant_ids)
        all_have_read.wait(timeout=60)
        return shelves

    monkeypatch.setattr(steps, "lock_shelves", read_and_wait)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE inventory_stocklevel DROP CONSTRAINT stock_never_oversold")
    try:
        results = all_at_once(BUYERS, _buy)
        sold = sum(isinstance(result, Order) for result in results)
        assert sold == BUYERS
    finally:
        StockLevel.objects.update(allocated=0, reserved=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE inventory_stocklevel ADD CONSTRAINT stock_never_oversold"
                " CHECK (reserved <= on_hand + backorder_limit - allocated)"
            )


def test_control_without_the_lock_the_constraint_still_stops_an_oversell(ten_mugs, monkeypatch):
    monkeypatch.setattr(steps, "lock_shelves", _read_without_lock)
    results = all_at_once(BUYERS, _buy)

    kinds = [type(result) for result in results]
    assert (kinds.count(Order), set(kinds) - {Order, OutOfStock, IntegrityError}) == (UNITS, set())
    assert_stock_adds_up()


def test_fifty_buyers_for_ten_units_give_ten_orders_and_forty_clear_refusals(ten_mugs):
    results = all_at_once(BUYERS, _buy)

    orders = [result for result in results if isinstance(result, Order)]
    refusals = [result for result in results if isinstance(result, OutOfStock)]
    assert (len(orders), len(refusals)) == (UNITS, BUYERS - UNITS)
    assert {refusal.message for refusal in refusals} == {"MUG is sold out."}
    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated, level.reserved, level.available) == (10, 10, 0, 0)
    assert sum(Allocation.objects.values_list("quantity", flat=True)) == UNITS
    assert Order.objects.count() == UNITS
    assert_stock_adds_up()


@pytest.mark.breaks_rules
def test_fifty_conditional_updates_on_what_is_available_take_ten_units(ten_mugs):
    """Who waits for the row sees what the one before has left: the column is that of the newest row."""
    set_level("MUG", on_hand=13, safety=3)

    def take(_index):
        return StockLevel.objects.filter(available__gte=1).update(reserved=F("reserved") + 1)

    assert sum(all_at_once(BUYERS, take)) == UNITS
    level = StockLevel.objects.get()
    assert (level.on_hand, level.reserved, level.available) == (13, 10, 0)


def test_two_lines_in_opposite_order_never_deadlock(transactional_db):
    make_channel()
    make_product("Mug", skus=["MUG"], stock=15)
    make_product("Bowl", skus=["BOWL"], stock=15)

    def buy(index):
        lines = [("MUG", 1), ("BOWL", 1)]
        return _buy(index, *(lines if index % 2 else reversed(lines)))

    results = all_at_once(30, buy)

    assert sum(isinstance(result, Order) for result in results) == 15
    assert sum(isinstance(result, OutOfStock) for result in results) == 15
    assert list(StockLevel.objects.values_list("allocated", flat=True)) == [15, 15]
    assert_stock_adds_up()


def test_eight_threads_that_buy_cancel_and_let_lapse_never_wait_in_a_circle(transactional_db, staff_actor):
    """Taking locks by key, giving back without locks but in the order of the keys."""
    make_channel()
    skus = [f"S{index}" for index in range(6)]
    for sku in skus:
        make_product(f"Thing {sku}", skus=[sku], stock=40)

    def work(index):
        chance = Random(index)
        done = 0
        for turn in range(6):
            lines = [(sku, 1) for sku in chance.sample(skus, 3)]
            order = _buy(f"{index}-{turn}", *lines)
            done += 1
            if turn % 2:
                cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="")
            else:
                open_order = _buy(f"{index}-{turn}", *reversed(lines), payment=PaymentChoice("test", "challenge"))
                Order.objects.filter(pk=open_order.pk).update(payment_deadline=NOW)
                expire_orders(now=NOW)
        return done

    assert all_at_once(8, work) == [6] * 8
    assert sum(StockLevel.objects.values_list("allocated", flat=True)) == 8 * 3 * 3
    assert sum(StockLevel.objects.values_list("reserved", flat=True)) == 0
    assert_stock_adds_up()


def test_a_bundle_and_its_part_race_for_the_same_units(transactional_db):
    make_channel()
    make_product("Mug", skus=["MUG"], stock=20)
    make_product("Set", skus=["SET"], stock=None)
    make_bundle("SET", MUG=2)

    results = all_at_once(24, lambda index: _buy(index, ("SET", 1) if index % 2 else ("MUG", 1)))

    orders = [result for result in results if isinstance(result, Order)]
    assert {type(result) for result in results} <= {Order, OutOfStock}
    held = sum(2 if order.lines.get().sku == "SET" else 1 for order in orders)
    assert held in (19, 20)  # a last single mug is not a set
    assert counts("MUG") == (20, held, 0)
    assert_stock_adds_up()


def test_a_payment_and_the_lapse_of_its_order_race_and_exactly_one_wins(ten_mugs):
    for _ in range(5):
        placed = make_order(("MUG", 2), payment=PaymentChoice("test", "challenge"))
        TestProvider().answer_challenge(attempt_id=placed.payment.public_id, approve=True)

        def act(index, placed=placed):
            if index % 2:
                return expire_orders(now=NOW + PAYMENT_TIME)
            return settle_payment(payment_id=placed.payment.pk, now=NOW + PAYMENT_TIME)

        assert not [each for each in all_at_once(4, act) if isinstance(each, Exception)]
        order = Order.objects.get(pk=placed.order.pk)
        assert (order.status, order.payment_status) == ("placed", "paid")
    assert counts("MUG") == (10, 10, 0)
    assert not Reservation.objects.exists()
    assert_stock_adds_up()


def test_a_refused_payment_and_the_lapse_of_its_order_race_and_free_the_stock_once(ten_mugs):
    placed = make_order(("MUG", 10), payment=PaymentChoice("test", "challenge"))
    TestProvider().answer_challenge(attempt_id=placed.payment.public_id, approve=False)

    def act(index):
        if index % 2:
            return expire_orders(now=NOW + PAYMENT_TIME)
        return settle_payment(payment_id=placed.payment.pk, now=NOW + PAYMENT_TIME)

    assert not [each for each in all_at_once(6, act) if isinstance(each, Exception)]
    assert Order.objects.get().status in ("cancelled", "expired")
    assert counts("MUG") == (10, 0, 0)
    assert_stock_adds_up()


def test_one_buyer_holds_five_unpaid_orders_however_many_are_sent_at_once(transactional_db):
    make_channel()
    make_product(skus=["MUG"], stock=100)

    def hoard(index):
        email = "Ada@example.com" if index % 2 else "ada@EXAMPLE.com"
        return make_order(("MUG", 9), email=email, payment=PaymentChoice("test", "challenge")).order

    results = all_at_once(20, hoard)

    assert sum(isinstance(result, Order) for result in results) == 5
    assert sum(isinstance(result, TooManyOpenOrders) for result in results) == 15
    assert counts("MUG") == (100, 0, 45)
    assert make_order(("MUG", 55), email="eve@example.com").order.status == "placed"
    expire_orders(now=NOW + PAYMENT_TIME)
    assert make_order(("MUG", 45), email="ada@example.com").order.status == "placed"
    assert_stock_adds_up()


@pytest.mark.parametrize("column", ["allocated", "reserved"])
@pytest.mark.breaks_rules
def test_the_database_refuses_an_oversell_even_from_raw_sql(ten_mugs, column):
    with pytest.raises(IntegrityError, match="stock_never_oversold"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE inventory_stocklevel SET {column} = 11")
    set_level("MUG", reserved=4)
    with pytest.raises(IntegrityError, match="stock_never_oversold"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inventory_stockmovement (level_id, kind, allocated, actor_kind)"
            " SELECT id, 'allocate', 7, 'system' FROM inventory_stocklevel"
        )


def test_the_step_refuses_to_run_outside_a_transaction(ten_mugs):
    with pytest.raises(AssertionError, match="inside the caller's transaction"):
        steps.reserve_stock(needs=[Need(1, "MUG", 1, ((ten_mugs.pk, 1),))], by=By(GUEST, NOW))
