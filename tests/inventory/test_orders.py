"""What an order holds, from the first reservation to the last parcel, in few statements."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from shop.catalog.models import Variant
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, settle_payment
from shop.core.actor import GUEST, SYSTEM, Actor, By
from shop.inventory.models import Location, StockLevel
from shop.inventory.rules import Need
from shop.inventory.steps import AwaitingStock, OutOfStock
from shop.orders.models import Allocation, Order, Reservation
from shop.orders.queries import stock_needs
from shop.orders.rules import TooManyOpenOrders
from shop.orders.steps import (
    MAX_OPEN_ORDERS,
    allocate_units,
    convert_reservations,
    release_stock_of,
    release_units,
    reserve_units,
    ship_units,
)
from shop.payments.models import TestCharge
from shop.payments.providers.test import TestProvider
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, PAYMENT_TIME, make_order
from tests.factories.stock import counts, moves, set_level

pytestmark = pytest.mark.django_db
CHALLENGE = PaymentChoice("test", "challenge")
LATER = NOW + PAYMENT_TIME


@pytest.fixture
def shop(channel):
    for sku in ("MUG", "BOWL", "CUP"):
        make_product(sku.title(), skus=[sku], stock=10)


@pytest.fixture
def open_order(shop):
    return make_order(("MUG", 2), ("BOWL", 3), payment=CHALLENGE).order


def test_a_pending_order_reserves_and_placing_it_allocates(shop):
    placed = make_order(("MUG", 2), payment=CHALLENGE)
    assert (counts("MUG"), moves("MUG")[1:]) == ((10, 0, 2), [("reserve", 0, 0, 2)])

    TestProvider().answer_challenge(attempt_id=placed.payment.public_id, approve=True)
    settle_payment(payment_id=placed.payment.pk, now=NOW)

    assert (counts("MUG"), moves("MUG")[2:]) == ((10, 2, 0), [("allocate", 0, 2, -2)])
    assert (Reservation.objects.count(), Allocation.objects.get().quantity) == (0, 2)


def test_a_lapsed_order_gives_everything_back(open_order):
    expire_orders(now=LATER)
    assert (counts("MUG"), moves("MUG")[2:]) == ((10, 0, 0), [("unreserve", 0, 0, -2)])
    assert not Reservation.objects.exists()


def test_others_may_buy_what_has_lapsed_and_late_money_then_goes_back(shop):
    placed = make_order(("MUG", 8), payment=CHALLENGE)
    with pytest.raises(OutOfStock, match=r"Only 2 of MUG left\."):
        make_order(("MUG", 3))
    expire_orders(now=LATER)
    make_order(("MUG", 3))

    TestCharge.objects.filter(reference=placed.payment.public_id).update(status="captured")
    order = settle_payment(payment_id=placed.payment.pk, now=LATER)

    assert (order.status, order.payment_status) == ("expired", "refunded")
    assert counts("MUG") == (10, 3, 0)


def test_late_money_takes_stock_again_where_there_is_some(shop):
    placed = make_order(("MUG", 7), payment=CHALLENGE)
    expire_orders(now=LATER)
    make_order(("MUG", 3))
    TestCharge.objects.filter(reference=placed.payment.public_id).update(status="captured")
    assert settle_payment(payment_id=placed.payment.pk, now=LATER).status == "placed"
    assert (counts("MUG"), moves("MUG")[-1]) == ((10, 10, 0), ("allocate", 0, 7, 0))


def test_a_variant_that_is_not_known_any_more_cannot_be_taken_again(open_order):
    expire_orders(now=LATER)
    line = open_order.lines.get(sku="MUG")
    line.variant_id = None  # as lines are whose variant was deleted by an earlier release
    needs = stock_needs(units=[(line, 2)])
    assert needs == [Need(line.pk, "MUG", 2, ((0, 1),))]
    with pytest.raises(OutOfStock, match="MUG is sold out"), transaction.atomic():
        allocate_units(needs=needs, by=By(SYSTEM, NOW))


def test_each_step_costs_few_statements_however_many_lines_there_are(open_order, django_assert_num_queries):
    lines = list(open_order.lines.all())
    with transaction.atomic():
        with django_assert_num_queries(2):
            convert_reservations(order=open_order, by=By(SYSTEM, NOW))
        with django_assert_num_queries(2):
            release_stock_of(order=open_order, by=By(SYSTEM, NOW))
        with django_assert_num_queries(1):
            needs = stock_needs(units=[(line, line.quantity) for line in lines])
        with django_assert_num_queries(3):
            reserve_units(needs=needs, expires_at=LATER, by=By(GUEST, NOW))
        release_stock_of(order=open_order, by=By(SYSTEM, NOW))
        with django_assert_num_queries(3):
            allocate_units(needs=needs, by=By(SYSTEM, NOW))
        with django_assert_num_queries(4):
            ship_units(units=[(line, line.quantity) for line in lines], by=By(SYSTEM, NOW))


def test_steps_can_be_limited_to_some_lines(open_order):
    mug = open_order.lines.get(sku="MUG")
    with transaction.atomic():
        convert_reservations(order=open_order, line_ids=[mug.pk], by=By(SYSTEM, NOW))
    assert (counts("MUG"), counts("BOWL")) == ((10, 2, 0), (10, 0, 3))
    with transaction.atomic():
        release_stock_of(order=open_order, line_ids=[mug.pk], by=By(SYSTEM, NOW))
    assert (counts("MUG"), counts("BOWL")) == ((10, 0, 0), (10, 0, 3))


def test_an_order_that_holds_both_kinds_gives_both_back(open_order):
    mug = open_order.lines.get(sku="MUG")
    with transaction.atomic():
        convert_reservations(order=open_order, line_ids=[mug.pk], by=By(SYSTEM, NOW))
        release_stock_of(order=open_order, by=By(SYSTEM, NOW))
    assert (moves("MUG")[-1], moves("BOWL")[-1]) == (("release", 0, -2, 0), ("unreserve", 0, 0, -3))


def test_safety_units_are_not_sold(shop):
    set_level("MUG", safety=8)
    with pytest.raises(OutOfStock, match=r"Only 2 of MUG left\."):
        make_order(("MUG", 3))
    make_order(("MUG", 2))
    with pytest.raises(OutOfStock, match="MUG is sold out"):
        make_order(("MUG", 1))


def test_what_is_there_goes_before_what_is_only_promised(shop):
    set_level("MUG", on_hand=0, backorder_limit=5)
    second = Location.objects.create(code="second", name="Second", priority=1)
    StockLevel.objects.create(variant=Variant.objects.get(sku="MUG"), location=second, on_hand=3)
    make_order(("MUG", 4))
    held = Allocation.objects.order_by("level__location__priority")
    assert list(held.values_list("level__location__code", "quantity")) == [("main", 1), ("second", 3)]


def test_goods_that_are_not_here_yet_are_not_sent_and_the_refusal_says_when_they_come(shop):
    set_level("MUG", on_hand=2, backorder_limit=5, expected_on=date(2026, 12, 9))
    line = make_order(("MUG", 5)).order.lines.get()
    with pytest.raises(AwaitingStock) as refusal, transaction.atomic():
        ship_units(units=[(line, 3)], by=By(SYSTEM, NOW))
    assert refusal.value.message == ("1 × MUG: not in stock until 9 December 2026. Ship the other items, or wait.")
    with transaction.atomic():
        ship_units(units=[(line, 2)], by=By(SYSTEM, NOW))
    assert counts("MUG") == (0, 3, 0)
    set_level("MUG", on_hand=3)
    with transaction.atomic():
        ship_units(units=[(line, 3)], by=By(SYSTEM, NOW))
    assert counts("MUG") == (0, 0, 0)


@pytest.mark.breaks_rules  # the steps alone do not count on the line what leaves it
def test_of_several_locations_what_is_there_is_sent_and_what_is_not_is_given_back_first(shop):
    set_level("MUG", on_hand=2)
    second = Location.objects.create(code="second", name="Second", priority=1)
    StockLevel.objects.create(variant=Variant.objects.get(sku="MUG"), location=second, backorder_limit=5)
    line = make_order(("MUG", 5)).order.lines.get()
    with transaction.atomic():
        release_units(units=[(line, 1)], by=By(SYSTEM, NOW))
    held = Allocation.objects.order_by("level__location__priority")
    assert list(held.values_list("level__location__code", "quantity")) == [("main", 2), ("second", 2)]
    with transaction.atomic():
        ship_units(units=[(line, 2)], by=By(SYSTEM, NOW))
    assert list(held.values_list("level__location__code", "quantity")) == [("second", 2)]


@pytest.mark.breaks_rules  # the steps alone do not count on the line what leaves it
def test_a_parcel_of_one_location_takes_nothing_from_another(shop):
    second = Location.objects.create(code="second", name="Second", priority=1)
    StockLevel.objects.create(variant=Variant.objects.get(sku="MUG"), location=second, on_hand=5)
    line = make_order(("MUG", 12)).order.lines.get()
    with pytest.raises(AwaitingStock, match="1 × MUG"), transaction.atomic():
        ship_units(units=[(line, 3)], location_id=second.pk, by=By(SYSTEM, NOW))
    with transaction.atomic():
        ship_units(units=[(line, 2)], location_id=second.pk, by=By(SYSTEM, NOW))
    assert dict(StockLevel.objects.filter(variant__sku="MUG").values_list("location__code", "on_hand")) == {
        "main": 10,
        "second": 3,
    }


def test_a_buyer_has_at_most_five_unpaid_orders(shop):
    for _ in range(MAX_OPEN_ORDERS):
        make_order(("MUG", 1), payment=CHALLENGE)
    with pytest.raises(TooManyOpenOrders):
        make_order(("MUG", 1), email="ADA@example.com", payment=CHALLENGE)
    make_order(("MUG", 1), email="eve@example.com", payment=CHALLENGE)
    assert counts("MUG") == (10, 0, 6)


def test_what_was_paid_expired_or_cancelled_does_not_count(shop):
    for _ in range(MAX_OPEN_ORDERS):
        make_order(("MUG", 1))
    for _ in range(MAX_OPEN_ORDERS - 1):
        make_order(("BOWL", 1), payment=CHALLENGE)
    expire_orders(now=LATER)
    make_order(("CUP", 1), payment=CHALLENGE, now=LATER + timedelta(seconds=1))
    assert Order.objects.filter(status="pending").count() == 1


def test_a_customer_is_known_by_the_login_and_staff_and_system_have_no_limit(shop, shopper, other_shopper):
    def buy(actor):
        return make_order(("MUG", 1), actor=actor, payment=CHALLENGE, email="shared@example.com").order

    mine, theirs = (Actor("customer", user_id=user.pk, label=user.email) for user in (shopper, other_shopper))
    for _ in range(MAX_OPEN_ORDERS):
        buy(mine)
    with pytest.raises(TooManyOpenOrders):
        buy(mine)
    for actor in (theirs, GUEST, SYSTEM, Actor("staff", user_id=shopper.pk)):
        buy(actor)
    assert counts("MUG") == (10, 0, 9)
