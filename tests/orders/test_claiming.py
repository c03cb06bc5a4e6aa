"""Orders that were placed as a guest become those of the customer who reads mail to their address."""

import pytest
from allauth.account.models import EmailAddress

from shop.core.actor import Actor
from shop.orders.models import Order
from shop.orders.operations import claim_guest_orders
from tests.factories.catalog import make_product
from tests.factories.orders import make_order

pytestmark = pytest.mark.django_db


def order(email, user=None):
    return make_order(("MUG", 1), email=email, **({"actor": Actor("customer", user.pk)} if user else {})).order.pk


def test_only_guests_orders_with_an_address_that_was_verified_are_claimed(channel, shopper, other_shopper):
    make_product("Mug", skus=["MUG"])
    EmailAddress.objects.create(user=shopper, email="ada@example.com", verified=True, primary=True)
    EmailAddress.objects.create(user=shopper, email="typed@example.com", verified=False)
    EmailAddress.objects.create(user=other_shopper, email="bob@example.com", verified=True, primary=True)
    mine = order("Ada@Example.com")
    typed, guests = order("typed@example.com"), order("bob@example.com")
    gift = order("ada@example.com", other_shopper)

    for _ in range(2):
        claim_guest_orders(user_id=shopper.pk)
        assert dict(Order.objects.values_list("pk", "user")) == {
            mine: shopper.pk, typed: None, guests: None, gift: other_shopper.pk
        }  # fmt: skip
