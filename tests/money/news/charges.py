"""What the bank holds of an order, and the shop that asks for it."""

from datetime import timedelta

from shop.checkout.operations import settle_payment
from tests.factories.orders import NOW, PAYMENT_TIME

LATER = NOW + PAYMENT_TIME + timedelta(seconds=1)


def charge_of(bank, placed):
    return bank.charges[placed.payment.public_id]


def settle(placed, now=NOW):
    return settle_payment(payment_id=placed.payment.pk, now=now)


def pays(charge):
    charge.status, charge.captured = "captured", charge.amount
