"""Idempotency-Key: a repeated POST has one effect and the same answer."""

import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from shop.accounts.models import User
from shop.api.common import idempotency
from shop.checkout.steps import write_order
from shop.core.actor import By
from shop.core.models import IdempotencyRecord
from shop.fulfilment.operations import cancel_order
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.payments.models import TestCharge
from shop.payments.providers.test import TestProvider
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


class Killed(BaseException):
    """The process dies: no handler runs."""


def kill(*_args, **_values):
    raise Killed


def end_leases():
    IdempotencyRecord.objects.update(lease_until=Now() - timedelta(milliseconds=1))


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


def test_an_account_is_opened_once_and_its_password_is_kept_nowhere(api):
    body = {"username": "ada", "email": "ada@example.com", "password": "engine no. 1 of many"}

    first, again = [api.post("users/register/", body, Idempotency_Key=KEY) for _ in range(2)]

    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.content, again["Idempotency-Replayed"]) == (again.content, "true")
    assert User.objects.filter(username="ada").count() == 1
    record = IdempotencyRecord.objects.get()
    assert record.result == str(User.objects.get(username="ada").pk)
    assert b"engine" not in bytes(record.body)


def test_registering_after_a_kill_finds_the_account(api, monkeypatch):
    body = {"username": "ada", "email": "ada@example.com", "password": "engine no. 1 of many"}
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(idempotency, "store_answer", kill)
        api.post("users/register/", body, Idempotency_Key=KEY)
    end_leases()

    resumed = api.post("users/register/", body, Idempotency_Key=KEY)

    assert (resumed.status_code, resumed.json()["username"]) == (201, "ada")


def test_a_refused_registration_leaves_the_key_free(api):
    body = {"username": "ada", "email": "ada@example.com", "password": "engine no. 1 of many"}
    short = api.post("users/register/", body | {"password": "short"}, Idempotency_Key=KEY)

    assert short.status_code == 422
    assert api.post("users/register/", body, Idempotency_Key=KEY).status_code == 201


@pytest.mark.parametrize("path", ["/api/v1/users/login/", "/api/v1/users/refresh/"])
def test_tokens_are_never_stored(api, shopper, path):
    tokens = api.post("users/login/", {"email": "shopper@example.com", "password": "correct horse battery"}).json()
    if path.endswith("refresh/"):
        api.post(path, {"refresh": tokens["refresh"]})

    assert not IdempotencyRecord.objects.exists()


def test_a_price_that_is_not_the_expected_one_is_refused_with_the_new_total(api, new_order):
    seen = {"amount": "23.89", "currency": "EUR"}

    refused = api.post("orders/", new_order(expected_total=seen), Idempotency_Key=KEY)

    assert (refused.status_code, refused.json()["code"]) == (409, "price_changed")
    new_total = refused.json()["new_total"]
    assert new_total == {"amount": "23.90", "currency": "EUR"}
    assert Order.objects.count() == 0
    accepted = api.post("orders/", new_order(expected_total=new_total), Idempotency_Key=KEY)
    assert (accepted.status_code, accepted.json()["total"]) == (201, new_total)


@pytest.mark.parametrize(
    ("amount", "currency", "status"),
    [
        ("23.90", "USD", 409),
        ("2390", "JPY", 409),
        ("23.900", "KWD", 409),
        ("23.9", "EUR", 201),
        ("23.901", "EUR", 422),
        ("23.90", "XXZ", 422),
        ("23.90", "eur", 422),
        ("-23.90", "EUR", 422),
        ("1e3", "EUR", 422),
        ("NaN", "EUR", 422),
        ("２３.90", "EUR", 422),
        (23.9, "EUR", 422),
        ("9" * 14, "EUR", 422),
    ],
)
def test_odd_expected_totals_are_refused(api, new_order, amount, currency, status):
    body = new_order(expected_total={"amount": amount, "currency": currency})

    assert api.post("orders/", body).status_code == status
    assert Order.objects.count() == (status == 201)
