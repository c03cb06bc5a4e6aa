"""A shop that takes money by Stripe, and a Stripe to take it."""

from __future__ import annotations

import pytest
import stripe as sdk
from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import process_events, receive_event
from shop.config.env import BankAccount, StripeKeys
from shop.payments.providers import stripe_client
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.payments.stripe_double import StripeDouble
from tests.payments.stripe_double.server import KEY, SECRET, signed

BY_STRIPE = PaymentChoice("stripe")


@pytest.fixture
def keys(settings, monkeypatch):
    """Offer every provider; with a function that sets Stripe's keys, and an SDK that does not wait long."""
    settings.PAYMENT_PROVIDERS = ["stripe", "bank_transfer", "invoice", "test"]
    settings.BANK_ACCOUNT = BankAccount("Halden GmbH", "DE89370400440532013000", "COBADEFFXXX", "A bank", 7, 14)
    monkeypatch.setattr(sdk.HTTPClient, "INITIAL_DELAY", 0.01)
    monkeypatch.setattr(sdk.HTTPClient, "MAX_DELAY", 0.01)

    def choose(url, *, key=KEY, secrets=(SECRET,), account="", capture="automatic"):
        settings.STRIPE = StripeKeys(key, list(secrets), url, account, capture)

    yield choose
    stripe_client._client.cache_clear()


@pytest.fixture
def stripe(keys):
    """The double, in test mode, with automatic capture."""
    with StripeDouble() as double:
        keys(double.url)
        yield double


@pytest.fixture
def shop(channel):
    """A channel with three mugs of €19.00; delivery is €4.90."""
    make_product(skus=["MUG"], price_minor=1900, stock=3)
    return channel


@pytest.fixture
def buy(shop):
    """Order mugs; the buyer has not paid yet."""

    def order(quantity=1, **values):
        return make_order(("MUG", quantity), **{"payment": BY_STRIPE, "now": timezone.now(), **values})

    return order


def deliver(events, *, secret=SECRET):
    """Hand events to the inbox as Stripe would, without the web in between."""
    for event in events:
        body, headers = signed(event, secret)
        receive_event(provider="stripe", body=body, headers=headers, now=timezone.now())


def work(times=1):
    """Let the worker go round."""
    return sum(process_events(now=timezone.now()) for _ in range(times))
