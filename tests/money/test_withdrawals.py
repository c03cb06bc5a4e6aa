"""A withdrawal from an order whose money is only held: nothing is taken, and what is held is released."""

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.core.actor import GUEST, By
from shop.fulfilment.operations import declare_withdrawal
from shop.payments.models import Payment, Refund
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db


def test_money_that_is_only_held_is_released(channel, bank):
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    order = make_order(("MUG", 2), payment=PaymentChoice("bank", "hold")).order

    withdrawal = declare_withdrawal(
        order_id=order.pk, name="Ada", email="ada@example.com", units=None, by=By(GUEST, NOW)
    )

    order.refresh_from_db()
    assert (withdrawal.status, order.status, Payment.objects.get().status) == ("refunded", "cancelled", "voided")
    assert not Refund.objects.exists()
