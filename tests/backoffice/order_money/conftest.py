"""Orders whose money is held, missing or on its way back, and staff at the desk."""

import pytest
from django.utils import timezone

from shop.checkout.operations import mark_paid
from shop.core.actor import By
from shop.core.money import Money
from shop.fulfilment.operations import refund_order
from shop.orders.models import Order
from shop.payments.providers import get_provider
from tests.backoffice.order_money.buying import buy
from tests.factories.books import assert_books_are_right
from tests.factories.catalog import make_product
from tests.factories.orders import NOW


def came_in(placed, minor, actor):
    mark_paid(
        payment_id=placed.payment.pk, amount=Money(minor, "EUR"), reference="SEPA 1", booked_on=NOW.date(), by=By(actor, timezone.now()),
    )  # fmt: skip


@pytest.fixture
def bank(settings, channel):
    settings.PAYMENT_PROVIDER_CLASSES = settings.PAYMENT_PROVIDER_CLASSES | {"bank": "tests.factories.bank.FakeBank"}
    settings.PAYMENT_PROVIDERS = (*settings.PAYMENT_PROVIDERS, "bank", "invoice", "bank_transfer")
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=10)
    fake = get_provider("bank")
    fake.reset()
    yield fake
    assert_books_are_right()


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def underpaid(bank, staff_actor):
    """An invoice of 42.90 of which 42.00 came in."""
    placed = buy("invoice")
    came_in(placed, 4200, staff_actor)
    return Order.objects.get()


@pytest.fixture
def held(bank):
    """An order of 42.90 whose money is held."""
    return buy("bank", "hold")


@pytest.fixture
def going_back(bank, staff_actor):
    """A refund of 7.10 that staff transfer themselves."""
    placed = buy("invoice")
    came_in(placed, 5000, staff_actor)
    return refund_order(order_id=placed.order.pk, by=By(staff_actor, timezone.now())).refunds[0]
