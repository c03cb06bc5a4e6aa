"""A client for the JSON API, as strict as the world: CSRF checks are on, and no answer may set a cookie."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.test import Client

from tests.factories.accounts import token_of

PASSWORD = "correct horse battery"  # of the personas
ADDRESS = {"full_name": "Ada Lovelace", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE"}


class Api:
    """Sends requests below /api/v1/, as a guest or with the token of `user`."""

    def __init__(self, user=None):
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Bearer {token_of(user)}"} if user else {}

    def get(self, path, **headers):
        return self.send("GET", path, **headers)

    def post(self, path, body=None, **headers):
        """Send with a new Idempotency-Key, unless one is given; None leaves it out."""
        return self.send("POST", path, body, **({"Idempotency_Key": str(uuid4())} | headers))

    def send(self, method, path, body=None, **headers):
        content = {"content_type": "application/json", "data": body} if body is not None else {}
        names = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        address = path if path.startswith(("/", "http")) else f"/api/v1/{path}"
        response = self.client.generic(method, address, headers=self.headers | names, **_encoded(content))
        assert not response.cookies, "the API knows no cookies"
        if response.status_code >= 400:
            check_problem(response)
        return response


def _encoded(content):
    data = content.get("data")
    if data is None or isinstance(data, (str, bytes)):
        return content
    return content | {"data": json.dumps(data)}


def check_problem(response) -> None:
    """Every refusal is problem+json that fits its status and is not cached."""
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["type"] == f"/api/v1/errors/{body['code']}/"
    # An answer that is given again names the request that it was first given to.
    assert (body["request_id"] == response["Request-Id"]) is ("Idempotency-Replayed" not in response)
    assert body["title"]
    assert body["detail"]


def places(response) -> set[str]:
    """Return where a refusal says something is wrong: pointers and parameters."""
    return {error.get("pointer", error.get("parameter")) for error in response.json()["errors"]}


@pytest.fixture
def api():
    """A guest."""
    return Api()


@pytest.fixture
def customer(shopper):
    """The shopper, logged in."""
    return Api(shopper)


@pytest.fixture
def stranger(other_shopper):
    """Another customer, logged in."""
    return Api(other_shopper)


@pytest.fixture
def new_order():
    """Return the body of an order; values may be given or, with None, left out."""

    def body(*lines, **values):
        order = {
            "email": "ada@example.com",
            "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines or [("MUG", 1)]],
            "shipping_address": ADDRESS,
            "payment": {"provider": "test"},
            **values,
        }
        return {name: value for name, value in order.items() if value is not None}

    return body
