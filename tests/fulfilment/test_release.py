"""An order that was on hold while the last of it was cancelled does not stay open."""

import pytest

from shop.core.actor import GUEST, By
from shop.fulfilment.operations import cancel_order, declare_withdrawal, release_order, ship_order
from shop.orders.models import Order
from shop.orders.operations import hold_order
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(channel):
    make_product("Mug", skus=["MUG"], stock=10)
    return make_order(("MUG", 2)).order


def test_an_order_on_hold_that_is_wholly_withdrawn_from_is_cancelled(order, staff_actor):
    hold_order(order_id=order.pk, reason="Fraud check", by=By(staff_actor, NOW))
    contact = {"name": "Ada", "email": "ada@example.com"}
    declare_withdrawal(order_id=order.pk, units=None, by=By(GUEST, NOW), **contact)
    assert Order.objects.get().status == "cancelled"


def test_an_order_that_is_released_with_nothing_left_to_send_is_closed(order, staff_actor):
    mug = order.lines.get()
    ship_order(order_id=order.pk, quantities={mug.pk: 1}, by=By(staff_actor, NOW))
    hold_order(order_id=order.pk, reason="Fraud check", by=By(staff_actor, NOW))
    cancel_order(order_id=order.pk, quantities={mug.pk: 1}, by=By(staff_actor, NOW), reason="")
    assert Order.objects.get().status == "on_hold"
    assert release_order(order_id=order.pk, by=By(staff_actor, NOW)).status == "closed"
