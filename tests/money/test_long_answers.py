"""A provider that says more than a column holds: it is cut, and stops neither a sweep nor a comparison."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, reconcile, settle_payment
from shop.core.actor import By
from shop.fulfilment.operations import cancel_order
from shop.orders.models import Order
from shop.payments.models import Payment, ReconcileRun, Refund
from shop.payments.providers.base import ProviderUnavailable
from tests.factories.orders import NOW, PAYMENT_TIME, make_order

pytestmark = pytest.mark.django_db
LONG = "x" * 301
ASK = PaymentChoice("bank", "ask")


def says_long(bank, monkeypatch, status):
    real = bank._result
    monkeypatch.setattr(bank, "_result", lambda attempt: replace(real(attempt), status=status, failure=LONG))


def test_the_reason_of_a_declined_payment_is_cut(bank, mug, monkeypatch):
    payment = make_order(("MUG", 1), payment=ASK).payment
    says_long(bank, monkeypatch, "failed")
    settle_payment(payment_id=payment.pk, now=NOW)
    payment.refresh_from_db()
    assert (payment.status, payment.failure) == ("failed", LONG[:300])


def test_the_reason_of_a_payment_that_ended_with_its_order_is_cut(bank, mug, monkeypatch):
    make_order(("MUG", 1), payment=ASK)
    says_long(bank, monkeypatch, "cancelled")
    expire_orders(now=NOW + PAYMENT_TIME)
    payment = Payment.objects.get()
    assert (Order.objects.get().status, payment.status, payment.failure) == ("expired", "cancelled", LONG[:300])


def test_the_reason_of_a_refused_refund_is_cut(bank, mug, staff_actor):
    order = make_order(("MUG", 1), payment=PaymentChoice("bank", "pay")).order
    bank.refuses_refunds = LONG
    cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="")
    refund = Refund.objects.get()
    assert (refund.status, refund.failure) == ("failed", LONG[:300])


def test_what_keeps_a_provider_from_answering_is_cut(bank, monkeypatch):
    def away(since):
        raise ProviderUnavailable from ConnectionError(LONG)

    monkeypatch.setattr(bank, "list_refunds", away)
    result = reconcile(provider="bank", since=NOW - timedelta(hours=1), now=NOW)
    assert result.failure == ReconcileRun.objects.get().failure == f"The provider did not answer: {LONG}"[:300]
