"""Idempotency-Key: accounts, tokens and expected totals."""

import pytest

from shop.accounts.models import User
from shop.api.common import idempotency
from shop.core.models import IdempotencyRecord
from shop.orders.models import Order
from tests.api.v1.idempotency.dying import KEY, Killed, end_leases, kill

pytestmark = pytest.mark.django_db


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
