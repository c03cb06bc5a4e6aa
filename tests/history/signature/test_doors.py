"""Each door signs what it writes with who came through it."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders
from tests.factories.accounts import token_of
from tests.factories.catalog import make_product
from tests.factories.checkout import look
from tests.factories.forms import form_data
from tests.factories.orders import ADDRESS, make_order
from tests.history.signature.writing import last, rename


@pytest.mark.django_db
def test_what_nobody_asked_for_is_the_shop_s_own_work(channel):
    from contextvars import Context

    Context().run(rename, "By itself")
    assert (last().actor_kind, last().actor_label) == ("system", "Nexus")


@pytest.mark.django_db
def test_what_the_worker_does_is_signed_by_the_shop(channel, now):
    from contextvars import Context

    make_product("Dock mug")
    order = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge"), now=now).order
    Context().run(expire_orders, now=now + timedelta(days=2))
    entry = last("orders_order")
    assert entry.changes["fulfilment_status"] == ["unfulfilled", "none_needed"]
    assert (entry.row_id, entry.actor_kind, entry.actor_label) == (order.pk, "system", "Nexus")


@pytest.mark.django_db
def test_a_save_in_the_admin_is_signed_by_the_person_with_the_request(channel, manager, client):
    client.force_login(manager)
    page = client.get(f"/admin/channels/channel/{channel.pk}/change/")
    data = form_data(page) | {"name": "Halden North", "_reason": "We moved"}
    answer = client.post(page.request["PATH_INFO"], data, headers={"Request-Id": "abcdef123456"})

    assert answer.status_code == 302, answer.context["errors"]
    entry = last()
    assert entry.changes["name"] == ["Halden", "Halden North"]
    assert (entry.actor_kind, entry.actor_label, entry.actor_user_id) == ("staff", manager.email, manager.pk)
    assert (entry.request_id, entry.reason) == ("abcdef123456", "We moved")


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["page", "json", "graphql"])
def test_a_customer_s_order_is_signed_by_the_customer_through_every_door(channel, shopper, door):
    make_product("Dock mug")
    DOORS[door](shopper)
    for table in ("orders_order", "orders_orderline"):
        entry = last(table)
        assert (entry.actor_kind, entry.actor_label, entry.actor_user_id) == ("customer", None, shopper.pk)


@pytest.mark.django_db
def test_staff_who_buy_are_customers_and_a_session_says_nothing_to_the_api(channel, manager, client):
    make_product("Dock mug")
    client.force_login(manager)
    _order_by_json(client, {})
    assert last("orders_order").actor_kind == "guest"
    _order_by_page(client)
    assert (last("orders_order").actor_kind, last("orders_order").actor_user_id) == ("customer", manager.pk)


def _order_by_page(client):
    client.post("/cart/lines/", {"sku": "MUG", "quantity": 1}, headers={"sec-fetch-site": "same-origin"})
    address = {"full_name": "Ada", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE"}
    form = {**address, "email": "ada@example.com", "shipping_method": "standard", "payment": "test:success"}
    assert client.post("/checkout/", look(client, form)).status_code == 303


def _order_by_json(client, headers):
    address = {name: getattr(ADDRESS, name) for name in ("full_name", "line1", "city", "postcode", "country")}
    body = {
        "lines": [{"sku": "MUG", "quantity": 1}], "email": "ada@example.com", "shipping_address": address,
        "payment": {"provider": "test", "method": "success"},
    }  # fmt: skip
    headers = headers | {"Idempotency-Key": str(uuid4())}
    answer = client.post("/api/v1/orders/", json.dumps(body), "application/json", headers=headers)
    assert answer.status_code == 201, answer.content


def _order_by_graphql(client, headers):
    address = {"fullName": "Ada", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE"}
    order = {
        "lines": [{"sku": "MUG", "quantity": 1}], "email": "ada@example.com", "shippingAddress": address,
        "payment": {"provider": "test", "method": "success"},
    }  # fmt: skip
    query = "mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } userErrors { code } } }"
    body = json.dumps({"query": query, "variables": {"input": order}})
    headers = headers | {"Idempotency-Key": str(uuid4())}
    answer = client.post("/graphql/", body, "application/json", headers=headers)
    assert answer.json()["data"]["placeOrder"]["order"], answer.content


def _token(user):
    return {"Authorization": f"Bearer {token_of(user)}"}


def _logged_in(user):
    client = Client()
    client.force_login(user, backend="shop.accounts.backend.AccountBackend")
    return client


DOORS = {
    "page": lambda user: _order_by_page(_logged_in(user)),
    "json": lambda user: _order_by_json(Client(), _token(user)),
    "graphql": lambda user: _order_by_graphql(Client(), _token(user)),
}
