"""Webhooks with contents that cannot be (T4), and signatures (T5)."""

import pytest
from django.utils import timezone

from shop.checkout.operations import receive_event, settle_payment
from shop.core.errors import InvalidInput
from shop.inventory.models import StockLevel
from shop.orders.models import Order, OrderEvent
from shop.payments.models import Payment, ProviderEvent
from shop.payments.providers.base import InvalidSignature
from tests.payments.stripe.conftest import deliver, work
from tests.payments.stripe.events.telling import paid
from tests.payments.stripe_double.server import SECRET, signed

pytestmark = pytest.mark.django_db(transaction=True)


def forged(stripe, placed, **changes):
    """A signed "paid" for an attempt that was not paid, with something changed."""
    session = stripe.session_of(placed.payment.public_id)
    thing = {
        "id": "pi_forged", "object": "payment_intent", "amount": session["amount_total"], "currency": "eur",
        "metadata": session["metadata"], "payment_intent": None,
    }  # fmt: skip
    top = {name: changes.pop(name) for name in ("livemode", "account") if name in changes}
    return {**stripe.act("tell", "payment_intent.succeeded", {**thing, **changes}), **top}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": 2389}, "named the amount 2389 EUR in Stripe's unit, which was not requested"),
        ({"currency": "usd"}, "named the currency “USD”, but the order is in EUR"),
        ({"livemode": True}, "came from live mode"),
        ({"account": "acct_other"}, "came from another account (acct_other)"),
        ({}, "said that pi_forged was paid, but Stripe has no payment for it"),
    ],
)
def test_a_true_event_with_wrong_contents_pays_nothing_and_is_flagged(stripe, buy, changes, said):
    placed = buy()
    deliver([forged(stripe, placed, **changes)])
    work()

    order, payment = Order.objects.get(), Payment.objects.get()
    assert (order.status, order.payment_status, payment.captured_minor) == ("pending", "unpaid", 0)
    assert said in payment.review
    assert OrderEvent.objects.filter(kind="payment.mismatch", message=payment.review).count() == 1
    assert StockLevel.objects.get().allocated == 0


def test_the_intent_of_another_order_pays_neither(stripe, buy):
    victim, own = buy(), buy()
    paid(stripe, own)
    settle_payment(payment_id=own.payment.pk, now=timezone.now())
    intent = stripe.intent_of(own.payment.public_id)
    stripe.news()
    attempt = {"attempt": victim.payment.public_id}
    deliver([stripe.act("tell", "payment_intent.succeeded", {**intent, "metadata": attempt})])
    work()

    assert Order.objects.get(pk=victim.order.pk).status == "pending"
    assert "Stripe has no payment for it" in Payment.objects.get(pk=victim.payment.pk).review


def test_a_payment_with_the_victims_metadata_pays_nothing(stripe, buy):
    placed = buy()
    stripe.act("forge_intent", amount=2390, currency="eur", metadata={"attempt": placed.payment.public_id})
    deliver(stripe.news())
    work()
    assert Order.objects.get().status == "pending"
    assert Payment.objects.get().review != ""


@pytest.mark.parametrize("values", [{"amount": 2389}, {"currency": "usd"}])
def test_a_stripe_that_took_something_else_pays_nothing_and_is_flagged(stripe, buy, values):
    placed = buy()
    paid(stripe, placed, **values)
    order = settle_payment(payment_id=placed.payment.pk, now=timezone.now())
    assert (order.status, order.payment_status) == ("pending", "unpaid")
    assert "the order says 23.90 EUR" in Payment.objects.get().review


def test_a_live_shop_believes_no_test_payment(stripe, buy, keys, monkeypatch):
    monkeypatch.setattr(stripe, "key", "sk_live_double")
    keys(stripe.url, key="sk_live_double")
    placed = buy()
    paid(stripe, placed)
    deliver(stripe.news())
    work()
    assert Order.objects.get().status == "pending"
    assert "test mode" in Payment.objects.get().review


def test_a_true_event_about_the_second_intent_of_a_paid_order_is_flagged_and_changes_nothing(stripe, buy):
    placed = buy()
    paid(stripe, placed)
    deliver(stripe.news())
    work()
    assert Payment.objects.get().review == ""

    stripe.act("forge_intent", amount=2390, currency="eur", metadata={"attempt": placed.payment.public_id})
    deliver(stripe.news())
    work()

    assert Payment.objects.get().captured_minor == 2390
    assert "the payment is pi_" in Payment.objects.get().review


def test_two_secrets_are_valid_while_one_is_replaced(stripe, buy, keys):
    keys(stripe.url, secrets=["whsec_new", SECRET])
    event = stripe.act("tell", "customer.created", {"id": "cus_1", "object": "customer"})
    for secret in ("whsec_new", SECRET):
        body, headers = signed(event, secret)
        receive_event(provider="stripe", body=body, headers=headers, now=timezone.now())
    keys(stripe.url, secrets=["whsec_new"])
    with pytest.raises(InvalidSignature):
        receive_event(provider="stripe", body=body, headers=headers, now=timezone.now())


def test_a_signed_body_that_is_no_event_is_refused(stripe):
    for thing in ([], {"id": "evt_1"}, {"id": "evt_1", "type": "x", "data": {"object": []}}):
        body, headers = signed(thing)
        with pytest.raises(InvalidInput):
            receive_event(provider="stripe", body=body, headers=headers, now=timezone.now())
    assert ProviderEvent.objects.count() == 0


def test_nothing_about_the_buyer_is_kept(stripe, buy):
    placed = buy()
    paid(stripe, placed)
    deliver(stripe.news())
    assert "ada@example.com" not in str(list(ProviderEvent.objects.values_list("payload", flat=True)))
