"""The happy paths against a Stripe that others wrote: pay, hold, take, release, refund, and signed webhooks."""

import time

import pytest
import requests
from django.utils import timezone

from shop.checkout.operations import capture_payment, release_payment, settle_payment
from shop.core.actor import Actor, By
from shop.core.money import Money
from shop.orders.models import Order
from shop.payments.models import Payment, ProviderEvent
from shop.payments.providers import get_provider

from .conftest import work
from .localstripe import KEY, localstripe

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor(kind="staff", label="manager", permissions=frozenset({"payments.capture_payment"}))
SECRET = "whsec_localstripe"


@pytest.fixture(scope="module")
def address():
    with localstripe() as url:
        yield url


@pytest.fixture
def buy_and_pay(keys, buy, address):
    """Order mugs and pay as on the hosted page; `card` may be one that is declined."""

    def order(*, capture="automatic", card="4242424242424242"):
        keys(address, key=KEY, secrets=[SECRET], capture=capture)
        placed = buy()  # localstripe knows no sessions: the attempt is refused, and the page is played below
        ask = _asker(address)
        method = ask("payment_methods", {
            "type": "card", "card[number]": card, "card[exp_month]": 12, "card[exp_year]": 2030, "card[cvc]": 123,
        })  # fmt: skip
        intent = ask("payment_intents", {
            "amount": 2390, "currency": "eur", "capture_method": capture, "payment_method": method["id"],
            "metadata[attempt]": placed.payment.public_id,
        })  # fmt: skip
        Payment.objects.filter(pk=placed.payment.pk).update(provider_ref=intent["id"])
        ask(f"payment_intents/{intent['id']}/confirm", {})
        return placed

    return order


@pytest.fixture(autouse=True)
def _page_is_played(monkeypatch):
    """The session is the one thing that localstripe cannot make."""
    from shop.payments.providers.base import PaymentResult
    from shop.payments.providers.stripe import StripeProvider

    monkeypatch.setattr(StripeProvider, "start", lambda _self, _request: PaymentResult("requires_action", ""))


def _asker(address):
    def ask(path, data):
        return requests.post(f"{address}/v1/{path}", data=data, auth=(KEY, ""), timeout=5).json()

    return ask


def test_a_payment_places_the_order_and_is_refunded(buy_and_pay):
    placed = buy_and_pay()
    assert settle_payment(payment_id=placed.payment.pk, now=timezone.now()).status == "placed"
    assert Payment.objects.get().captured_minor == 2390

    refund = {"attempt_id": placed.payment.public_id, "refund_id": "ref_1", "amount": Money(390, "EUR")}
    first, second = get_provider("stripe").refund(**refund), get_provider("stripe").refund(**refund)
    assert (first.status, first.reference) == ("succeeded", second.reference)
    settle_payment(payment_id=placed.payment.pk, now=timezone.now())
    assert Payment.objects.get().refunded_minor == 390


def test_held_money_is_taken_in_part(buy_and_pay):
    placed = buy_and_pay(capture="manual")
    assert settle_payment(payment_id=placed.payment.pk, now=timezone.now()).payment_status == "authorised"
    payment = capture_payment(order_id=placed.order.pk, by=By(STAFF, timezone.now()), amount=Money(2000, "EUR"))
    assert (payment.status, payment.captured_minor) == ("captured", 2000)


def test_held_money_is_released(buy_and_pay):
    placed = buy_and_pay(capture="manual")
    settle_payment(payment_id=placed.payment.pk, now=timezone.now())
    assert release_payment(payment_id=placed.payment.pk, by=By(STAFF, timezone.now())).status == "voided"


def test_a_declined_card_is_told_in_words(buy_and_pay):
    placed = buy_and_pay(card="4000000000000341")
    settle_payment(payment_id=placed.payment.pk, now=timezone.now())
    assert Payment.objects.get().failure == "Your bank declined the payment. You have not been charged."


def test_its_signed_webhook_reaches_the_shop(buy_and_pay, address, live_server):
    hook = {"url": f"{live_server.url}/callbacks/stripe/", "secret": SECRET, "events": ["payment_intent.succeeded"]}
    requests.post(f"{address}/_config/webhooks/shop", json=hook, timeout=5)
    events = ProviderEvent.objects.filter(reference=buy_and_pay().payment.public_id)
    until = time.monotonic() + 10
    while not events.exists() and time.monotonic() < until:
        time.sleep(0.05)  # it waits a second before it sends

    work()

    assert Order.objects.get().status == "placed"
    assert events.get().outcome == "done"
