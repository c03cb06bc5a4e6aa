"""The same order through every door is the same order."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from shop.cart.models import CartLine
from shop.orders.models import Order
from tests.factories.catalog import make_product
from tests.factories.checkout import look

pytestmark = pytest.mark.django_db

ADDRESS = {
    "full_name": "Ada Lovelace",
    "line1": "Torstraße 1",
    "city": "Berlin",
    "postcode": "10119",
    "country": "DE",
}


def by_page(email, quantity, method):
    client = Client()
    client.post("/cart/lines/", {"sku": "MUG", "quantity": quantity}, headers={"sec-fetch-site": "same-origin"})
    CartLine.objects.update(quantity=quantity)  # a cart takes no more than there is; of this less is left by now
    form = {**ADDRESS, "email": email, "shipping_method": "express", "payment": f"test:{method}"}
    return client.post("/checkout/", look(client, form)).status_code


def by_json(email, quantity, method):
    body = {
        "lines": [{"sku": "MUG", "quantity": quantity}],
        "email": email,
        "shipping_address": ADDRESS,
        "shipping_method": "express",
        "payment": {"provider": "test", "method": method},
    }
    key = {"Idempotency-Key": str(uuid4())}
    return Client().post("/api/v1/orders/", json.dumps(body), "application/json", headers=key).status_code


def by_graphql(email, quantity, method):
    camel = {"full_name": "fullName"}
    variables = {
        "input": {
            "lines": [{"sku": "MUG", "quantity": quantity}],
            "email": email,
            "shippingAddress": {camel.get(name, name): value for name, value in ADDRESS.items()},
            "shippingMethod": "express",
            "payment": {"provider": "test", "method": method},
        }
    }
    query = "mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } userErrors { code } } }"
    body = {"query": query, "variables": variables}
    key = {"Idempotency-Key": str(uuid4())}
    return Client().post("/graphql/", json.dumps(body), "application/json", headers=key).status_code


DOORS = (by_page, by_json, by_graphql)
FACTS = [
    "email", "currency", "status", "payment_status", "fulfilment_status", "subtotal_minor", "shipping_minor", "tax_minor",
    "total_minor", "shipping_code", "lines__sku", "lines__quantity", "lines__unit_minor", "lines__tax_minor",
    "addresses__full_name", "addresses__line1", "addresses__country", "payments__status", "payments__captured_minor",
]  # fmt: skip


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=10)


@pytest.mark.parametrize("method", ["success", "decline", "challenge"])
def test_orders_are_equal_whichever_door_they_came_through(mug, method):
    for door in DOORS:
        door("ada@example.com", 2, method)
    rows = list(Order.objects.order_by("pk").values_list(*FACTS))
    assert len(rows) == 3
    assert rows[0] == rows[1] == rows[2]


def test_what_one_door_refuses_all_refuse(mug):
    for door in DOORS:
        door("ada@example.com", 11, "success")
        door("nobody", 1, "success")
    assert not Order.objects.exists()
