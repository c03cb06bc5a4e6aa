"""Who may not pack and send, and when."""

import pytest

from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden, NotFound, StaleVersion
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.operations import (
    NothingToShip,
    move_parcel,
    prepare_parcels,
    resend_parcel,
    ship_order,
    ship_parcel,
)
from shop.fulfilment.rules import Packable, plan_parcels
from shop.orders.operations import hold_order
from shop.orders.rules import ForbiddenTransition
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.shop import make_channel


@pytest.mark.django_db
def test_nothing_is_packed_or_sent_while_the_order_is_on_hold(order, do):
    [parcel] = do(prepare_parcels, order_id=order.pk, is_packed=True)
    do(hold_order, order_id=order.pk, reason="Fraud check")
    for act in (
        lambda: do(ship_parcel, parcel_id=parcel.pk),
        lambda: do(prepare_parcels, order_id=order.pk),
        lambda: do(ship_order, order_id=order.pk),
    ):
        with pytest.raises(ForbiddenTransition, match="On hold"):
            act()
    assert do(move_parcel, parcel_id=parcel.pk, target="cancelled").status == "cancelled"


@pytest.mark.django_db
def test_refuses_strangers_stale_versions_and_parcels_that_do_not_exist(order, do):
    [parcel] = do(prepare_parcels, order_id=order.pk)
    for actor in (GUEST, Actor(kind="staff"), Actor(kind="customer", user_id=1)):
        with pytest.raises(Forbidden):
            prepare_parcels(order_id=order.pk, by=By(actor, NOW))
        with pytest.raises(Forbidden):
            move_parcel(parcel_id=parcel.pk, target="picking", by=By(actor, NOW))
        with pytest.raises(Forbidden):
            ship_parcel(parcel_id=parcel.pk, by=By(actor, NOW))
        with pytest.raises(Forbidden):
            resend_parcel(parcel_id=parcel.pk, by=By(actor, NOW))
    with pytest.raises(StaleVersion):
        do(move_parcel, parcel_id=parcel.pk, target="picking", version=parcel.version + 1)
    with pytest.raises(StaleVersion):
        do(prepare_parcels, order_id=order.pk, version=order.version)
    with pytest.raises(NotFound):
        do(move_parcel, parcel_id=0, target="picking")


def test_of_ten_who_pack_and_send_at_once_exactly_one_parcel_leaves(transactional_db, do):
    make_channel()
    make_product("Mug", skus=["MUG"], stock=10)
    order = make_order(("MUG", 2)).order

    def try_it(index):
        return do(ship_order if index % 2 else prepare_parcels, order_id=order.pk)

    results = all_at_once(10, try_it)

    assert sum(isinstance(result, list) for result in results) == 1
    assert all(isinstance(r, (list, NothingToShip, ForbiddenTransition)) for r in results)
    assert Fulfilment.objects.count() == 1


@pytest.mark.parametrize(
    ("lines", "plan"),
    [
        ([], {}),
        ([Packable(1, 2, {}, {})], {None: {1: 2}}),
        ([Packable(1, 2, {7: 1}, {5: {7: 2}}), Packable(2, 1, {}, {})], {5: {1: 2, 2: 1}}),
        ([Packable(1, 3, {7: 1}, {6: {7: 1}, 5: {7: 2}})], {5: {1: 2}, 6: {1: 1}}),
        # A bundle of one 7 and two 8: location 5 can send one, the parts of the other lie apart.
        ([Packable(1, 2, {7: 1, 8: 2}, {5: {7: 1, 8: 3}, 6: {7: 1, 8: 1}})], {5: {1: 1}, None: {1: 1}}),
        ([Packable(1, 0, {7: 1}, {5: {7: 2}})], {}),
    ],
)
def test_parcels_are_planned_by_the_place_of_the_goods(lines, plan):
    assert plan_parcels(lines, locations=[5, 6]) == plan
