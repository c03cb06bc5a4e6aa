"""What the locked levels give, whatever was seen before: safety stock, back-orders, what others hold."""

import pytest
from django.db import transaction

from shop.core.actor import SYSTEM, By
from shop.inventory.models import Location, StockLevel, StockMovement
from shop.inventory.rules import Need
from shop.inventory.steps import OutOfStock, allocate_stock, reserve_stock
from tests.factories.catalog import make_product
from tests.factories.orders import NOW
from tests.factories.stock import counts, set_level

pytestmark = [pytest.mark.django_db, pytest.mark.breaks_rules]  # levels are set by hand, and steps have no order
SHOP = By(SYSTEM, NOW)


@pytest.fixture
def _stock_adds_up_afterwards():
    """Not here: units are held for no order."""


@pytest.fixture
def mug(channel):
    return make_product(skus=["MUG"], stock=10).variants.get()


def take(mug, units, step=reserve_stock):
    with transaction.atomic():
        return step(needs=[Need(1, "MUG", units, ((mug.pk, 1),))], by=SHOP)


@pytest.mark.parametrize("step", [reserve_stock, allocate_stock])
@pytest.mark.parametrize(
    ("level", "most"),
    [
        ({"safety": 0}, 10),
        ({"safety": 4}, 6),
        ({"backorder_limit": 5}, 15),
        ({"backorder_limit": 5, "safety": 4}, 11),
        ({"allocated": 3}, 7),
        ({"reserved": 3}, 7),
        ({"safety": 2, "allocated": 3, "reserved": 1, "backorder_limit": 1}, 5),
    ],
)
def test_the_last_unit_is_sold_and_no_other(mug, step, level, most):
    set_level("MUG", **level)
    with pytest.raises(OutOfStock) as refusal:
        take(mug, most + 1, step)
    (short,) = refusal.value.shortages
    assert (short.sku, short.requested, short.available) == ("MUG", most + 1, most)
    assert not StockMovement.objects.filter(kind__in=["reserve", "allocate"]).exists()
    assert sum(held.quantity for held in take(mug, most, step)) == most
    with pytest.raises(OutOfStock):
        take(mug, 1, step)


def test_places_give_in_the_order_of_their_priority_and_then_as_they_were_made(mug):
    Location.objects.update(priority=1)
    for code, priority in (("late", 2), ("early", 0), ("twin", 1)):
        place = Location.objects.create(code=code, name=code, priority=priority)
        StockLevel.objects.create(variant=mug, location=place, on_hand=1)
    take(mug, 12, allocate_stock)
    held = StockMovement.objects.filter(kind="allocate").values_list("level__location__code", "allocated")
    assert dict(held) == {"early": 1, "main": 10, "twin": 1}


def test_what_needs_nothing_takes_nothing(mug):
    with transaction.atomic():
        assert reserve_stock(needs=[Need(1, "CARD", 9, ())], by=SHOP) == []
    assert counts("MUG") == (10, 0, 0)
