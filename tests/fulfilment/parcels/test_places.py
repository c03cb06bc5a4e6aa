"""Parcels leave from where their goods lie."""

import pytest
from django.db import transaction

from shop.catalog.models import Variant
from shop.core.errors import InvalidInput
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.operations import AwaitingStock, NothingToShip, ship_order, ship_parcel
from shop.fulfilment.packing import plan_of
from shop.fulfilment.steps.parcels import open_parcel
from shop.inventory.models import Location, StockLevel
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.stock import make_bundle
from tests.fulfilment.parcels.looking import state


@pytest.mark.django_db
def test_each_parcel_leaves_from_one_location(channel, do):
    make_product("Mug", skus=["MUG"], stock=10)
    bowl = make_product("Bowl", skus=["BOWL"], stock=1).variants.get()
    other = Location.objects.create(code="shop", name="Shop", priority=1)
    StockLevel.objects.create(variant=bowl, location=other, on_hand=5)
    order = make_order(("MUG", 2), ("BOWL", 3)).order

    with pytest.raises(InvalidInput, match="check"):
        do(ship_order, order_id=order.pk, tracking_number="JD014")
    parcels = do(ship_order, order_id=order.pk)

    content = [(p.location.code, sorted(p.lines.values_list("order_line__sku", "quantity"))) for p in parcels]
    assert content == [("main", [("BOWL", 1), ("MUG", 2)]), ("shop", [("BOWL", 2)])]
    levels = StockLevel.objects.order_by("location__code", "variant__sku")
    assert list(levels.values_list("location__code", "variant__sku", "on_hand", "allocated")) == [
        ("main", "BOWL", 0, 0), ("main", "MUG", 8, 0), ("shop", "BOWL", 3, 0)
    ]  # fmt: skip
    assert state(order) == ("closed", "fulfilled")


@pytest.mark.django_db
def test_what_lies_in_a_parcel_of_several_places_is_planned_at_none_of_them(channel, do):
    make_product("Mug", skus=["MUG"], stock=1)
    make_product("Bowl", skus=["BOWL"], stock=2)
    make_product("Tea set", skus=["SET"], stock=0)
    other = Location.objects.create(code="other", name="Other", priority=1)
    StockLevel.objects.create(variant=Variant.objects.get(sku="MUG"), location=other, on_hand=1)
    make_bundle("SET", MUG=1, BOWL=1)
    order = make_order(("SET", 2)).order
    line = order.lines.get()
    open_ = {"order": order, "pieces": [(line, 1)], "status": "packed", "now": NOW}
    assert sorted(str(plan.location) for plan in plan_of(order=order)) == ["Main warehouse", "None"]

    with transaction.atomic():
        open_parcel(location_id=None, **open_)

    # Sent from several places, that parcel takes the first mug: the other mug and a bowl are left, in two places.
    assert [plan.location for plan in plan_of(order=order)] == [None]
    do(ship_parcel, parcel_id=order.fulfilments.get().pk)
    assert [plan.location for plan in plan_of(order=order)] == [None]
    do(ship_order, order_id=order.pk)
    assert state(order)[0] == "closed"


@pytest.mark.django_db
def test_what_lies_elsewhere_stays_when_one_location_sends(order, do):
    other = Location.objects.create(code="shop", name="Shop", priority=1)
    with pytest.raises(NothingToShip):
        do(ship_order, order_id=order.pk, location_id=other.pk)
    do(ship_order, order_id=order.pk, location_id=Location.objects.get(code="main").pk)
    assert state(order) == ("closed", "fulfilled")


@pytest.mark.django_db
def test_what_was_sold_before_it_was_there_is_refused_with_what_is_missing(channel, do):
    make_product("Mug", skus=["MUG"], stock=1)
    StockLevel.objects.update(backorder_limit=5, expected_on="2026-12-24")
    order = make_order(("MUG", 3)).order
    with pytest.raises(AwaitingStock, match="2 × MUG: not in stock until 24 December 2026"):
        do(ship_order, order_id=order.pk)
    assert not Fulfilment.objects.exists()
    do(ship_order, order_id=order.pk, quantities={order.lines.get().pk: 1})
    assert state(order) == ("placed", "partial")
