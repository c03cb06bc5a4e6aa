"""Sending parcels."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.catalog.models import Variant
from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden, InvalidInput, NotFound
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.operations import NothingToShip, cancel_order, ship_order
from shop.inventory.models import Location, StockLevel
from shop.notifications.models import MailMessage
from shop.orders.models import Allocation, Order, OrderEvent
from shop.orders.rules import ForbiddenTransition
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(channel):
    make_product("Mug", skus=["MUG"], stock=10)
    make_product("Bowl", skus=["BOWL"], stock=10)
    return make_order(("MUG", 2), ("BOWL", 3)).order


def test_everything_in_one_parcel_closes_the_order_and_takes_it_out_of_stock(order, staff_actor):
    [parcel] = ship_order(order_id=order.pk, by=By(staff_actor, NOW), carrier="DHL", tracking_number="JD014")

    order.refresh_from_db()
    assert (order.status, order.fulfilment_status) == ("closed", "fulfilled")
    assert sorted(parcel.lines.values_list("order_line__sku", "quantity")) == [("BOWL", 3), ("MUG", 2)]
    assert sorted(StockLevel.objects.values_list("on_hand", "allocated")) == [(7, 0), (8, 0)]
    assert not Allocation.objects.exists()
    assert OrderEvent.objects.last().message == "Parcel shipped: DHL, JD014"
    assert MailMessage.objects.filter(dedupe_key=f"{order.public_id}:shipped:{parcel.pk}").count() == 1


def test_a_part_first_and_the_rest_later(order, staff_actor):
    mug, bowl = order.lines.all()
    ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={mug.pk: 2, bowl.pk: 1})
    order.refresh_from_db()
    assert (order.status, order.fulfilment_status) == ("placed", "partial")
    assert list(Allocation.objects.values_list("line__sku", "quantity")) == [("BOWL", 2)]

    with pytest.raises(NothingToShip):
        ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={bowl.pk: 3})
    ship_order(order_id=order.pk, by=By(staff_actor, NOW))

    order.refresh_from_db()
    assert (order.status, order.fulfilment_status, Fulfilment.objects.count()) == ("closed", "fulfilled", 2)


@pytest.mark.parametrize("quantities", [{}, {0: 1}, {-1: 0}])
def test_refuses_to_send_nothing_or_what_is_not_there(order, staff_actor, quantities):
    with pytest.raises(NothingToShip):
        ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities=quantities)
    assert not Fulfilment.objects.exists()


@pytest.mark.parametrize("actor", [GUEST, Actor(kind="staff"), Actor(kind="customer", user_id=1)])
def test_needs_the_permission(order, actor):
    with pytest.raises(Forbidden):
        ship_order(order_id=order.pk, by=By(actor, NOW))


def test_refuses_a_link_that_is_no_web_address(order, staff_actor):
    with pytest.raises(InvalidInput):
        ship_order(order_id=order.pk, by=By(staff_actor, NOW), tracking_url="javascript:alert(1)")


def test_refuses_an_order_that_does_not_exist(order, staff_actor):
    with pytest.raises(NotFound):
        ship_order(order_id=order.pk + 1, by=By(staff_actor, NOW))


@pytest.mark.parametrize("status", ["pending", "expired", "cancelled", "closed"])
@pytest.mark.breaks_rules
def test_only_a_placed_order_is_sent(order, staff_actor, status):
    Order.objects.update(status=status)
    with pytest.raises(ForbiddenTransition):
        ship_order(order_id=order.pk, by=By(staff_actor, NOW))
    assert not Fulfilment.objects.exists()


def test_a_cancelled_order_cannot_be_sent(order, staff_actor):
    cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="")
    with pytest.raises(ForbiddenTransition):
        ship_order(order_id=order.pk, by=By(staff_actor, NOW))


def test_parcels_from_several_places_lock_all_their_levels_first_and_by_key(channel, staff_actor):
    """Else whoever locks the same levels by key, as a checkout does, waits for this in a circle."""
    make_product("Mug", skus=["MUG"], stock=0)
    make_product("Bowl", skus=["BOWL"], stock=5)
    first = Location.objects.create(code="first", name="First", priority=0)
    Location.objects.exclude(pk=first.pk).update(priority=1)
    bowl = StockLevel.objects.get(variant__sku="BOWL")
    mug = StockLevel.objects.create(variant=Variant.objects.get(sku="MUG"), location=first, on_hand=5)
    order = make_order(("MUG", 1), ("BOWL", 1)).order

    with CaptureQueriesContext(connection) as queries:
        assert len(ship_order(order_id=order.pk, by=By(staff_actor, NOW))) == 2

    assert bowl.pk < mug.pk
    locked = next(query["sql"] for query in queries if re.search("stocklevel.*FOR NO KEY UPDATE", query["sql"]))
    assert {str(level.variant_id) for level in (bowl, mug)} <= set(re.findall(r"\d+", locked.partition("WHERE")[2]))
