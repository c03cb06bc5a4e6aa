"""Goods that arrive, counts that are corrected, settings of a level."""

from datetime import date

import pytest

from shop.catalog.models import Variant
from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from shop.core.idempotency import Claim
from shop.inventory.models import Location, StockLevel, StockMovement
from shop.inventory.operations import StockTooLow, adjust_stock, receive_stock, set_stock_settings
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.stock import counts, moves, set_level

pytestmark = pytest.mark.django_db
KEEPER = Actor("staff", label="keeper@example.com", permissions=frozenset({"inventory.change_stocklevel"}))


@pytest.fixture
def mug(channel):
    return make_product(skus=["MUG"], stock=10).variants.get()


@pytest.fixture
def place(channel):
    return Location.objects.get().pk


def adjust(mug, place, difference, reason="adjust", **values):
    values = {"by": By(KEEPER, NOW)} | values
    adjust_stock(location_id=place, variant_id=mug.pk, difference=difference, reason=reason, **values)


def settings(**values):
    level = StockLevel.objects.get()
    given = {"safety": 0, "backorder_limit": 0, "expected_on": None, "low_stock_at": None, "by": By(KEEPER, NOW)}
    return set_stock_settings(level_id=level.pk, **(given | values))


def test_a_delivery_is_booked_with_who_and_why(mug, place):
    receive_stock(location_id=place, received={mug.pk: 30}, by=By(KEEPER, NOW), note="Delivery 17")
    assert counts("MUG") == (40, 0, 0)
    movement = StockMovement.objects.last()
    assert (movement.kind, movement.on_hand, movement.created_at) == ("receive", 30, NOW)
    assert (movement.actor_kind, movement.actor_label, movement.note) == ("staff", "keeper@example.com", "Delivery 17")


def test_a_variant_that_never_was_at_a_location_begins_at_zero(mug):
    second = Location.objects.create(code="second", name="Second")
    receive_stock(location_id=second.pk, received={mug.pk: 3}, by=By(KEEPER, NOW))
    assert StockLevel.objects.get(location=second).on_hand == 3


def test_a_count_is_corrected_by_a_difference_and_damage_has_its_own_kind(mug, place):
    adjust(mug, place, -2)
    adjust(mug, place, 1)
    adjust(mug, place, -3, "damage", note="Fell from the shelf")
    assert moves("MUG")[1:] == [("adjust", -2, 0, 0), ("adjust", 1, 0, 0), ("damage", -3, 0, 0)]
    assert counts("MUG") == (6, 0, 0)


def test_what_orders_hold_cannot_be_taken_away_and_the_refusal_says_how_many_can(mug, place):
    make_order(("MUG", 7))
    with pytest.raises(StockTooLow) as refusal:
        adjust(mug, place, -4, "damage")
    assert (
        refusal.value.message
        == "7 of the 10 units of MUG at Main warehouse are allocated to orders. You can remove at most 3."
    )
    adjust(mug, place, -3, "damage")
    assert counts("MUG") == (7, 7, 0)
    set_level("MUG", backorder_limit=2)
    adjust(mug, place, -2, "damage")
    with pytest.raises(StockTooLow, match="at most 0"):
        adjust(mug, place, -1, "damage")


def test_more_than_there_is_cannot_be_taken_away(mug, place):
    set_level("MUG", backorder_limit=50)
    with pytest.raises(StockTooLow, match="There are only 10 of MUG at Main warehouse"):
        adjust(mug, place, -11)


@pytest.mark.parametrize(
    ("difference", "reason"), [(0, "adjust"), (0, "damage"), (1, "damage"), (-1_000_001, "adjust"), (2**63, "adjust")]
)
def test_odd_differences_are_refused(mug, place, difference, reason):
    with pytest.raises(InvalidInput) as refusal:
        adjust(mug, place, difference, reason)
    assert list(refusal.value.fields) == ["difference"]


@pytest.mark.parametrize("received", [{}, {1: 0}, {1: -1}, {1: 1_000_001}])
def test_odd_deliveries_are_refused(mug, place, received):
    with pytest.raises(InvalidInput):
        receive_stock(location_id=place, received=received, by=By(KEEPER, NOW))


def test_a_delivery_with_one_odd_number_is_refused_whole(mug, place):
    bowl = make_product("Bowl", skus=["BOWL"], stock=10).variants.get()
    for odd in (0, 1_000_001):
        with pytest.raises(InvalidInput):
            receive_stock(location_id=place, received={mug.pk: 5, bowl.pk: odd}, by=By(KEEPER, NOW))
    assert (counts("MUG"), counts("BOWL")) == ((10, 0, 0), (10, 0, 0))


def test_the_most_that_can_be_entered_is_a_million(mug, place):
    receive_stock(location_id=place, received={mug.pk: 1_000_000}, by=By(KEEPER, NOW))
    adjust(mug, place, -1_000_000)
    assert counts("MUG") == (10, 0, 0)
    level = settings(safety=1_000_000, backorder_limit=1_000_000, low_stock_at=1_000_000)
    assert (level.safety, level.backorder_limit, level.low_stock_at) == (1_000_000,) * 3


def test_a_form_that_was_sent_twice_is_booked_once(mug, place):
    for form, book in (
        (
            "receive",
            lambda claim: receive_stock(location_id=place, received={mug.pk: 5}, by=By(KEEPER, NOW), claim=claim),
        ),
        ("adjust", lambda claim: adjust(mug, place, -2, claim=claim)),
    ):
        for _ in range(2):
            book(Claim("staff:1", form, "same", keeps_answer=False))
    assert moves("MUG")[1:] == [("receive", 5, 0, 0), ("adjust", -2, 0, 0)]


def test_the_level_that_is_set_must_exist(mug):
    with pytest.raises(NotFound):
        set_stock_settings(
            level_id=2**40, safety=0, backorder_limit=0, expected_on=None, low_stock_at=None, by=By(KEEPER, NOW)
        )


def test_unknown_places_and_variants_are_refused(mug, place):
    with pytest.raises(NotFound):
        receive_stock(location_id=place + 99, received={mug.pk: 1}, by=By(KEEPER, NOW))
    with pytest.raises(NotFound):
        receive_stock(location_id=place, received={mug.pk: 1, 2**40: 1}, by=By(KEEPER, NOW))
    assert counts("MUG") == (10, 0, 0)


def test_settings_change_what_is_sold_and_raise_the_version(mug):
    level = settings(safety=4, backorder_limit=2, expected_on=date(2026, 12, 1), low_stock_at=3, version=1)
    assert (level.available, level.ready, level.version) == (8, 6, 2)
    with pytest.raises(StaleVersion):
        settings(version=1)
    assert settings(version=2).version == 3


def test_the_settings_of_other_levels_stay(mug):
    make_product("Bowl", skus=["BOWL"], stock=10)
    level, other = StockLevel.objects.order_by("pk")
    before = StockLevel.objects.values().get(pk=other.pk)
    set_stock_settings(
        level_id=level.pk, safety=4, backorder_limit=2, expected_on=None, low_stock_at=3, by=By(KEEPER, NOW)
    )
    assert StockLevel.objects.values().get(pk=other.pk) == before


def test_the_back_order_limit_covers_what_orders_hold(mug):
    settings(backorder_limit=5)
    make_order(("MUG", 13))
    with pytest.raises(StockTooLow) as refusal:
        settings(backorder_limit=2)
    assert refusal.value.message == "13 units are already allocated to orders. The limit must be at least 3."
    assert settings(backorder_limit=3).available == 0


@pytest.mark.parametrize("name", ["safety", "backorder_limit", "low_stock_at"])
def test_odd_settings_are_refused(mug, name):
    for number in (-1, 1_000_001):
        with pytest.raises(InvalidInput) as refusal:
            settings(**{name: number})
        assert list(refusal.value.fields) == [name]


@pytest.mark.parametrize("actor", [GUEST, Actor("customer", user_id=1), Actor("staff")])
def test_only_who_may_change_stock_does(mug, place, actor):
    with pytest.raises(Forbidden):
        receive_stock(location_id=place, received={mug.pk: 1}, by=By(actor, NOW))
    with pytest.raises(Forbidden):
        adjust(mug, place, -1, by=By(actor, NOW))
    with pytest.raises(Forbidden):
        settings(by=By(actor, NOW))
    assert (counts("MUG"), len(moves("MUG"))) == ((10, 0, 0), 1)


def test_a_buyers_address_is_not_in_the_movements(mug, shopper):
    make_order(("MUG", 1), actor=Actor("customer", user_id=shopper.pk, label=shopper.email))
    assert list(StockMovement.objects.values_list("kind", "actor_kind", "actor_label", "actor_user_key"))[1] == (
        "reserve",
        "customer",
        "",
        shopper.pk,
    )
    assert Variant.objects.count() == 1
