"""A key is one attempt, whatever is mended in it; a declined payment changes nothing; who waits to pay can give up."""

import json
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from shop.cart.models import Cart
from shop.checkout.inputs import PaymentChoice
from shop.core.actor import GUEST, By
from shop.core.errors import StaleVersion
from shop.core.idempotency import Claim
from shop.fulfilment.operations import cancel_unpaid_order
from shop.inventory.models import StockLevel
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.queries import order_path, order_token
from shop.payments.models import Payment
from tests.factories.catalog import make_product
from tests.factories.checkout import look
from tests.factories.orders import NOW, make_order
from tests.pages import markup
from tests.threats.doors import ADDRESS, DOORS, PLACE, newest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=99)


def by_api(email, key="k1", path="/api/v1/orders/"):
    body = {
        "email": email, "lines": [{"sku": "MUG", "quantity": 1}], "shipping_address": ADDRESS,
        "shipping_method": "express", "payment": {"provider": "test", "method": "success"},
    }  # fmt: skip
    answer = Client().post(path, json.dumps(body), "application/json", headers={"Idempotency-Key": key})
    return answer.json().get("code", answer.status_code)


def by_graphql(email, key="k1"):
    address = {("fullName" if name == "full_name" else name): text for name, text in ADDRESS.items()}
    wish = {
        "email": email, "lines": [{"sku": "MUG", "quantity": 1}], "shippingMethod": "express",
        "shippingAddress": address, "payment": {"provider": "test", "method": "success"},
    }  # fmt: skip
    body = json.dumps({"query": PLACE, "variables": {"input": wish}})
    answer = Client().post("/graphql/", body, "application/json", headers={"Idempotency-Key": key}).json()
    errors = answer["data"]["placeOrder"]["userErrors"]
    return errors[0]["code"] if errors else 201


@pytest.mark.parametrize("order", [by_api, by_graphql])
def test_the_same_key_with_a_mended_address_makes_no_second_order(order):
    assert order("ada@exmaple.com") == 201

    assert order("ada@example.com") == "idempotency_key_reused"
    assert order("ada@exmaple.com") == 201  # the first answer again
    assert Order.objects.count() == 1
    assert order("ada@example.com", key="k2") == 201


@pytest.mark.parametrize("order", [by_api, by_graphql])
def test_a_refused_request_leaves_the_key_free_for_the_mended_one(order):
    assert order("ada") == "invalid_input"

    assert order("ada@example.com") == 201


# --- declined


@pytest.mark.parametrize("door", DOORS, ids=[door.name for door in DOORS])
def test_a_declined_attempt_leaves_the_version_as_it_is(door):
    door.buy(pay="test:challenge")
    order = newest()
    for _ in range(2):
        assert door.pay(order, pay="test:decline") in (402, 422)

    seen = Order.objects.get()
    assert (seen.version, seen.status) == (order.version, "pending")


def test_the_trigger_knows_every_column_that_counts():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.attname FROM pg_trigger t"
            " JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = ANY(t.tgattr)"
            " WHERE t.tgname = 'raise_version' AND t.tgrelid = 'orders_order'::regclass"
        )
        watched = {name for (name,) in cursor.fetchall()}
    columns = {field.column for field in Order._meta.concrete_fields}
    never_changed = {"id", "public_id", "number", "created_at"}
    assert columns - watched == {"version", "pays_by_link", "payment_deadline", *never_changed}


# --- cancelling what waits


def cancel_by_page(order, version=None):
    form = {"version": order.version if version is None else version}
    answer = Client().post(f"{order_path(order)}cancel/", form)
    return answer.status_code == 303 and Order.objects.get(pk=order.pk).status == "cancelled"


def cancel_by_api(order, version=None):
    seen = order.version if version is None else version
    headers = {"Idempotency-Key": "c1", "Order-Token": order_token(order), "If-Match": f'"{seen}"'}
    answer = Client().post(f"/api/v1/orders/{order.public_id}/cancel/", headers=headers)
    return answer.status_code == 200 and answer.json()["status"] == "cancelled"


def cancel_by_graphql(order, version=None):
    query = (
        "mutation($input: CancelOrderInput!) { cancelOrder(input: $input) { order { status } userErrors { code } } }"
    )
    seen = order.version if version is None else version
    wish = {"orderId": order.public_id, "orderToken": order_token(order), "version": seen}
    body = json.dumps({"query": query, "variables": {"input": wish}})
    answer = Client().post("/graphql/", body, "application/json", headers={"Idempotency-Key": "c1"})
    told = answer.json()["data"]["cancelOrder"]
    return not told["userErrors"] and told["order"]["status"] == "CANCELLED"


ways = pytest.mark.parametrize("cancel", [cancel_by_page, cancel_by_api, cancel_by_graphql])


@ways
def test_a_buyer_cancels_an_order_that_waits(cancel):
    DOORS[1].buy(pay="test:challenge", quantity=7)
    order = newest()
    assert StockLevel.objects.get().reserved == 7

    assert cancel(order)

    assert StockLevel.objects.get().reserved == 0
    assert Payment.objects.get().status == "cancelled"
    assert MailMessage.objects.filter(dedupe_key__endswith=":cancelled").count() == 1
    assert order.events.filter(kind="order.cancelled").count() == 1


@ways
def test_one_that_was_paid_or_changed_is_not_cancelled(cancel):
    paid = make_order(("MUG", 1)).order
    assert not cancel(paid)
    DOORS[1].buy(pay="test:challenge")
    order = newest()
    assert not cancel(order, version=order.version + 1)
    assert {row.status for row in Order.objects.all()} == {"placed", "pending"}


def test_a_cancelled_checkout_finds_its_cart_again(client):
    client.post("/cart/lines/", {"sku": "MUG", "quantity": 2}, headers={"sec-fetch-site": "same-origin"})
    form = {**ADDRESS, "email": "a@example.com", "shipping_method": "express", "payment": "test:challenge"}
    client.post("/checkout/", look(client, form))
    order = newest()
    assert reverse("order_cancel", args=[order_token(order)]) in markup(client.get(order_path(order)))

    client.post(f"{order_path(order)}cancel/", {"version": order.version})

    assert Cart.objects.get().status == "open"
    assert client.get("/cart/").context["cart"].units == 2


def test_the_page_says_whether_the_order_was_cancelled_or_why_not(client):
    order = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge")).order
    path = order_path(order)
    refused = markup(client.post(f"{path}cancel/", {"version": "0"}, follow=True))
    assert str(StaleVersion.default_message) in unescape(refused)
    done = markup(client.post(f"{path}cancel/", {"version": newest().version}, follow=True))
    assert "Your order has been cancelled." in done


def test_a_repeated_key_cancels_once():
    order = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge")).order

    for _ in range(2):
        claim = Claim(owner="guest:x", key="c", fingerprint="f", keeps_answer=False)
        assert cancel_unpaid_order(order_id=order.pk, by=By(GUEST, NOW), claim=claim).status == "cancelled"
    assert order.events.filter(kind="order.cancelled").count() == 1


def test_a_stranger_cancels_nothing():
    order = make_order(("MUG", 1)).order
    headers = {"Idempotency-Key": "c1", "Order-Token": "nonsense"}
    assert Client().post(f"/api/v1/orders/{order.public_id}/cancel/", headers=headers).status_code == 404
    assert Client().post("/o/nonsense/cancel/").status_code == 404
