"""Who withdrew from an order gets back also what they had paid too much: nothing is kept on an order that ended."""

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import mark_paid
from shop.core.actor import GUEST, SYSTEM, By
from shop.core.money import Money
from shop.fulfilment.operations import declare_withdrawal, refund_order
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from shop.payments.steps.credit import CreditLine
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order


@pytest.fixture
def order(channel, settings):
    settings.PAYMENT_PROVIDERS = ["bank_transfer"]
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    order = make_order(("MUG", 1), payment=PaymentChoice("bank_transfer")).order
    transfer(order.total)
    return order


def transfer(amount):
    reference = str(amount.amount_minor)
    payment = Payment.objects.get()
    mark_paid(payment_id=payment.pk, amount=amount, reference=reference, booked_on=NOW.date(), by=By(SYSTEM, NOW))


def declare(order):
    declare_withdrawal(order_id=order.pk, name="Ada", email=order.email, units=None, by=By(GUEST, NOW))
    return Order.objects.get().status, sum(Refund.objects.values_list("amount_minor", flat=True))


def test_what_was_paid_too_much_goes_back_with_the_withdrawal(order):
    transfer(Money(100000, "EUR"))
    assert declare(order) == ("cancelled", order.total_minor + 100000)


def test_it_goes_back_where_all_was_credited_before(order):
    everything, delivery = {order.lines.get().pk: CreditLine(1)}, Money(order.shipping_minor, "EUR")
    refund_order(order_id=order.pk, lines=everything, shipping=delivery, by=By(SYSTEM, NOW))
    transfer(Money(100000, "EUR"))
    assert declare(order) == ("cancelled", order.total_minor + 100000)
