"""Parcels: planned, packed, sent, delivered."""

import pytest
from django.db import IntegrityError, transaction

from shop.fulfilment.models import Fulfilment
from shop.fulfilment.operations import (
    NothingToShip,
    edit_tracking,
    move_parcel,
    prepare_parcels,
    ship_order,
    ship_parcel,
)
from shop.fulfilment.rules import FULFILMENT_TRANSITIONS
from shop.inventory.models import StockLevel
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderEvent, OrderLine
from shop.orders.rules import ForbiddenTransition
from tests.factories.orders import NOW, make_order
from tests.fulfilment.parcels.looking import STATES, state, units


@pytest.mark.django_db
def test_a_parcel_goes_step_by_step_from_planned_to_delivered(order, do, staff_actor):
    [parcel] = do(prepare_parcels, order_id=order.pk)
    assert (parcel.status, parcel.location.code, parcel.version) == ("planned", "main", 1)
    assert units(order) == {"MUG": [2, 0, 0, 0], "BOWL": [3, 0, 0, 0]}
    assert sorted(StockLevel.objects.values_list("on_hand", "allocated")) == [(10, 2), (10, 3)]

    do(move_parcel, parcel_id=parcel.pk, target="picking")
    assert do(move_parcel, parcel_id=parcel.pk, target="packed").version == 3
    sent = do(ship_parcel, parcel_id=parcel.pk, carrier="DHL", tracking_number="JD014")
    assert (sent.status, sent.tracking_number, sent.shipped_at) == ("shipped", "JD014", NOW)
    assert units(order) == {"MUG": [0, 2, 0, 0], "BOWL": [0, 3, 0, 0]}
    assert sorted(StockLevel.objects.values_list("on_hand", "allocated")) == [(7, 0), (8, 0)]
    assert state(order) == ("closed", "fulfilled")
    assert MailMessage.objects.filter(dedupe_key=f"{order.public_id}:shipped:{parcel.pk}").count() == 1

    do(move_parcel, parcel_id=parcel.pk, target="delivered")
    assert state(order) == ("closed", "delivered")
    assert units(order) == {"MUG": [0, 2, 2, 0], "BOWL": [0, 3, 3, 0]}
    told = OrderEvent.objects.filter(data__parcel=parcel.public_id).values_list("kind", "actor_label")
    assert list(told) == [
        (kind, staff_actor.label)
        for kind in ("parcel.planned", "parcel.picking", "parcel.packed", "order.shipped", "parcel.delivered")
    ]


@pytest.mark.drawn
@pytest.mark.django_db
@pytest.mark.parametrize("target", [state for state in STATES if state not in ("planned", "shipped")])
@pytest.mark.parametrize("current", STATES)
@pytest.mark.breaks_rules
def test_a_parcel_moves_exactly_where_the_table_lists_it(order, do, current, target):
    [parcel] = do(prepare_parcels, order_id=order.pk, is_packed=True)
    if current in ("shipped", "delivered", "lost", "returned_to_sender"):
        do(ship_parcel, parcel_id=parcel.pk)
    Fulfilment.objects.update(status=current)
    before = (Fulfilment.objects.values().get(), units(order), OrderEvent.objects.count())

    if target in FULFILMENT_TRANSITIONS[current]:
        assert do(move_parcel, parcel_id=parcel.pk, target=target).status == target
    else:
        with pytest.raises(ForbiddenTransition):
            do(move_parcel, parcel_id=parcel.pk, target=target)
        assert (Fulfilment.objects.values().get(), units(order), OrderEvent.objects.count()) == before


@pytest.mark.django_db
@pytest.mark.parametrize("current", [state for state in STATES if state != "packed"])
@pytest.mark.breaks_rules
def test_only_a_packed_parcel_is_sent(order, do, current):
    [parcel] = do(prepare_parcels, order_id=order.pk, is_packed=True)
    if current in ("shipped", "delivered", "lost", "returned_to_sender"):
        do(ship_parcel, parcel_id=parcel.pk)
    Fulfilment.objects.update(status=current)
    Order.objects.update(status="placed")
    stock = sorted(StockLevel.objects.values_list("on_hand", "allocated"))
    with pytest.raises(ForbiddenTransition):
        do(ship_parcel, parcel_id=parcel.pk)
    assert sorted(StockLevel.objects.values_list("on_hand", "allocated")) == stock


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["shipped", "planned", "", "gone"])
def test_refuses_targets_that_are_no_moves(order, do, target):
    [parcel] = do(prepare_parcels, order_id=order.pk)
    with pytest.raises(ForbiddenTransition):
        do(move_parcel, parcel_id=parcel.pk, target=target)


@pytest.mark.django_db
def test_units_in_a_parcel_cannot_be_packed_or_sent_twice_and_unpacking_frees_them(order, do):
    mug, bowl = order.lines.all()
    [first] = do(prepare_parcels, order_id=order.pk, quantities={mug.pk: 2, bowl.pk: 1})
    with pytest.raises(NothingToShip):
        do(prepare_parcels, order_id=order.pk, quantities={mug.pk: 1})
    [rest] = do(ship_order, order_id=order.pk)
    assert list(rest.lines.values_list("order_line__sku", "quantity")) == [("BOWL", 2)]
    assert state(order) == ("placed", "partial")
    with pytest.raises(NothingToShip):
        do(ship_order, order_id=order.pk)

    do(move_parcel, parcel_id=first.pk, target="cancelled")

    assert units(order) == {"MUG": [0, 0, 0, 0], "BOWL": [0, 2, 0, 0]}
    do(ship_order, order_id=order.pk)
    assert state(order) == ("closed", "fulfilled")


@pytest.mark.django_db
def test_the_database_refuses_to_hold_send_and_cancel_more_than_was_bought(order):
    line = OrderLine.objects.first()
    for values in ({"quantity_held": 3}, {"quantity_held": 2, "quantity_cancelled": 1}, {"quantity_delivered": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrderLine.objects.filter(pk=line.pk).update(**values)


@pytest.mark.django_db
def test_what_is_too_long_for_a_parcels_columns_is_cut(order, do):
    web = "https://example.com/"
    [parcel] = do(
        ship_order, order_id=order.pk, carrier="c" * 61, tracking_number="n" * 81, tracking_url=web.ljust(301, "u")
    )
    parcel.refresh_from_db()
    assert (parcel.carrier, parcel.tracking_number) == ("c" * 60, "n" * 80)
    assert parcel.tracking_url == web.ljust(300, "u")


@pytest.mark.django_db
def test_correcting_a_parcel_number_changes_its_own_order_only(order, do):
    make_order(("MUG", 1))
    [parcel] = do(ship_order, order_id=order.pk)
    before = dict(Order.objects.values_list("pk", "version"))

    do(edit_tracking, parcel_id=parcel.pk, carrier="DHL", tracking_number="JD014", tracking_url="")

    assert dict(Order.objects.values_list("pk", "version")) == before | {order.pk: before[order.pk] + 1}
