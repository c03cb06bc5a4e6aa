"""The new goods of an exchange are given up: called off, withdrawn from, cancelled or sent back."""

import pytest

from shop.core.actor import GUEST, By
from shop.core.errors import InvalidInput
from shop.fulfilment.operations import (
    EditInput,
    Inspection,
    cancel_order,
    cancel_return,
    declare_withdrawal,
    edit_order,
    handle_withdrawal,
    prepare_parcels,
    ship_order,
)
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import TestCharge
from tests.factories.orders import NOW
from tests.factories.returns import approve, make_return, receive, settlement
from tests.fulfilment.exchanges.looking import assert_nobody_owes_anything, stock

pytestmark = pytest.mark.django_db


def test_the_new_goods_come_back_too_and_are_paid_back_where_they_were_paid(order, staff_actor):
    first = approve(make_return(order, 2, wanted="MOSS"), staff_actor)
    receive(first, staff_actor)
    new = first.replacement
    ship_order(order_id=new.pk, by=By(staff_actor, NOW))

    second = approve(make_return(new, 2), staff_actor)
    done = receive(second, staff_actor)

    order.refresh_from_db()
    assert (done.status, done.refund_minor, TestCharge.objects.get().refunded_minor) == ("refunded", 3800, 3800)
    assert [note.order for note in done.notes.all()] == [order]
    assert (order.payment_status, stock("MOSS"), stock("RUST")) == ("partially_refunded", (10, 0, 0), (10, 0, 0))
    assert_nobody_owes_anything()


def test_calling_it_off_frees_the_new_goods(order, staff_actor):
    return_ = approve(make_return(order, 1, wanted="MOSS"), staff_actor)
    cancel_return(return_id=return_.pk, by=By(GUEST, NOW))
    assert stock("MOSS") == (10, 0, 0)
    assert Order.objects.get(pk=return_.replacement_id).status == "cancelled"


@pytest.mark.parametrize("waits", ["parcel", "change"])
def test_calling_it_off_unpacks_the_new_goods_and_ends_a_change_of_them(order, staff_actor, waits):
    return_ = approve(make_return(order, 1, wanted="MOSS"), staff_actor, at_once=True)
    if waits == "parcel":
        prepare_parcels(order_id=return_.replacement_id, by=By(staff_actor, NOW))
    else:
        edit_order(order_id=return_.replacement_id, edit=EditInput(add={"SPOON": 1}), by=By(staff_actor, NOW))
    cancel_return(return_id=return_.pk, by=By(GUEST, NOW))
    assert (stock("MOSS"), stock("SPOON")) == ((10, 0, 0), (10, 0, 0))
    assert Order.objects.get(pk=return_.replacement_id).status == "cancelled"


def withdraw(order, staff_actor, units=None):
    """The buyer withdraws from units of an order, and sends back what they have of them."""
    withdrawal = declare_withdrawal(
        order_id=order.pk, name="Ada Lovelace", email="ada@example.com", units=units, by=By(GUEST, NOW)
    )
    if withdrawal.status == "refunded":
        return withdrawal
    inspections = {row.order_line_id: Inspection(received=row.awaited) for row in withdrawal.lines.all()}
    return handle_withdrawal(withdrawal_id=withdrawal.pk, inspections=inspections, refund=True, by=By(staff_actor, NOW))


def refunded():
    return TestCharge.objects.get().refunded_minor


def test_who_withdraws_from_the_new_goods_has_the_old_ones_still_and_their_money_when_they_are_back(order, staff_actor):
    return_ = approve(make_return(order, 2, wanted="MOSS"), staff_actor)
    assert (withdraw(return_.replacement, staff_actor).refund_minor, refunded()) == (0, 0)
    with pytest.raises(ForbiddenTransition):
        receive(return_, staff_actor)
    done = receive(return_, staff_actor, settlement=settlement(instead=True))
    assert (done.refund_minor, refunded(), stock("RUST"), stock("MOSS")) == (3800, 3800, (10, 0, 0), (10, 0, 0))
    assert_nobody_owes_anything()


@pytest.mark.parametrize(("wanted", "paid_back"), [("MOSS", 1900), ("SPOON", 1900 + 1200)])
def test_who_withdraws_from_a_part_of_the_new_goods_is_paid_back_for_it_with_the_old_ones(
    order, staff_actor, wanted, paid_back
):
    return_ = approve(make_return(order, 2, wanted=wanted), staff_actor)
    new = return_.replacement
    withdraw(new, staff_actor, {new.lines.get().pk: 1})
    assert refunded() == 0
    done = receive(return_, staff_actor)
    assert (done.status, done.refund_minor, refunded()) == ("exchanged", paid_back, paid_back)
    ship_order(order_id=new.pk, by=By(staff_actor, NOW))
    withdraw(new, staff_actor)
    assert refunded() == 3800
    assert_nobody_owes_anything()


@pytest.mark.parametrize("first", ["old", "new"])
def test_new_goods_that_were_sent_at_once_and_come_back_are_paid_back_once_both_are_here(order, staff_actor, first):
    return_ = approve(make_return(order, 1, wanted="MOSS"), staff_actor, at_once=True)
    ship_order(order_id=return_.replacement_id, by=By(staff_actor, NOW))
    new = Order.objects.get(pk=return_.replacement_id)
    acts = [lambda: receive(return_, staff_actor), lambda: withdraw(new, staff_actor)]
    for act in acts if first == "old" else reversed(acts):
        assert refunded() == 0
        act()
    assert refunded() == 1900
    assert_nobody_owes_anything()


@pytest.mark.parametrize("units", [1, 2])
def test_staff_who_cancel_new_goods_give_back_what_the_old_ones_cost(order, staff_actor, units):
    return_ = approve(make_return(order, 2, wanted="MOSS"), staff_actor)
    receive(return_, staff_actor)
    new = return_.replacement
    cancel_order(order_id=new.pk, quantities={new.lines.get().pk: units}, reason="Broken", by=By(staff_actor, NOW))
    assert (refunded(), stock("MOSS")) == (units * 1900, (10, 2 - units, 0))
    template = "cancelled" if units == 2 else "partly_cancelled"
    assert f"€{units * 19}.00" in MailMessage.objects.get(dedupe_key__contains=f":{template}").text
    assert_nobody_owes_anything()


def test_staff_who_cancel_new_goods_before_the_old_ones_are_back_give_back_nothing_yet(order, staff_actor):
    return_ = approve(make_return(order, 2, wanted="MOSS"), staff_actor, at_once=True)
    new = return_.replacement
    cancel_order(order_id=new.pk, quantities={new.lines.get().pk: 1}, reason="", by=By(staff_actor, NOW))
    assert refunded() == 0
    receive(return_, staff_actor)
    assert refunded() == 1900


def test_new_goods_are_not_exchanged_before_the_old_ones_are_back(order, staff_actor):
    first = approve(make_return(order, 1, wanted="MOSS"), staff_actor, at_once=True)
    ship_order(order_id=first.replacement_id, by=By(staff_actor, NOW))
    second = make_return(Order.objects.get(pk=first.replacement_id), 1, wanted="BOWL")
    with pytest.raises(InvalidInput, match=f"The items of {first} have not been returned yet"):
        approve(second, staff_actor)
    receive(first, staff_actor)
    assert approve(second, staff_actor).replacement.total_minor == 500
