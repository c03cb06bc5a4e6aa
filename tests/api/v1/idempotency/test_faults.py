"""Idempotency-Key: processes that die, and requests that meet."""

import sys
from datetime import timedelta

import pytest
from django.db import connection

from shop.api.common import idempotency
from shop.checkout.steps import write_order
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.payments.models import TestCharge
from shop.payments.providers.test import TestProvider
from tests.api.v1.idempotency.dying import KEY, Killed, end_leases, kill

pytestmark = pytest.mark.django_db

PLACE_ORDER = sys.modules["shop.checkout.operations.place_order"]  # the package exports its function by this name


BEGIN_PAYMENT = sys.modules["shop.checkout.operations.begin_payment"]


def write_and_die(**values):
    write_order(**values)
    raise Killed


STEPS = {  # where, how, and how many orders there are then
    "before the order is written": (PLACE_ORDER, "write_order", kill, 0),
    "before the commit": (PLACE_ORDER, "write_order", write_and_die, 0),
    "before the provider is asked": (BEGIN_PAYMENT, "start_attempt", kill, 1),
    "before the provider's answer is noted": (BEGIN_PAYMENT, "apply_result", kill, 1),
    "before the answer is stored": (idempotency, "store_answer", kill, 1),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_process_that_dies_leaves_a_key_that_ends_in_the_same_order(api, new_order, monkeypatch, step):
    """Fault F9: killed at each step, repeated with the same key."""
    module, name, death, orders = STEPS[step]
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(module, name, death)
        api.post("orders/", new_order(), Idempotency_Key=KEY)
    assert Order.objects.count() == orders

    if orders:  # the key is still that of the dead
        early = api.post("orders/", new_order(), Idempotency_Key=KEY)
        assert (early.status_code, early.json()["code"]) == (409, "idempotency_in_progress")
        assert early["Retry-After"] == "1"
        end_leases()
    resumed = api.post("orders/", new_order(), Idempotency_Key=KEY)
    again = api.post("orders/", new_order(), Idempotency_Key=KEY)

    assert (resumed.status_code, resumed.json()["status"]) == (201, "placed")
    assert "Idempotency-Replayed" not in resumed
    assert again.content == resumed.content
    assert (Order.objects.count(), TestCharge.objects.count()) == (1, 1)
    assert StockLevel.objects.get().allocated == 1


def test_the_lease_of_a_dead_process_ends_after_a_minute(api, new_order, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(idempotency, "store_answer", kill)
        api.post("orders/", new_order(), Idempotency_Key=KEY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT lease_until - clock_timestamp() FROM core_idempotencyrecord")
        (left,) = cursor.fetchone()

    assert timedelta(seconds=0) < left <= timedelta(seconds=60)


def test_after_an_error_of_ours_the_same_key_resumes_at_once(api, new_order, monkeypatch):
    api.client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("shop.api.v1.routers.orders.present_order", lambda _order: 1 / 0)
        failed = api.post("orders/", new_order(), Idempotency_Key=KEY)

    again = api.post("orders/", new_order(), Idempotency_Key=KEY)

    assert (failed.status_code, again.status_code) == (500, 201)
    assert Order.objects.count() == 1


def test_a_request_while_the_first_is_worked_on_is_told_to_wait(api, new_order, monkeypatch):
    answers = []

    start = TestProvider.start

    def slow(provider, request):
        answers.append(api.post("orders/", new_order(), Idempotency_Key=KEY))
        return start(provider, request)

    monkeypatch.setattr(TestProvider, "start", slow)

    assert api.post("orders/", new_order(), Idempotency_Key=KEY).status_code == 201
    assert [(answer.status_code, answer["Retry-After"]) for answer in answers] == [(409, "1")]


def test_people_never_share_a_key(api, customer, stranger, new_order):
    body = new_order(email=None)

    mine = customer.post("orders/", body, Idempotency_Key=KEY).json()
    theirs = stranger.post("orders/", body, Idempotency_Key=KEY).json()
    guests = [
        api.post("orders/", new_order(email=email), Idempotency_Key=KEY)
        for email in ("a@example.com", "b@example.com", "shopper@example.com")
    ]

    assert len({order["id"] for order in (mine, theirs, guests[0].json())}) == 3
    assert [guest.json().get("code") for guest in guests[1:]] == ["idempotency_key_reused"] * 2  # and told nothing


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
