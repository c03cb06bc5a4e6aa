"""A refund that is on its way: asked about now and then, and under the same name where a provider lists none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.core.actor import By
from shop.core.money import Money
from shop.fulfilment.operations import refund_order
from shop.payments.models import Refund
from shop.payments.operations import ASK_AFTER, sweep_refunds
from tests.factories.orders import NOW, make_order
from tests.money.timeline import PAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("knows_the_payment", [True, False])
def test_where_refunds_are_not_listed_the_refund_itself_is_asked_about(
    bank, mug, staff_actor, monkeypatch, knows_the_payment
):
    bank.refund_status = "sent"
    placed = make_order(("MUG", 1), payment=PAY)
    refund_order(order_id=placed.order.pk, allowance=Money(1000, "EUR"), by=By(staff_actor, NOW))
    refund = Refund.objects.get()
    assert (refund.status, sweep_refunds(now=NOW)) == ("sent", 0)
    bank.refund_status = "succeeded"
    seen = replace(bank.fetch(placed.payment.public_id), refunds=None)
    monkeypatch.setattr(bank, "fetch", lambda _attempt: seen if knows_the_payment else None)

    assert sweep_refunds(now=NOW + ASK_AFTER) == 1

    refund.refresh_from_db()
    assert (refund.status, refund.failure) == ("succeeded", "")
    assert bank.charges[placed.payment.public_id].refunds == {refund.public_id: 1000}


def test_one_that_is_still_on_its_way_is_not_asked_about_again_in_a_moment(bank, mug, staff_actor):
    bank.refund_status = "sent"
    placed = make_order(("MUG", 1), payment=PAY)
    refund_order(order_id=placed.order.pk, allowance=Money(1000, "EUR"), by=By(staff_actor, NOW))
    first, second = NOW + ASK_AFTER, NOW + ASK_AFTER * 2

    assert [sweep_refunds(now=now) for now in (first, second - timedelta(seconds=1), second)] == [1, 0, 1]

    assert Refund.objects.get().status == "sent"
