"""A withdrawal meets an order that is, or was, being changed: the right of the law still has its effect."""

import pytest

from shop.core.actor import GUEST, By
from shop.core.money import Money
from shop.fulfilment.models import Withdrawal
from shop.fulfilment.operations import (
    EditInput,
    cancel_order,
    declare_withdrawal,
    declare_without_login,
    edit_order,
    handle_withdrawal,
    match_withdrawals,
)
from shop.inventory.models import StockLevel
from shop.orders.models import Order, OrderChange
from shop.payments.models import Payment
from shop.payments.queries import standing
from shop.reports.verify import find_breaks
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order


@pytest.fixture
def order(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    make_product("Lake bowl", skus=["BOWL"], price_minor=2400, stock=10)
    order = make_order(("MUG", 2)).order
    yield order
    order.refresh_from_db()
    assert standing(order).owed == Money(0, "EUR")
    assert list(StockLevel.objects.values_list("on_hand", "allocated", "reserved")) == [(10, 0, 0)] * 2
    assert find_breaks().broken == ()


@pytest.fixture
def waiting(order, staff_actor):
    """A change of the order that gives up a mug for a bowl, and waits to be paid."""
    mug = order.lines.get(sku="MUG")
    edit = EditInput(add={"BOWL": 1}, quantities={mug.pk: 1})
    return edit_order(order_id=order.pk, edit=edit, by=By(staff_actor, NOW)).change


def declare(order):
    contact = {"name": "Ada Lovelace", "email": "ada@example.com"}
    return declare_withdrawal(order_id=order.pk, units=None, by=By(GUEST, NOW), **contact)


def say(order):
    contact = {"name": "Ada Lovelace", "email": order.email}
    withdrawal = declare_without_login(order_number=str(order.number), goods="", now=NOW, **contact)
    assert match_withdrawals(now=NOW) == 1
    return withdrawal


def handle(withdrawal, staff_actor):
    return handle_withdrawal(withdrawal_id=withdrawal.pk, inspections={}, refund=True, by=By(staff_actor, NOW))


def charge_is_back():
    payment = Payment.objects.get(captured_minor__gt=0)
    return payment.refunded_minor == payment.captured_minor


def test_an_order_with_a_change_that_waits_can_be_withdrawn_from(order, waiting):
    withdrawal = declare(order)
    waiting.refresh_from_db()
    order.refresh_from_db()
    assert (withdrawal.status, waiting.status, order.status) == (
        Withdrawal.Status.REFUNDED,
        OrderChange.Status.WITHDRAWN,
        Order.Status.CANCELLED,
    )
    assert charge_is_back()


def test_staff_look_at_a_withdrawal_from_an_order_with_a_change_that_waits(order, waiting, staff_actor):
    withdrawal = handle(say(order), staff_actor)
    waiting.refresh_from_db()
    assert (withdrawal.status, waiting.status) == (Withdrawal.Status.REFUNDED, OrderChange.Status.WITHDRAWN)
    assert charge_is_back()


def test_what_staff_cancelled_before_they_looked_ends_the_withdrawal_too(order, staff_actor):
    withdrawal = say(order)
    cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="Withdrawn")
    withdrawal.refresh_from_db()
    assert handle(withdrawal, staff_actor).status == Withdrawal.Status.REFUNDED
    assert charge_is_back()
