"""A withdrawal from what was not sent yet is a cancellation."""

import pytest

from shop.core.actor import By
from shop.fulfilment.models import Withdrawal
from shop.fulfilment.operations import close_settled, prepare_parcels, ship_order
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.payments.models import CreditNote, TestCharge
from tests.factories.orders import NOW, make_order
from tests.fulfilment.withdrawals.declaring import counts, declare, handle, states


@pytest.mark.django_db
def test_before_sending_it_is_a_cancellation_with_all_money_back_at_once(goods):
    order = make_order(("MUG", 2), shipping_method="express").order
    withdrawal = declare(order)

    order.refresh_from_db()
    assert (withdrawal.status, withdrawal.refund_minor, order.status) == ("refunded", 5000, "cancelled")
    assert (order.payment_status, TestCharge.objects.get().refunded_minor) == ("refunded", 5000)
    assert StockLevel.objects.get(variant__sku="MUG").allocated == 0
    assert CreditNote.objects.get().kind == "withdrawal"
    assert states(withdrawal) == ["declared", "acknowledged", "refunded"]
    assert close_settled(now=NOW) == 1
    assert Withdrawal.objects.get().status == "closed"


@pytest.mark.django_db
def test_what_lies_in_a_parcel_is_taken_out_again(goods, staff_actor):
    order = make_order(("MUG", 2)).order
    prepare_parcels(order_id=order.pk, by=By(staff_actor, NOW), is_packed=True)
    assert declare(order).status == "refunded"
    assert counts(order) == [(0, 2, 0, 0)]
    assert order.fulfilments.get().status == "cancelled"


@pytest.mark.django_db
def test_a_part_that_was_not_sent_leaves_the_rest_and_its_delivery(goods):
    order = make_order(("MUG", 2), ("BOWL", 1)).order
    mug = order.lines.get(sku="MUG")
    withdrawal = declare(order, {mug.pk: 1})
    order.refresh_from_db()
    assert (withdrawal.status, withdrawal.refund_minor) == ("refunded", 1900)
    assert (order.status, counts(order)) == ("placed", [(0, 1, 0, 0), (0, 0, 0, 0)])


@pytest.mark.django_db
def test_of_a_line_that_is_partly_sent_the_rest_goes_first(goods, staff_actor):
    order = make_order(("MUG", 3)).order
    line = order.lines.get()
    ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={line.pk: 1})
    withdrawal = declare(order)
    assert counts(order) == [(1, 2, 1, 0)]
    assert (withdrawal.status, withdrawal.refund_minor) == ("acknowledged", 3800)

    done = handle(withdrawal, staff_actor)
    assert (done.status, done.refund_minor) == ("refunded", 3 * 1900 + 490)
    assert Order.objects.get().payment_status == "refunded"
