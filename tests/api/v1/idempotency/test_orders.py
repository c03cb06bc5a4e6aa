"""Idempotency-Key: a repeated POST has one effect and the same answer."""

import pytest

from shop.core.actor import By
from shop.fulfilment.operations import cancel_order
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from tests.api.v1.idempotency.dying import KEY

pytestmark = pytest.mark.django_db


def test_the_same_request_is_the_same_order(api, new_order):
    first = api.post("orders/", new_order(), Idempotency_Key=KEY)
    again = api.post("orders/", new_order(), Idempotency_Key=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first.headers
    assert again["Idempotency-Replayed"] == "true"
    assert Order.objects.count() == 1
    assert StockLevel.objects.get().allocated == 1


def test_spelling_the_same_body_otherwise_does_not_matter(api, new_order):
    api.post("orders/", new_order(), Idempotency_Key=KEY)

    turned = dict(reversed(new_order().items())) | {"shipping_method": None}

    assert api.post("orders/", turned, Idempotency_Key=KEY)["Idempotency-Replayed"] == "true"


def test_another_request_with_the_key_is_refused(api, new_order):
    api.post("orders/", new_order(), Idempotency_Key=KEY)

    response = api.post("orders/", new_order(("MUG", 2)), Idempotency_Key=KEY)

    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert Order.objects.count() == 1


def test_an_order_without_a_key_is_refused(api, new_order):
    response = api.post("orders/", new_order(), Idempotency_Key=None)

    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_required")
    assert Order.objects.count() == 0


def test_the_answer_stays_the_same_whatever_happens_to_the_order(api, new_order, staff_actor, now):
    first = api.post("orders/", new_order(), Idempotency_Key=KEY)
    cancel_order(order_id=Order.objects.get().pk, by=By(staff_actor, now), reason="")

    again = api.post("orders/", new_order(), Idempotency_Key=KEY)

    assert (again.status_code, again.content, again["Idempotency-Replayed"]) == (201, first.content, "true")


def test_the_headers_that_matter_come_again(customer, new_order):
    first, again = [customer.post("orders/", new_order(), Idempotency_Key=KEY) for _ in range(2)]

    assert first["Location"] == again["Location"] == f"/api/v1/orders/{Order.objects.get().public_id}/"
    assert first["Content-Type"] == again["Content-Type"] == "application/json"
    assert again["Cache-Control"] == "no-store"
    assert first["Request-Id"] != again["Request-Id"]


def test_a_refused_request_leaves_the_key_free(api, new_order):
    refused = api.post("orders/", new_order(("MUG", 11)), Idempotency_Key=KEY)
    StockLevel.objects.update(on_hand=20)

    assert refused.status_code == 409
    assert api.post("orders/", new_order(("MUG", 11)), Idempotency_Key=KEY).status_code == 201


def test_a_declined_payment_stays_declined(api, new_order):
    """It made an order, which is cancelled now: another attempt to pay is another request with another key."""
    body = new_order(payment={"provider": "test", "method": "decline"})

    first, again = [api.post("orders/", body, Idempotency_Key=KEY) for _ in range(2)]

    assert (first.status_code, again.status_code) == (402, 402)
    assert first.content == again.content
    assert again["Content-Type"] == "application/problem+json"
    assert again["Idempotency-Replayed"] == "true"
    assert Order.objects.count() == 1
    assert api.post("orders/", body, Idempotency_Key="another").status_code == 402
    assert Order.objects.count() == 2
