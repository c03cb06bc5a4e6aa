"""Who may not change an order, when, and to what."""

from datetime import timedelta

import pytest

from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden, InvalidInput, StaleVersion
from shop.core.money import Money
from shop.fulfilment.operations import EditInput, NothingToChange, PriceMoved, edit_order, prepare_parcels, preview_edit
from shop.inventory.steps import OutOfStock
from shop.orders.models import Order, OrderChange
from shop.orders.operations import hold_order
from shop.orders.rules import ForbiddenTransition
from tests.factories.orders import NOW
from tests.fulfilment.edits.changing import check_money, line


@pytest.mark.django_db
def test_what_is_in_a_parcel_stays_in_the_order(order, edit, staff_actor):
    mug = line(order, "MUG")
    prepare_parcels(order_id=order.pk, by=By(staff_actor, NOW), quantities={mug.pk: 1})
    with pytest.raises(InvalidInput) as error:
        edit(order, quantities={mug.pk: 0})
    assert error.value.fields == {f"line_{mug.pk}": "1 are already packed or shipped. Enter 1 or more."}
    edit(order, quantities={mug.pk: 1})
    check_money(order)


@pytest.mark.django_db
def test_a_stale_version_and_another_price_are_refused_in_preview_and_change(order, edit):
    old = order.version
    edit(order, quantities={line(order, "MUG").pk: 1})
    for operation in (preview_edit, edit_order):
        with pytest.raises(StaleVersion):
            edit(order, operation=operation, quantities={line(order, "MUG").pk: 0}, version=old)
    with pytest.raises(PriceMoved):
        edit(order, add={"VASE": 1}, expected=Money(2999, "EUR"))
    assert OrderChange.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", sorted(set(Order.Status.values) - {"placed", "on_hold"}))
@pytest.mark.breaks_rules
def test_only_a_placed_order_is_changed(order, edit, status):
    Order.objects.update(status=status)
    with pytest.raises(ForbiddenTransition):
        edit(order, add={"VASE": 1})
    assert not OrderChange.objects.exists()


@pytest.mark.django_db
def test_a_held_order_may_be_changed(order, edit, staff_actor):
    hold_order(order_id=order.pk, reason="Buyer thinks", by=By(staff_actor, NOW))
    edit(order, quantities={line(order, "MUG").pk: 1})
    check_money(order)
    assert order.status == "on_hold"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"add": {"NONE": 1}},
        {"add": {"VASE": 0}},
        {"add": {"VASE": -1}},
        {"add": {"VASE": 100_001}},
        {"quantities": {0: 1}},
        {"add": {"VASE": 1}, "pay_within": timedelta(minutes=29, seconds=59)},
        {"add": {"VASE": 1}, "pay_within": timedelta(days=30, seconds=1)},
    ],
)
def test_refuses_what_makes_no_sense(order, edit, values):
    with pytest.raises(InvalidInput):
        edit(order, **values)
    with pytest.raises(InvalidInput):
        edit(order, quantities={line(order, "MUG").pk: -1})
    with pytest.raises(NothingToChange):
        edit(order)
    with pytest.raises(NothingToChange):
        edit(order, quantities={line(order, "MUG").pk: 2}, shipping_method="standard")
    with pytest.raises(OutOfStock):
        edit(order, add={"VASE": 4})
    assert not OrderChange.objects.exists()
    check_money(order)


@pytest.mark.django_db
@pytest.mark.parametrize("pay_within", [timedelta(minutes=30), timedelta(days=30)])
def test_the_buyer_has_from_half_an_hour_to_thirty_days_to_pay(order, edit, pay_within):
    edit(order, add={"VASE": 1}, pay_within=pay_within)
    assert OrderChange.objects.get().expires_at == NOW + pay_within


@pytest.mark.django_db
def test_needs_the_permission(order):
    for actor in (GUEST, Actor(kind="staff"), Actor(kind="customer", user_id=1)):
        for operation in (preview_edit, edit_order):
            with pytest.raises(Forbidden):
                operation(order_id=order.pk, edit=EditInput(add={"VASE": 1}), by=By(actor, NOW))
