"""The three ways in: the same wish by page, JSON API and GraphQL, answered with one word for all."""

from __future__ import annotations

import json
from uuid import uuid4

from django.test import Client

from shop.api.common.errors import error_catalogue
from shop.orders.models import Order
from shop.orders.queries import order_path, order_token
from tests.factories.checkout import look

ADDRESS = {"full_name": "Ada Lovelace", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE"}
DONE = 0
PLACE = """mutation($input: PlaceOrderInput!) { placeOrder(input: $input) {
  order { id } redirectUrl userErrors { code } } }"""
PAY = "mutation($input: PayOrderInput!) { payOrder(input: $input) { order { id } userErrors { code } } }"
READ = "query($id: ID!, $token: String!) { order(id: $id, orderToken: $token) { status paymentStatus } }"


class Page:
    """Forms, as a browser without script sends them."""

    name = "page"

    def buy(self, *, email="ada@example.com", quantity=1, pay="test:success", peer="203.0.113.7", client=None):
        client = client or Client(REMOTE_ADDR=peer)
        client.post("/cart/lines/", {"sku": "MUG", "quantity": quantity}, headers={"sec-fetch-site": "same-origin"})
        form = {**ADDRESS, "email": email, "shipping_method": "express", "payment": pay}
        return _page(client.post("/checkout/", look(client, form)))

    def pay(self, order, *, pay="test:success", seen=3100, peer="203.0.113.7"):
        form = {"payment": pay, "seen_total": seen}
        return _page(Client(REMOTE_ADDR=peer).post(f"{order_path(order)}pay/", form))

    def is_placed(self, order):
        return "Thank you for your order" in Client().get(order_path(order)).content.decode()


class Json:
    """/api/v1/."""

    name = "api"

    def buy(self, *, email="ada@example.com", quantity=1, pay="test:success", peer="203.0.113.7"):
        body = {
            "email": email, "lines": [{"sku": "MUG", "quantity": quantity}], "shipping_address": ADDRESS,
            "shipping_method": "express", "payment": _payment(pay),
        }  # fmt: skip
        return self._post("/api/v1/orders/", body, peer)

    def pay(self, order, *, pay="test:success", seen=3100, peer="203.0.113.7"):
        body = {"payment": _payment(pay), "expected_amount": {"amount": f"{seen / 100:.2f}", "currency": "EUR"}}
        path = f"/api/v1/orders/{order.public_id}/payments/"
        return self._post(path, body, peer, {"Order-Token": order_token(order)})

    def is_placed(self, order):
        token = {"Order-Token": order_token(order)}
        seen = Client().get(f"/api/v1/orders/{order.public_id}/", headers=token).json()
        return _is_placed(seen["status"], seen["payment_status"])

    def _post(self, path, body, peer, headers=None):
        keyed = {"Idempotency-Key": str(uuid4()), **(headers or {})}
        answer = Client(REMOTE_ADDR=peer).post(path, json.dumps(body), "application/json", headers=keyed)
        return DONE if answer.status_code == 201 else answer.status_code


class GraphQL:
    """/graphql/."""

    name = "graphql"

    def buy(self, *, email="ada@example.com", quantity=1, pay="test:success", peer="203.0.113.7"):
        address = {name: text for name, text in ADDRESS.items() if name != "full_name"}
        wish = {
            "email": email, "lines": [{"sku": "MUG", "quantity": quantity}], "payment": _payment(pay),
            "shippingMethod": "express", "shippingAddress": {**address, "fullName": ADDRESS["full_name"]},
        }  # fmt: skip
        return self._send(PLACE, wish, peer)

    def pay(self, order, *, pay="test:success", seen=3100, peer="203.0.113.7"):
        wish = {
            "orderId": order.public_id, "orderToken": order_token(order), "payment": _payment(pay),
            "expectedAmount": f"{seen / 100:.2f}",
        }  # fmt: skip
        return self._send(PAY, wish, peer)

    def is_placed(self, order):
        body = {"query": READ, "variables": {"id": order.public_id, "token": order_token(order)}}
        seen = Client().post("/graphql/", json.dumps(body), "application/json").json()["data"]["order"]
        return _is_placed(seen["status"].lower(), seen["paymentStatus"].lower())

    def _send(self, query, wish, peer):
        body = {"query": query, "variables": {"input": wish}}
        client = Client(REMOTE_ADDR=peer)
        keyed = {"Idempotency-Key": str(uuid4())}
        answer = client.post("/graphql/", json.dumps(body), "application/json", headers=keyed).json()
        [payload] = answer["data"].values()
        [code] = {error["code"] for error in payload["userErrors"]} or {""}
        return error_catalogue()[code].status if code else DONE


DOORS = [Page(), Json(), GraphQL()]
NAMES = [door.name for door in DOORS]


def newest():
    """Return the order that was written last."""
    return Order.objects.order_by("pk").last()


def _page(answer):
    """Return the status; being sent back to the cart is a refusal."""
    if answer.status_code != 303:
        return answer.status_code
    return 409 if answer["Location"].startswith("/cart/") else DONE


def _payment(text):
    provider, _, method = text.partition(":")
    return {"provider": provider, "method": method}


def _is_placed(status, payment_status):
    return (status, payment_status) == ("placed", "paid")
