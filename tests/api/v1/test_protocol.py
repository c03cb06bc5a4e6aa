"""What holds for every address: the form of refusals, methods, bodies, and that nothing internal is ever shown."""

import importlib
import pkgutil

import pytest
from django.db import OperationalError
from django.test import Client

import shop
from shop.api.common.errors import problem_of
from shop.api.v1.routers import about, catalog
from shop.cart.models import Cart
from shop.checkout.operations import Shortage
from shop.core.door import PROTOCOL
from shop.core.errors import DomainError, all_error_types
from shop.core.money import Money
from tests.api.conftest import Api, check_problem

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing/", "/api/v2/", "/api/v1/orders/a/b/", "/api/v1/.env"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_unknown_addresses_are_problems(api, channel, path, method):
    assert api.send(method, path).status_code == 404


def test_a_missing_slash_is_pointed_out(api, channel):
    response = api.get("products")

    assert (response.status_code, response.json()["detail"]) == (
        404,
        "Addresses end with a slash: /api/v1/products/",
    )


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("products/", "GET, HEAD, OPTIONS"),
        ("users/login/", "OPTIONS, POST"),
        ("orders/", "GET, HEAD, OPTIONS, POST"),
        ("docs", "GET, HEAD, OPTIONS"),
        ("openapi.json", "GET, HEAD, OPTIONS"),
    ],
)
def test_other_methods_are_refused_and_the_right_ones_named(api, channel, path, allowed):
    refused = api.send("DELETE", path)
    asked = api.send("OPTIONS", path)

    assert (refused.status_code, refused["Allow"]) == (405, allowed)
    assert (asked.status_code, asked["Allow"], asked.content) == (204, allowed, b"")


def test_head_is_get_without_the_body(api, channel):
    head, get = api.send("HEAD", "products/"), api.get("products/")

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == get["ETag"]
    assert head["Content-Length"] == str(len(get.content))


@pytest.mark.parametrize("body", ["{", "", "{'a': 1}", '{"a": NaN}', '{"a": "\\ud800"}', "[" * 100_000, b"\xff\xfe"])
def test_bodies_that_are_no_json_are_400_or_422(api, channel, body):
    response = api.send("POST", "users/login/", body) if body else api.post("users/login/")

    expected = (400, "malformed_json") if body else (422, "invalid_input")
    assert (response.status_code, response.json()["code"]) == expected


@pytest.mark.parametrize("depth", [100, 1_000, 50_000])
def test_deep_json_is_refused_without_harm(api, channel, depth):
    response = api.post("orders/", '{"lines": ' + "[" * depth + "]" * depth + "}")

    assert response.status_code in (400, 422)


def test_many_mistakes_are_answered_with_the_first_fifty(api, channel):
    response = api.post("orders/", {f"field{number}": 1 for number in range(10_000)})

    assert response.status_code == 422
    assert len(response.json()["errors"]) == 50


def test_bodies_over_a_megabyte_are_413(api, channel):
    response = api.post("users/login/", '{"email": "' + "x" * 1_000_000 + '"}')

    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_bodies_in_chunks_are_411(api, channel):
    response = api.post("users/login/", Transfer_Encoding="chunked")

    assert (response.status_code, response.json()["code"]) == (411, "length_required")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "text/xml"])
def test_bodies_that_are_not_json_are_415(channel, kind):
    client = Client(enforce_csrf_checks=True)

    response = client.post("/api/v1/users/login/", b'{"email": "a@example.com", "password": "x"}', content_type=kind)

    assert response.status_code == 415
    check_problem(response)


def test_the_charset_may_be_named(channel):
    body = b'{"email": "a@example.com", "password": "x"}'

    response = Client().post("/api/v1/users/login/", body, content_type="application/json; charset=utf-8")

    assert response.status_code == 401


def test_an_error_of_ours_is_500_and_shows_nothing(api, channel, monkeypatch, caplog):
    def fail(**_):
        raise RuntimeError("the secret is 42")

    monkeypatch.setattr(catalog, "list_after", fail)
    api.client.raise_request_exception = False

    response = api.get("products/")

    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert b"secret" not in response.content
    assert "the secret is 42" in caplog.text


def test_a_database_that_is_away_is_503(api, channel, monkeypatch):
    def fail():
        raise OperationalError("connection refused to 10.0.0.7")

    monkeypatch.setattr(about, "get_default_channel", fail)

    response = api.get("/api/v1/")

    assert (response.status_code, response.json()["code"], response["Retry-After"]) == (503, "unavailable", "5")
    assert b"10.0.0.7" not in response.content
    # Whether it took effect nobody knows: the answer of a commit may have been lost.
    assert response.json()["detail"].endswith("Please try again, with the same Idempotency-Key.")


def test_a_lock_that_is_not_had_in_time_is_503(api, channel, new_order, monkeypatch):
    from shop.api.v1.routers import orders
    from shop.core.errors import Busy

    def fail(**_):
        raise Busy

    monkeypatch.setattr(orders, "place_order", fail)

    response = api.post("orders/", new_order())

    assert (response.status_code, response.json()["code"], response["Retry-After"]) == (503, "busy", "5")


def _error_types():
    for module in pkgutil.walk_packages(shop.__path__, "shop."):
        if "migrations" not in module.name and not module.name.startswith(("shop.demo", "shop.config")):
            importlib.import_module(module.name)
    return [error for error in all_error_types() if error.__module__.startswith("shop.")]


def test_no_refusal_of_the_shop_is_a_500():
    for error in _error_types():
        example = error.__new__(error)
        DomainError.__init__(example)  # whatever else its own constructor asks for
        example.shortages, example.new_total = [Shortage("MUG", 2, 0)], Money(100, "EUR")

        response = problem_of(example)

        assert 400 <= response.status_code < 500 or response.status_code == 503, error
        assert response["Content-Type"] == "application/problem+json"


def test_every_code_is_explained_at_its_address(api, channel):
    known = {error.code for error in _error_types()} | set(PROTOCOL)

    listed = api.get("errors/").json()["results"]

    assert [kind["code"] for kind in listed] == sorted(kind["code"] for kind in listed)
    assert known <= {kind["code"] for kind in listed}
    for kind in listed:
        assert api.get(kind["type"]).json() == kind
        assert kind["description"].endswith((".", "?")), kind


def test_unknown_codes_are_not_found(api, channel):
    assert api.get("errors/nothing/").status_code == 404


def test_the_entry_leads_everywhere(api, channel, customer):
    links = api.get("/api/v1/").json()["links"]

    answers = {name: customer.client.get(url, headers=customer.headers).status_code for name, url in links.items()}
    assert {name for name, status in answers.items() if status != 200} == {
        "register",
        "login",
        "shipping_methods",
    }
    assert {answers[name] for name in ("register", "login")} == {405}


def test_a_cart_cookie_means_nothing_to_an_order(channel, new_order):
    api = Api()
    api.client.cookies["cart"] = "anything"

    assert api.post("orders/", new_order()).status_code == 422  # no such SKU
    assert Cart.objects.count() == 0
