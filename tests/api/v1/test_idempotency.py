"""POST /api/v1/orders/ with an Idempotency-Key."""

import pytest

from shop.inventory.models import StockLevel
from shop.orders.models import Order
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db

KEY = "0d9c2a4e-7b1f-4c57-9a52-3f0f5a0c1d11"


@pytest.fixture(autouse=True)
def mug(channel):
    make_product("Dock mug", skus=["MUG"], stock=10)


def test_the_same_request_is_the_same_order(api, new_order):
    first = api.post("orders/", new_order(), Idempotency_Key=KEY)
    again = api.post("orders/", new_order(), Idempotency_Key=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
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


def test_without_a_key_every_request_is_an_order(api, new_order):
    api.post("orders/", new_order())
    api.post("orders/", new_order())

    assert Order.objects.count() == 2


def test_a_refused_request_leaves_the_key_free(api, new_order):
    refused = api.post("orders/", new_order(("MUG", 11)), Idempotency_Key=KEY)
    StockLevel.objects.update(on_hand=20)

    assert refused.status_code == 409
    assert api.post("orders/", new_order(("MUG", 11)), Idempotency_Key=KEY).status_code == 201


def test_a_declined_payment_stays_declined(api, new_order):
    body = new_order(payment={"provider": "test", "method": "decline"})

    answers = [api.post("orders/", body, Idempotency_Key=KEY).status_code for _ in range(2)]

    assert answers == [402, 402]
    assert Order.objects.count() == 1


def test_people_never_share_a_key(api, customer, stranger, new_order):
    body = new_order(email=None)

    mine = customer.post("orders/", body, Idempotency_Key=KEY).json()
    theirs = stranger.post("orders/", body, Idempotency_Key=KEY).json()
    guests = [
        api.post("orders/", new_order(email=email), Idempotency_Key=KEY).json()
        for email in ("a@example.com", "b@example.com", "shopper@example.com")
    ]

    assert len({order["id"] for order in (mine, theirs, *guests)}) == 5


def test_a_guest_who_guesses_a_key_learns_nothing_without_the_whole_order(api, new_order):
    api.post("orders/", new_order(), Idempotency_Key="1")

    address = new_order()["shipping_address"] | {"line1": "Guess 2"}
    response = api.post("orders/", new_order(shipping_address=address), Idempotency_Key="1")

    assert response.status_code == 422
    assert set(response.json()) == {"type", "title", "status", "detail", "code", "request_id"}


@pytest.mark.parametrize("key", ["", "x" * 256, "with blank", "ключ", "a\x00b", "a\nb"])
def test_odd_keys_are_refused(api, new_order, key):
    response = api.post("orders/", new_order(), Idempotency_Key=key)

    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "Idempotency-Key"
    assert Order.objects.count() == 0
