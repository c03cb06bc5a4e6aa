"""What Stripe does not know (any more): another account's keys, test data that was deleted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.checkout.operations import expire_orders, reconcile, settle_open_payments, settle_payment
from shop.core.actor import By
from shop.fulfilment.operations import cancel_order
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from shop.payments.providers import get_provider

pytestmark = pytest.mark.django_db(transaction=True)


def forget(placed, reference):
    Payment.objects.filter(pk=placed.payment.pk).update(provider_ref=reference)


def test_a_session_that_stripe_does_not_know_keeps_no_other_order_waiting(stripe, buy):
    gone, good = buy(), buy()
    forget(gone, "cs_test_gone")
    stripe.act("pay", stripe.session_of(good.payment.public_id)["id"])

    assert settle_open_payments(now=timezone.now() + timedelta(minutes=2)) == 2

    assert Order.objects.get(pk=good.order.pk).status == "placed"
    assert settle_payment(payment_id=gone.payment.pk, now=timezone.now()).status == "pending"
    expire_orders(now=gone.order.payment_deadline)
    assert Order.objects.get(pk=gone.order.pk).status == "expired"


def test_a_refund_of_a_payment_that_stripe_does_not_know_fails_in_words(stripe, buy, staff_actor):
    placed = buy()
    stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"])
    settle_payment(payment_id=placed.payment.pk, now=timezone.now())
    forget(placed, "pi_gone")

    cancel_order(order_id=placed.order.pk, by=By(staff_actor, timezone.now()), reason="")

    assert (Refund.objects.get().status, Refund.objects.get().failure) == (
        "failed",
        "Stripe does not know this payment.",
    )


def test_a_payment_that_cannot_be_read_keeps_no_other_waiting(stripe, buy, monkeypatch):
    broken, good = buy(), buy()
    for placed in (broken, good):
        stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"])
    provider = get_provider("stripe")
    fetch = provider.fetch

    def read(attempt_id):
        if attempt_id == broken.payment.public_id:
            raise ValueError("nothing that we understand")
        return fetch(attempt_id)

    monkeypatch.setattr(provider, "fetch", read)
    now = timezone.now()

    compared = reconcile(provider="stripe", since=now - timedelta(hours=1), now=now)

    assert (compared.seen, compared.repaired) == (2, 1)
    assert compared.failure.endswith("could not be compared")
    assert Order.objects.get(pk=good.order.pk).status == "placed"
    settle_open_payments(now=now + timedelta(minutes=2))
    expire_orders(now=broken.order.payment_deadline)
    assert Order.objects.get(pk=broken.order.pk).status == "pending"
