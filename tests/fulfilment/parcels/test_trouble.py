"""What goes wrong with parcels: lost, come back, sent once more."""

import pytest

from shop.core.actor import GUEST, By
from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.operations import (
    close_withdrawal,
    declare_withdrawal,
    edit_tracking,
    handle_withdrawal,
    move_parcel,
    prepare_parcels,
    refund_order,
    resend_parcel,
    ship_order,
    ship_parcel,
)
from shop.inventory.models import StockLevel
from shop.inventory.steps import OutOfStock
from shop.orders.models import Allocation, OrderLine
from shop.orders.rules import ForbiddenTransition
from shop.payments.steps import CreditLine
from tests.factories.orders import NOW
from tests.fulfilment.parcels.looking import STATES, state, units


@pytest.mark.django_db
def test_a_parcel_on_its_way_gets_another_tracking_number_and_no_other_does(order, do):
    [parcel] = do(prepare_parcels, order_id=order.pk, is_packed=True)
    new = {"carrier": "UPS", "tracking_number": "1Z", "tracking_url": "https://ups.example/1Z"}
    with pytest.raises(ForbiddenTransition):
        do(edit_tracking, parcel_id=parcel.pk, **new)
    do(ship_parcel, parcel_id=parcel.pk, carrier="DHL")
    changed = do(edit_tracking, parcel_id=parcel.pk, **new)
    assert (changed.carrier, changed.tracking_number, changed.tracking_url) == tuple(new.values())
    with pytest.raises(InvalidInput):
        do(edit_tracking, parcel_id=parcel.pk, **{**new, "tracking_url": "javascript:alert(1)"})


@pytest.mark.django_db
def test_a_lost_parcel_is_sent_once_more_from_stock(order, do):
    [lost] = do(ship_order, order_id=order.pk)
    do(move_parcel, parcel_id=lost.pk, target="lost")
    again = do(resend_parcel, parcel_id=lost.pk, carrier="DHL")

    assert (again.status, again.replaces_id, again.location.code) == ("shipped", lost.pk, "main")
    assert sorted(again.lines.values_list("order_line__sku", "quantity")) == [("BOWL", 3), ("MUG", 2)]
    assert sorted(StockLevel.objects.values_list("on_hand", "allocated")) == [(4, 0), (6, 0)]
    assert units(order) == {"MUG": [0, 2, 0, 0], "BOWL": [0, 3, 0, 0]}
    with pytest.raises(ForbiddenTransition):
        do(resend_parcel, parcel_id=lost.pk)
    do(move_parcel, parcel_id=again.pk, target="delivered")
    assert state(order) == ("closed", "delivered")


@pytest.mark.django_db
def test_a_lost_parcel_is_sent_again_while_units_of_its_lines_still_wait(order, do):
    mug = OrderLine.objects.get(order=order, sku="MUG")
    [lost] = do(ship_order, order_id=order.pk, quantities={mug.pk: 1})
    do(move_parcel, parcel_id=lost.pk, target="lost")

    do(resend_parcel, parcel_id=lost.pk)

    assert units(order)["MUG"] == [0, 1, 0, 0]
    assert StockLevel.objects.filter(variant__sku="MUG").values_list("on_hand", "allocated").get() == (8, 1)
    assert Allocation.objects.get(line=mug).quantity == 1


@pytest.mark.django_db
def test_a_parcel_that_came_back_is_restocked_and_sent_again(order, do):
    [parcel] = do(ship_order, order_id=order.pk)
    do(move_parcel, parcel_id=parcel.pk, target="returned_to_sender", restock=True)
    assert state(order) == ("closed", "returned")
    assert sorted(StockLevel.objects.values_list("on_hand", "allocated")) == [(10, 0), (10, 0)]

    again = do(resend_parcel, parcel_id=parcel.pk)

    assert state(order) == ("closed", "fulfilled")
    assert sorted(StockLevel.objects.values_list("on_hand", "allocated")) == [(7, 0), (8, 0)]
    do(move_parcel, parcel_id=again.pk, target="lost")
    with pytest.raises(OutOfStock):
        StockLevel.objects.update(on_hand=1)
        do(resend_parcel, parcel_id=again.pk)
    assert Fulfilment.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["lost", "returned_to_sender"])
@pytest.mark.parametrize("given", ["units", "all of it", "withdrawn"])
def test_what_was_paid_back_meanwhile_is_not_sent_again_for_nothing(order, do, target, given):
    [parcel] = do(ship_order, order_id=order.pk)
    if given == "withdrawn":
        contact = {"name": "Ada", "email": "ada@example.com"}
        units = {order.lines.get(sku="MUG").pk: 1}
        withdrawal = declare_withdrawal(order_id=order.pk, units=units, by=By(GUEST, NOW), **contact)
        do(handle_withdrawal, withdrawal_id=withdrawal.pk, inspections={}, refund=True)
        do(close_withdrawal, withdrawal_id=withdrawal.pk, note="Never came")
    do(move_parcel, parcel_id=parcel.pk, target=target)
    if given == "units":
        mug = order.lines.get(sku="MUG")
        do(refund_order, order_id=order.pk, lines={mug.pk: CreditLine(1, Money(mug.unit_minor, "EUR"))})
    elif given == "all of it":
        do(refund_order, order_id=order.pk, allowance=Money(order.total_minor, "EUR"))
    with pytest.raises(ForbiddenTransition, match="refunded meanwhile"):
        do(resend_parcel, parcel_id=parcel.pk)
    assert Fulfilment.objects.count() == 1


@pytest.mark.django_db
def test_of_two_lost_parcels_the_one_that_was_not_paid_back_is_sent_again(order, do):
    mug = order.lines.get(sku="MUG")
    first, second = (do(ship_order, order_id=order.pk, quantities={mug.pk: 1})[0] for _ in range(2))
    for parcel in (first, second):
        do(move_parcel, parcel_id=parcel.pk, target="lost")
    do(refund_order, order_id=order.pk, lines={mug.pk: CreditLine(1, Money(mug.unit_minor, "EUR"))})
    do(resend_parcel, parcel_id=second.pk)
    with pytest.raises(ForbiddenTransition, match="refunded meanwhile"):
        do(resend_parcel, parcel_id=first.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("current", [state for state in STATES if state not in ("lost", "returned_to_sender")])
@pytest.mark.breaks_rules
def test_nothing_else_is_sent_again(order, do, current):
    [parcel] = do(prepare_parcels, order_id=order.pk, is_packed=True)
    if current in ("shipped", "delivered"):
        do(ship_parcel, parcel_id=parcel.pk)
    Fulfilment.objects.update(status=current)
    with pytest.raises(ForbiddenTransition):
        do(resend_parcel, parcel_id=parcel.pk)
    assert Fulfilment.objects.count() == 1
