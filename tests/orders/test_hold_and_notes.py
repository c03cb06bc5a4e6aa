"""Holding orders, and the notes that staff write."""

import pytest

from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from shop.fulfilment.operations import release_order, ship_order
from shop.orders.models import Order, OrderEvent, OrderNote
from shop.orders.operations import add_note, hold_order
from shop.orders.rules import ForbiddenTransition
from tests.factories.catalog import make_product
from tests.factories.orders import make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(channel):
    make_product("Mug", skus=["MUG"], stock=10)
    order = make_order(("MUG", 2)).order
    order.refresh_from_db()
    return order


def test_a_held_order_is_not_sent_until_it_is_released_and_keeps_the_day_it_was_placed(order, staff_actor, now):
    placed_at, version = order.placed_at, order.version
    held = hold_order(order_id=order.pk, reason="Address looks odd", by=By(staff_actor, now))
    assert (held.status, held.version) == ("on_hold", version + 1)
    with pytest.raises(ForbiddenTransition, match="On hold"):
        ship_order(order_id=order.pk, by=By(staff_actor, now))

    released = release_order(order_id=order.pk, by=By(staff_actor, now.replace(hour=23)), version=held.version)

    assert (released.status, released.placed_at) == ("placed", placed_at)
    ship_order(order_id=order.pk, by=By(staff_actor, now))
    told = OrderEvent.objects.filter(kind__in=["order.held", "order.released"]).values_list("message", "actor_label")
    assert list(told) == [("On hold: Address looks odd", staff_actor.label), ("Released", staff_actor.label)]


@pytest.mark.parametrize("status", sorted(set(Order.Status.values) - {"placed"}))
@pytest.mark.breaks_rules
def test_only_a_placed_order_is_held(order, staff_actor, now, status):
    Order.objects.update(status=status)
    before = Order.objects.values().get()
    with pytest.raises(ForbiddenTransition):
        hold_order(order_id=order.pk, reason="Wait", by=By(staff_actor, now))
    assert Order.objects.values().get() == before


@pytest.mark.parametrize("status", sorted(set(Order.Status.values) - {"on_hold"}))
@pytest.mark.breaks_rules
def test_only_a_held_order_is_released(order, staff_actor, now, status):
    Order.objects.update(status=status)
    before = Order.objects.values().get()
    with pytest.raises(ForbiddenTransition):
        release_order(order_id=order.pk, by=By(staff_actor, now))
    assert Order.objects.values().get() == before


def test_refuses_a_stale_version_no_reason_and_people_without_the_right(order, staff_actor, now):
    with pytest.raises(StaleVersion):
        hold_order(order_id=order.pk, reason="Wait", by=By(staff_actor, now), version=order.version - 1)
    with pytest.raises(InvalidInput):
        hold_order(order_id=order.pk, reason="  ", by=By(staff_actor, now))
    for actor in (GUEST, Actor(kind="staff"), Actor(kind="customer", user_id=1)):
        with pytest.raises(Forbidden):
            hold_order(order_id=order.pk, reason="Wait", by=By(actor, now))
        with pytest.raises(Forbidden):
            release_order(order_id=order.pk, by=By(actor, now))
        with pytest.raises(Forbidden):
            add_note(order_id=order.pk, text="Hello", by=By(actor, now))
    assert Order.objects.get().status == "placed"


def test_a_note_says_who_wrote_it_and_when(order, staff_actor, now):
    add_note(order_id=order.pk, text="  Rang twice, nobody there. ", by=By(staff_actor, now))
    note = OrderNote.objects.get()
    assert (note.text, note.author_label, note.created_at) == ("Rang twice, nobody there.", staff_actor.label, now)


@pytest.mark.parametrize("text", ["x", "x" * 2000])
def test_a_note_has_from_one_to_two_thousand_characters(order, staff_actor, now, text):
    assert add_note(order_id=order.pk, text=text, by=By(staff_actor, now)).text == text


def test_a_reason_that_is_too_long_is_cut(order, staff_actor, now):
    hold_order(order_id=order.pk, reason="x" * 201, by=By(staff_actor, now))
    assert OrderEvent.objects.get(kind="order.held").message == f"On hold: {'x' * 200}"


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_refuses_an_empty_or_endless_note(order, staff_actor, now, text):
    with pytest.raises(InvalidInput):
        add_note(order_id=order.pk, text=text, by=By(staff_actor, now))


def test_refuses_a_note_on_an_order_that_does_not_exist(order, staff_actor, now):
    with pytest.raises(NotFound):
        add_note(order_id=order.pk + 1, text="Hello", by=By(staff_actor, now))
