"""The columns `available` and `ready` of a stock level, which the database works out."""

import pytest
from django.db import ProgrammingError, connection, transaction

from shop.inventory.models import Location, StockLevel
from tests.factories.catalog import make_product
from tests.factories.stock import set_level

pytestmark = [pytest.mark.django_db, pytest.mark.breaks_rules]  # counts are written without their orders


@pytest.fixture
def level(channel) -> StockLevel:
    make_product(skus=["MUG"], stock=10)
    return StockLevel.objects.get()


@pytest.mark.parametrize(
    ("values", "available", "ready"),
    [
        ({"on_hand": 10}, 10, 10),
        ({"on_hand": 0}, 0, 0),
        ({"safety": 3}, 7, 7),
        ({"safety": 10}, 0, 0),
        ({"safety": 11}, 0, 0),
        ({"allocated": 4}, 6, 6),
        ({"reserved": 4}, 6, 6),
        ({"allocated": 9, "reserved": 1}, 0, 0),
        ({"backorder_limit": 5}, 15, 10),
        ({"backorder_limit": 5, "allocated": 12}, 3, 0),
        ({"backorder_limit": 5, "safety": 2, "allocated": 4, "reserved": 3}, 6, 1),
        ({"backorder_limit": 5, "safety": 12}, 3, 0),
        ({"backorder_limit": 5, "allocated": 15}, 0, 0),
    ],
)
def test_each_number_of_a_level_counts_and_neither_falls_below_zero(level, values, available, ready):
    set_level("MUG", **values)
    level.refresh_from_db()
    assert (level.available, level.ready) == (available, ready)


def test_an_object_knows_them_once_it_is_saved_or_made(level):
    level.safety, level.backorder_limit = 2, 5
    level.save()
    assert (level.available, level.ready) == (13, 8)
    level.safety = 4
    level.save(update_fields=["safety"])
    assert (level.available, level.ready) == (11, 6)

    second = Location.objects.create(code="second", name="Second", priority=1)
    made = StockLevel.objects.create(variant=level.variant, location=second, on_hand=3, safety=1)
    assert (made.available, made.ready) == (2, 2)
    third = Location.objects.create(code="third", name="Third", priority=2)
    (made,) = StockLevel.objects.bulk_create([StockLevel(variant=level.variant, location=third, on_hand=4)])
    assert (made.available, made.ready) == (4, 4)


def test_nobody_can_write_them(level):
    with pytest.raises(ProgrammingError, match="generated column"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_stocklevel SET available = 99")
