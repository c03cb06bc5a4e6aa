"""What may be promised about variants, read with one query."""

from datetime import date

import pytest

from shop.catalog.models import Product, Variant
from shop.inventory.models import Location, StockLevel
from shop.inventory.queries import availability_of, units_of
from tests.factories.catalog import make_product
from tests.factories.stock import make_bundle, set_level

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def stock_of(sku):
    key = Variant.objects.get(sku=sku).pk
    return availability_of(variant_ids=[key], today=TODAY)[key]


@pytest.fixture
def shop(channel):
    make_product("Mug", skus=["MUG"], stock=10)
    make_product("Bowl", skus=["BOWL"], stock=7)
    make_product("Card", skus=["CARD"], stock=None)
    make_product("Set", skus=["SET"], stock=None)
    make_bundle("SET", MUG=2, BOWL=1, CARD=1)


def test_everything_about_any_number_of_variants_is_one_query(shop, django_assert_num_queries):
    keys = dict(Variant.objects.values_list("sku", "pk"))
    with django_assert_num_queries(1):
        found = availability_of(variant_ids=keys.values(), today=TODAY)
    assert {sku: (found[key].status, found[key].units) for sku, key in keys.items()} == {
        "MUG": ("in_stock", 10),
        "BOWL": ("in_stock", 7),
        "CARD": ("in_stock", None),
        "SET": ("low", 5),
    }


def test_nothing_asked_costs_nothing_and_what_is_unknown_is_missing(shop, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert availability_of(variant_ids=[], today=TODAY) == {}
    assert units_of(variant_ids=[2**40]) == {}


@pytest.mark.breaks_rules
def test_safety_reservations_and_allocations_are_not_sold(shop):
    set_level("MUG", safety=2, allocated=3, reserved=1)
    assert (stock_of("MUG").status, stock_of("MUG").units) == ("low", 4)
    set_level("MUG", safety=20)
    assert (stock_of("MUG").status, stock_of("MUG").units) == ("sold_out", 0)


def test_a_location_below_its_safety_takes_nothing_from_another(shop):
    second = Location.objects.create(code="second", name="Second", priority=1)
    StockLevel.objects.create(variant=Variant.objects.get(sku="MUG"), location=second, on_hand=1, safety=5)
    assert stock_of("MUG").units == 10


@pytest.mark.breaks_rules
def test_a_back_order_names_the_first_day_on_which_more_are_expected(shop):
    set_level("MUG", on_hand=0, backorder_limit=8, expected_on=date(2026, 12, 9))
    second = Location.objects.create(code="second", name="Second", priority=1)
    other = StockLevel.objects.create(
        variant=Variant.objects.get(sku="MUG"), location=second, backorder_limit=1, expected_on=date(2026, 12, 1)
    )
    found = stock_of("MUG")
    assert (found.status, found.units, found.ready, found.date) == ("backorder", 9, 0, date(2026, 12, 1))

    StockLevel.objects.filter(pk=other.pk).update(allocated=1)  # sold to the limit: its date promises nothing
    assert stock_of("MUG").date == date(2026, 12, 9)
    main = StockLevel.objects.exclude(pk=other.pk).filter(variant__sku="MUG")
    main.update(expected_on=date(2026, 11, 22))  # a day that has passed
    assert stock_of("MUG").date is None


def test_a_product_that_is_not_released_is_a_pre_order(shop):
    Product.objects.filter(name="Mug").update(released_on=date(2026, 12, 24))
    assert (stock_of("MUG").status, stock_of("MUG").date) == ("preorder", date(2026, 12, 24))


@pytest.mark.breaks_rules
def test_a_bundle_has_what_its_scarcest_part_gives(shop):
    assert (stock_of("SET").units, stock_of("SET").is_bundle) == (5, True)
    set_level("BOWL", allocated=4)
    assert stock_of("SET").units == 3
    set_level("MUG", on_hand=1)
    assert (stock_of("SET").status, stock_of("SET").units) == ("sold_out", 0)
    keys = dict(Variant.objects.values_list("sku", "pk"))
    assert stock_of("SET").needs == ((keys["MUG"], 2), (keys["BOWL"], 1))
