"""What happens to an order in the moment in which its held money is taken."""

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import capture_payment
from shop.core.actor import By
from shop.core.money import Money
from shop.fulfilment.operations import refund_order
from shop.orders.models import Order
from shop.payments.models import Refund
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db


def test_what_is_taken_beyond_a_credit_of_that_moment_goes_back_at_once(bank, mug, staff_actor, monkeypatch):
    held = make_order(("MUG", 2), payment=PaymentChoice("bank", "hold"))
    take = bank.capture

    def take_while_another_credits(**values):
        refund_order(order_id=held.order.pk, allowance=Money(1000, "EUR"), by=By(staff_actor, NOW))
        return take(**values)

    monkeypatch.setattr(bank, "capture", take_while_another_credits)

    payment = capture_payment(order_id=held.order.pk, by=By(staff_actor, NOW))

    refund = Refund.objects.get()
    assert (payment.captured_minor, refund.amount_minor, refund.status) == (4290, 1000, "succeeded")
    assert bank.charges[payment.public_id].refunds == {refund.public_id: 1000}
    assert Order.objects.get().payment_status == "partially_refunded"
