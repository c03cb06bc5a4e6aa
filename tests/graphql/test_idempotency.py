"""Idempotency-Key over GraphQL: a repeated mutation has one effect and the same answer, byte for byte."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client

from shop.core.actor import By
from shop.core.models import IdempotencyRecord
from shop.fulfilment.operations import cancel_order
from shop.graphql import idempotency
from shop.orders.models import Order
from shop.payments.models import TestCharge
from tests.factories.accounts import token_of
from tests.factories.catalog import make_product
from tests.graphql.test_orders import MUTATION, order_input

pytestmark = pytest.mark.django_db

KEY = "0d9c2a4e-7b1f-4c57-9a52-3f0f5a0c1d11"


@pytest.fixture(autouse=True)
def mug(channel):
    make_product("Dock mug", skus=["MUG"], stock=10)


class Killed(BaseException):
    """The process dies: no handler runs."""


def kill(*_args, **_values):
    raise Killed


def send(*, key=KEY, user=None, query=MUTATION, **values):
    headers = {} if key is None else {"Idempotency-Key": key}
    if user is not None:
        headers["Authorization"] = f"Bearer {token_of(user)}"
    body = {"query": query, "variables": {"input": order_input(**values)}}
    return Client().post("/graphql/", body, content_type="application/json", headers=headers)


def codes(response):
    return [error["code"] for error in response.json()["data"]["placeOrder"]["userErrors"]]


def test_the_same_request_has_one_effect_and_the_same_answer(staff_actor, now):
    first = send()
    cancel_order(order_id=Order.objects.get().pk, by=By(staff_actor, now), reason="")
    again = send()

    assert codes(first) == []
    assert first.content == again.content
    assert (again["Idempotency-Replayed"], "Idempotency-Replayed" in first) == ("true", False)
    assert first["Content-Type"] == again["Content-Type"]
    assert Order.objects.count() == 1


def test_the_key_may_be_part_of_the_input():
    first, again = [send(key=None, idempotencyKey=KEY) for _ in range(2)]

    assert (first.content, again["Idempotency-Replayed"]) == (again.content, "true")
    assert Order.objects.count() == 1


def test_header_and_input_must_not_contradict_each_other():
    assert codes(send(idempotencyKey="other")) == ["invalid_input"]
    assert codes(send(idempotencyKey=KEY)) == []


def test_money_moves_only_with_a_key():
    assert codes(send(key=None)) == ["idempotency_key_required"]
    assert Order.objects.count() == 0


@pytest.mark.parametrize("key", ["", "x" * 256, "with blank", "ключ", "a\x00b"])
def test_odd_keys_are_refused(key):
    response = send(key=key)

    (error,) = response.json()["data"]["placeOrder"]["userErrors"]
    assert (error["code"], error["field"]) == ("invalid_input", "idempotencyKey")
    assert Order.objects.count() == 0


def test_another_request_with_the_key_is_refused():
    send()

    assert codes(send(lines=[{"sku": "MUG", "quantity": 1}])) == ["idempotency_key_reused"]
    assert codes(send(query=MUTATION.replace("paymentStatus", ""))) == ["idempotency_key_reused"]
    assert Order.objects.count() == 1


def test_a_refused_order_leaves_the_key_free():
    assert codes(send(lines=[{"sku": "MUG", "quantity": 11}])) == ["out_of_stock"]
    assert codes(send(lines=[{"sku": "MUG", "quantity": 10}])) == []


def test_a_declined_payment_stays_declined():
    payment = {"provider": "test", "method": "decline"}

    first, again = send(payment=payment), send(payment=payment)

    assert codes(first) == ["payment_declined"]
    assert (first.content, again["Idempotency-Replayed"]) == (again.content, "true")
    assert Order.objects.count() == 1


def test_people_never_share_a_key(shopper, other_shopper):
    orders = [
        send(user=shopper, email=""),
        send(user=other_shopper, email=""),
        send(email="a@example.com"),
    ]
    others = [send(email="b@example.com"), send(email="shopper@example.com")]

    assert len({order.json()["data"]["placeOrder"]["order"]["id"] for order in orders}) == 3
    assert [codes(other) for other in others] == [["idempotency_key_reused"]] * 2  # and told nothing


def test_a_process_that_dies_leaves_a_key_that_ends_in_the_same_order(monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(idempotency, "store_answer", kill)
        send()
    early = send()
    IdempotencyRecord.objects.update(lease_until=Now() - timedelta(milliseconds=1))

    resumed, again = send(), send()

    assert (codes(early), early["Retry-After"]) == (["idempotency_in_progress"], "1")
    assert codes(resumed) == []
    assert (resumed.content, again["Idempotency-Replayed"]) == (again.content, "true")
    assert (Order.objects.count(), TestCharge.objects.count()) == (1, 1)


def test_after_an_error_of_ours_the_same_key_resumes_at_once(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("shop.graphql.mutations.place_order._placed_payload", _order_and_fail)
        failed = send()

    again = send()

    assert failed.json()["errors"]
    assert codes(again) == []
    assert "Idempotency-Replayed" not in again
    assert Order.objects.count() == 1


def _order_and_fail(context, order, claim):
    from shop.graphql.mutations.place_order import _place_from_input

    _place_from_input(context, order, claim)
    raise RuntimeError("the secret is 42")


def test_a_changed_price_names_the_new_one():
    query = MUTATION.replace("redirectUrl", "newTotal")

    payload = send(query=query, expectedTotal="1.00").json()["data"]["placeOrder"]

    assert (payload["newTotal"], payload["userErrors"][0]["code"]) == ("42.90", "price_changed")
    assert send(query=query, expectedTotal=payload["newTotal"]).json()["data"]["placeOrder"]["order"]


@pytest.mark.parametrize(
    "query",
    [
        (
            "mutation($input: PlaceOrderInput!) { a: placeOrder(input: $input) { paymentStatus }"
            " b: placeOrder(input: $input) { paymentStatus } }"
        ),
        (
            "mutation($input: PlaceOrderInput!) { a: placeOrder(input: $input) { paymentStatus } ...F }"
            " fragment F on Mutation { b: placeOrder(input: $input) { paymentStatus } }"
        ),
        (
            "mutation($input: PlaceOrderInput!) { a: placeOrder(input: $input) { paymentStatus }"
            " ... on Mutation { b: placeOrder(input: $input) { paymentStatus } } }"
        ),
        (
            "mutation($input: PlaceOrderInput!) { ...F ...F b: placeOrder(input: $input) { paymentStatus } }"
            " fragment F on Mutation { placeOrder(input: $input) { paymentStatus } ...F }"
        ),
    ],
)
def test_a_request_holds_one_mutation(query):
    answer = send(query=query).json()

    assert answer["errors"][0]["message"] in ("Send one mutation per request.", "Fragment 'F' spreads itself.")
    assert Order.objects.count() == 0


def test_a_mutation_may_ask_for_its_type_as_well():
    query = "mutation($input: PlaceOrderInput!) { __typename placeOrder(input: $input) { userErrors { code } } }"

    assert codes(send(query=query)) == []


def test_a_query_with_a_key_is_not_kept(ask):
    ask("{ me { email } }", key=KEY)

    assert not IdempotencyRecord.objects.exists()
