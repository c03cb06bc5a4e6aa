"""The database keeps the sum of movements equal to the level, whoever writes."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from shop.catalog.models import Product
from shop.inventory.models import Location, StockLevel, StockMovement
from tests.factories.catalog import make_product
from tests.factories.stock import assert_stock_adds_up, counts, moves

pytestmark = pytest.mark.django_db


@pytest.fixture
def level(channel):
    make_product(skus=["MUG"], stock=10)
    return StockLevel.objects.get()


def run(sql: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


def insert(kind: str, **deltas: int) -> str:
    names, values = ", ".join(deltas), ", ".join(str(value) for value in deltas.values())
    return (
        f"INSERT INTO inventory_stockmovement (level_id, kind, actor_kind, {names})"
        f" SELECT id, '{kind}', 'system', {values} FROM inventory_stocklevel"
    )


def test_a_level_that_is_created_with_units_has_a_movement_from_the_start(level):
    assert moves("MUG") == [("direct", 10, 0, 0)]


def test_an_empty_level_has_none(level):
    second = Location.objects.create(code="second", name="Second")
    empty = StockLevel.objects.create(variant=level.variant, location=second, backorder_limit=5)
    assert not StockMovement.objects.filter(level=empty).exists()


def test_inserting_a_movement_changes_the_level(level):
    run(insert("receive", on_hand=5))
    run(insert("allocate", allocated=3))
    run(insert("ship", on_hand=-2, allocated=-2))
    assert counts("MUG") == (13, 1, 0)
    run(insert("release", allocated=-1))
    assert [kind for kind, *_ in moves("MUG")] == ["direct", "receive", "allocate", "ship", "release"]


@pytest.mark.parametrize(
    ("sql", "recorded"),
    [
        ("UPDATE inventory_stocklevel SET on_hand = 4", ("direct", -6, 0, 0)),
        ("UPDATE inventory_stocklevel SET allocated = 2, reserved = 3", ("direct", 0, 2, 3)),
        ("UPDATE inventory_stocklevel SET on_hand = on_hand + 1, safety = 9", ("direct", 1, 0, 0)),
    ],
)
@pytest.mark.breaks_rules
def test_raw_sql_is_recorded_as_a_movement_of_its_own_kind(level, sql, recorded):
    run(sql)
    assert moves("MUG")[1:] == [recorded]


def test_saving_a_level_without_new_counts_records_nothing(level):
    level.safety = 3
    level.save()
    run("UPDATE inventory_stocklevel SET on_hand = on_hand")
    assert len(moves("MUG")) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE inventory_stockmovement SET on_hand = 11",
        "UPDATE inventory_stockmovement SET note = 'never happened'",
        "DELETE FROM inventory_stockmovement",
        insert("direct", on_hand=1),
    ],
)
def test_movements_are_never_changed_taken_away_or_forged(level, sql):
    with pytest.raises(IntegrityError, match=r"append-only|only written by the database"):
        run(sql)
    assert moves("MUG") == [("direct", 10, 0, 0)]


@pytest.mark.parametrize(
    ("kind", "deltas"),
    [
        ("receive", {"on_hand": -1}),
        ("receive", {"on_hand": 1, "reserved": 1}),
        ("damage", {"on_hand": 1}),
        ("adjust", {"on_hand": 0}),
        ("reserve", {"reserved": -1}),
        ("unreserve", {"reserved": 1}),
        ("allocate", {"allocated": 2, "reserved": -1}),
        ("release", {"allocated": 1}),
        ("ship", {"on_hand": -1, "allocated": -2}),
        ("ship", {"on_hand": 1, "allocated": 1}),
        ("theft", {"on_hand": -1}),
    ],
)
def test_a_movement_has_the_shape_of_its_kind(level, kind, deltas):
    with pytest.raises(IntegrityError, match="movement_shape"):
        run(insert(kind, **deltas))


@pytest.mark.parametrize(
    ("kind", "deltas", "constraint"),
    [
        ("reserve", {"reserved": 11}, "stock_never_oversold"),
        ("allocate", {"allocated": 11}, "stock_never_oversold"),
        ("damage", {"on_hand": -11}, "on_hand"),
        ("unreserve", {"reserved": -1}, "reserved"),
        ("release", {"allocated": -1}, "allocated"),
        ("ship", {"on_hand": -1, "allocated": -1}, "allocated"),
    ],
)
def test_no_movement_can_oversell_or_go_below_zero(level, kind, deltas, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        run(insert(kind, **deltas))
    assert counts("MUG") == (10, 0, 0)


def test_safety_is_no_promise_so_what_broke_can_always_be_booked(level):
    run("UPDATE inventory_stocklevel SET safety = 10")
    run(insert("damage", on_hand=-7))
    assert counts("MUG") == (3, 0, 0)


def test_movements_keep_their_product(level):
    run(insert("receive", on_hand=5))
    with pytest.raises(ProtectedError):
        Product.objects.all().delete()
    assert StockMovement.objects.filter(kind="receive", on_hand=5).exists()


def test_only_settings_raise_the_version(level):
    run(insert("receive", on_hand=5))
    run("UPDATE inventory_stocklevel SET on_hand = 3")
    assert StockLevel.objects.get().version == 1
    run("UPDATE inventory_stocklevel SET expected_on = '2026-12-01'")
    run("UPDATE inventory_stocklevel SET backorder_limit = 1, safety = 1, low_stock_at = 0")
    assert StockLevel.objects.get().version == 3


def test_the_check_of_these_tests_sees_a_break(level):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE inventory_stocklevel DISABLE TRIGGER inventory_record_update")
            cursor.execute("UPDATE inventory_stocklevel SET on_hand = 9")
        with pytest.raises(AssertionError):
            assert_stock_adds_up()
        transaction.set_rollback(True)
