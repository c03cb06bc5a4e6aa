"""What is credited while a change waits for its payment."""

from importlib import import_module

import pytest

from shop.checkout.operations import amount_due, lapse_changes
from shop.core.actor import By
from shop.core.money import Money
from shop.fulfilment.operations import CreditLine, cancel_order, refund_order, ship_order
from shop.orders.models import Order, OrderChange
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Refund
from shop.payments.operations import write_off
from shop.payments.queries import standing
from tests.factories.orders import NOW
from tests.factories.returns import approve, make_return, receive
from tests.fulfilment.edits.changing import LATER, check_money, line, stock

REFUND_ORDER = import_module("shop.fulfilment.operations.refund_order")


def test_an_allowance_given_while_a_change_waits_goes_back_whole_when_it_is_taken_back(order, edit, staff_actor):
    edit(order, add={"VASE": 1}, shipping_method="express")
    refund_order(order_id=order.pk, allowance=Money(3000, "EUR"), by=By(staff_actor, NOW))
    assert amount_due(order=Order.objects.get(), now=NOW) == Money(3000 + 710 - 3000, "EUR")
    lapse_changes(now=LATER)
    assert (OrderChange.objects.get().status, Refund.objects.get().amount_minor) == ("lapsed", 3000)
    assert standing(Order.objects.get()).owed.amount_minor == 0


def test_what_is_credited_while_a_change_waits_pays_for_it_first_and_completes_it(order, edit, staff_actor):
    edit(order, add={"VASE": 1})
    refund_order(order_id=order.pk, lines={line(order, "MUG").pk: CreditLine(2)}, by=By(staff_actor, NOW))
    assert (OrderChange.objects.get().status, Refund.objects.get().amount_minor) == ("applied", 800)
    assert stock()["VASE"] == [3, 1, 0]
    check_money(order)


def test_units_cancelled_while_a_change_waits_complete_it_too(order, edit, staff_actor):
    edit(order, add={"VASE": 1})
    units = {line(order, "MUG").pk: 2}
    cancel_order(order_id=order.pk, quantities=units, reason="", by=By(staff_actor, NOW))
    assert (OrderChange.objects.get().status, Refund.objects.get().amount_minor) == ("applied", 800)
    assert stock() == {"MUG": [10, 0, 0], "BOWL": [10, 1, 0], "VASE": [3, 1, 0]}
    check_money(order)


def test_goods_that_come_back_while_a_change_waits_complete_it_too(order, edit, staff_actor):
    ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={line(order, "MUG").pk: 2})
    return_ = make_return(Order.objects.get(), 2)
    approve(return_, staff_actor)
    edit(order, add={"VASE": 1})
    receive(return_, staff_actor)
    assert (OrderChange.objects.get().status, Refund.objects.get().amount_minor) == ("applied", 800)
    check_money(order)


def test_a_process_that_dies_before_it_completes_the_change_leaves_that_to_the_round(
    order, edit, staff_actor, monkeypatch
):
    edit(order, add={"VASE": 1})
    monkeypatch.setattr(REFUND_ORDER, "follow_up", lambda **_: None)
    refund_order(order_id=order.pk, lines={line(order, "MUG").pk: CreditLine(2)}, by=By(staff_actor, NOW))
    assert OrderChange.objects.get().status == "awaiting_payment"
    lapse_changes(now=LATER)
    assert OrderChange.objects.get().status == "applied"
    check_money(order)


def test_what_a_waiting_change_costs_is_not_written_off(order, edit, staff_actor):
    edit(order, add={"VASE": 1})
    with pytest.raises(ForbiddenTransition):
        write_off(order_id=order.pk, reason="", by=By(staff_actor, NOW), expected=Money(3000, "EUR"))
    lapse_changes(now=LATER)
    assert not Refund.objects.exists()
    check_money(order)
