"""Documents say what may be promised, and keep up with stock and with the calendar."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.catalog.models import Variant
from shop.inventory.models import Location, StockLevel
from shop.search.models import ProductDocument, StaleProduct
from shop.search.operations import refresh_stale
from shop.search.queries import exact_snapshot
from tests.factories.catalog import make_product
from tests.factories.stock import make_bundle, set_level

pytestmark = pytest.mark.django_db


def said(product):
    """What the sweep leaves in the document about the first variant."""
    refresh_stale()
    entry = ProductDocument.objects.get(product=product).data["variants"][0]
    return entry["status"], entry["units_left"], entry["available_from"]


@pytest.fixture
def today(channel):
    return channel.day_of(timezone.now())


@pytest.fixture
def tomorrow_comes(monkeypatch):
    def come(days):
        later = timezone.now() + timedelta(days=days)
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    return come


def test_a_release_day_that_comes_changes_the_document_by_itself(channel, today, tomorrow_comes):
    lamp = make_product("Lamp", skus=["LAMP"], released_on=today + timedelta(days=3))
    assert said(lamp) == ("preorder", None, (today + timedelta(days=3)).isoformat())
    assert (StaleProduct.objects.count(), refresh_stale()) == (0, 0)

    tomorrow_comes(2)
    assert refresh_stale() == 0
    tomorrow_comes(1)
    assert exact_snapshot(product_id=lamp.pk)["variants"][0]["status"] == "in_stock"
    assert refresh_stale() == 1

    assert said(lamp) == ("in_stock", None, None)
    assert refresh_stale() == 0


def test_an_expected_day_that_is_over_is_promised_no_more(channel, today, tomorrow_comes):
    lamp = make_product("Lamp", skus=["LAMP"], stock=0)
    set_level("LAMP", backorder_limit=5, expected_on=today + timedelta(days=1))
    assert said(lamp) == ("backorder", None, (today + timedelta(days=1)).isoformat())

    tomorrow_comes(1)
    assert refresh_stale() == 0
    tomorrow_comes(1)

    assert said(lamp) == ("backorder", None, None)


CHANGES = {
    "few are left": ({"on_hand": 5}, ("low", 5, None)),
    "fewer are left": ({"on_hand": 1}, ("low", 1, None)),
    "none is there, some may be ordered": ({"on_hand": 0, "backorder_limit": 2}, ("backorder", None, None)),
    "none is left": ({"on_hand": 0}, ("sold_out", None, None)),
    "more are kept back": ({"safety": 7}, ("low", 3, None)),
    "few means more": ({"low_stock_at": 10}, ("low", 10, None)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_that_is_shown_reaches_the_document(channel, change):
    mug = make_product("Mug", skus=["MUG"], stock=10)
    values, wanted = CHANGES[change]
    set_level("MUG", **values)
    assert said(mug) == wanted


def test_few_of_a_second_location_count_by_the_mark_of_the_first(channel):
    mug = make_product("Mug", skus=["MUG"], stock=1)
    set_level("MUG", low_stock_at=20)
    second = Location.objects.create(code="second", name="Second", priority=1)
    level = StockLevel.objects.create(variant=Variant.objects.get(), location=second, on_hand=15)
    assert said(mug) == ("low", 16, None)

    StockLevel.objects.filter(pk=level.pk).update(on_hand=14)

    assert said(mug) == ("low", 15, None)


def test_what_nobody_sees_leaves_no_note(channel):
    make_product("Mug", skus=["MUG"], stock=10)
    refresh_stale()
    set_level("MUG", on_hand=9)
    set_level("MUG", on_hand=0, backorder_limit=9)
    refresh_stale()
    set_level("MUG", backorder_limit=8)
    assert not StaleProduct.objects.exists()


@pytest.mark.parametrize("change", [{"sku": "CUP"}, {"track_stock": False}])
def test_a_bundle_follows_its_parts(channel, change):
    make_product("Mug", skus=["MUG"], stock=3)
    make_product("Set", skus=["SET"], stock=None)
    bundle = make_bundle("SET", MUG=1).product
    assert said(bundle) == ("low", 3, None)

    Variant.objects.filter(sku="MUG").update(**change)

    refresh_stale()
    entry = ProductDocument.objects.get(product=bundle).data["variants"][0]
    assert entry["components"][0]["sku"] == change.get("sku", "MUG")
    assert entry["status"] == ("low" if "sku" in change else "in_stock")
