"""Which amounts of a provider are believed: what was asked for, to the cent, and never more than was authorised."""

import pytest
from django.db import transaction

from shop.checkout.inputs import PaymentChoice
from shop.checkout.steps import apply_result
from shop.core.money import Money
from shop.ledger.models import Journal
from shop.orders.models import Order
from shop.payments.models import Payment, PaymentTransaction
from shop.payments.providers.base import PaymentResult, SeenRefund
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db


def euros(minor):
    return Money(minor, "EUR")


def booked():
    amounts = Payment.objects.values_list("status", "captured_minor", "authorised_minor", "fee_minor")
    return list(amounts), PaymentTransaction.objects.count(), Journal.objects.count()


def tell(method, **told):
    """Order two mugs for 42.90 and tell of their payment; what is not believed books nothing and asks for staff."""
    placed = make_order(("MUG", 2), payment=PaymentChoice("bank", method))
    before = booked()
    with transaction.atomic():
        order, payment = apply_result(payment=placed.payment, result=PaymentResult(reference="x", **told), now=NOW)
    if payment.review:
        assert (booked(), order.status) == (before, placed.order.status)
        assert Order.objects.get().events.order_by("pk").last().kind == "payment.mismatch"
    return payment


@pytest.mark.parametrize(
    ("minor", "is_believed"), [(None, False), (0, False), (4289, False), (4290, True), (4291, False)]
)
def test_money_that_was_taken_at_once_is_all_that_was_asked_for(bank, mug, minor, is_believed):
    payment = tell("ask", status="captured", captured=None if minor is None else euros(minor))
    assert (payment.review == "", payment.captured_minor) == (is_believed, 4290 if is_believed else 0)


@pytest.mark.parametrize(("minor", "is_believed"), [(None, False), (4289, False), (4290, True), (4291, False)])
def test_money_that_is_authorised_is_all_that_was_asked_for(bank, mug, minor, is_believed):
    payment = tell("ask", status="authorised", authorised=None if minor is None else euros(minor))
    assert (payment.review == "", payment.authorised_minor) == (is_believed, 4290 if is_believed else 0)


@pytest.mark.parametrize("method", ["hold", "ask"])  # known from before, or told in the same answer
@pytest.mark.parametrize(("minor", "is_believed"), [(1, True), (4289, True), (4290, True), (4291, False)])
def test_of_authorised_money_a_part_may_be_taken_and_no_cent_more(bank, mug, method, minor, is_believed):
    authorised = euros(4290) if method == "ask" else None
    payment = tell(method, status="captured", authorised=authorised, captured=euros(minor))
    assert (payment.review == "", payment.captured_minor) == (is_believed, minor if is_believed else 0)


@pytest.mark.parametrize(
    "told",
    [
        {"captured": Money(4290, "USD")},
        {"captured": euros(4290), "authorised": Money(4290, "USD")},
        {"captured": euros(4290), "dispute": "open", "disputed": Money(1, "USD")},
        {"captured": euros(4290), "refunds": (SeenRefund("re_1", Money(1, "USD"), "succeeded"),)},
        {"captured": euros(4290), "problem": "Not ours"},
    ],
)
def test_another_currency_is_not_believed_in_any_amount(bank, mug, told):
    assert tell("ask", status="captured", **told).review


@pytest.mark.parametrize(("fee", "minor"), [(None, 0), (Money(90, "USD"), 0), (euros(0), 0), (euros(1), 1)])
def test_a_fee_counts_in_the_currency_of_the_payment(bank, mug, fee, minor):
    payment = tell("ask", status="captured", captured=euros(4290), fee=fee)
    assert (payment.review, payment.captured_minor, payment.fee_minor) == ("", 4290, minor)
