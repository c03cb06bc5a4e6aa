"""Every POST of the JSON API and every mutation of GraphQL, with an example of each."""

import json

from django.test import Client
from django.utils import timezone

from shop.api.v1.api import api as v1
from shop.checkout.inputs import LineInput
from shop.checkout.operations import save_draft, send_draft
from shop.core.actor import Actor, By
from shop.fulfilment.models import Return, Withdrawal
from shop.graphql.schema import schema
from shop.inventory.models import BackInStockRequest, StockMovement
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderEvent
from shop.orders.queries import order_token
from shop.payments.models import Payment
from tests.api.conftest import ADDRESS, Api
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS as ADDRESS_INPUT
from tests.factories.returns import make_return, make_sent_order

# Answered with tokens, which are never stored: logging in again is the repetition (docs/adr/0010).
TAKES_NO_KEY = {"/api/v1/users/login/", "/api/v1/users/refresh/", "/api/v1/users/logout/"}


PAYMENT = {"provider": "test", "method": "success"}


LINES = [{"sku": "MUG", "quantity": 1}]


SAID = {"name": "Ada", "email": "ada@example.com"}


BODIES = {
    "/api/v1/users/register/": {"username": "ada", "email": "ada@example.com", "password": "engine no. 1 of many"},
    "/api/v1/back-in-stock/": {"sku": "GONE", "email": "ada@example.com"},
    "/api/v1/withdrawals/": {**SAID, "order_number": "1"},
    "/api/v1/orders/": {"email": "ada@example.com", "lines": LINES, "shipping_address": ADDRESS, "payment": PAYMENT},
    "/api/v1/orders/{order_id}/payments/": {"payment": PAYMENT},
    "/api/v1/orders/{order_id}/cancel/": None,
    "/api/v1/orders/{order_id}/returns/": {"items": [{**LINES[0], "reason": "other"}]},
    "/api/v1/orders/{order_id}/returns/{return_id}/cancel/": None,
    "/api/v1/orders/{order_id}/withdrawals/": {"items": LINES},
}


INPUTS = {
    "placeOrder": {
        "lines": LINES, "email": "ada@example.com", "payment": PAYMENT,
        "shippingAddress": {**{name: text for name, text in ADDRESS.items() if name != "full_name"}, "fullName": "Ada"},
    },
    "payOrder": {"payment": PAYMENT},
    "cancelOrder": {},
    "requestReturn": {"items": [{**LINES[0], "reason": "other"}]},
    "cancelReturn": {},
    "withdraw": {"items": LINES},
    "declareWithdrawal": {**SAID, "orderNumber": "1"},
    "requestBackInStock": {"sku": "GONE", "email": "ada@example.com"},
}  # fmt: skip


def posts():
    return {path: methods["post"] for path, methods in v1.get_openapi_schema()["paths"].items() if "post" in methods}


def mutations():
    return schema._schema.mutation_type.fields


def input_of(name):
    return mutations()[name].args["input"].type.of_type.fields


KEYED = sorted(set(posts()) - TAKES_NO_KEY)


ON_ORDERS = [path for path in KEYED if "{order_id}" in path]


MUTATIONS = sorted(mutations())


ORDER_MUTATIONS = [name for name in MUTATIONS if "orderId" in input_of(name)]


class Scene:
    """A customer's order that was sent, a return of it, and one that waits to be paid."""

    def __init__(self, shopper, staff):
        make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=100)
        make_product("Gone", skus=["GONE"], stock=0)
        actor = Actor(kind="customer", user_id=shopper.pk, label=shopper.email)
        self.sent = make_sent_order(("MUG", 3), actor=actor, email=shopper.email)
        self.return_ = make_return(self.sent, 1)
        self.sent.refresh_from_db()
        now = timezone.now()
        draft = save_draft(
            email="ada@example.com", lines=[LineInput("MUG", 2)], shipping_address=ADDRESS_INPUT, by=By(staff, now)
        )
        self.waiting = send_draft(order_id=draft.pk, by=By(staff, now))

    def order(self, name):
        waits = name.endswith(("payments/", "order_id}/cancel/")) or name in ("payOrder", "cancelOrder")
        return self.waiting if waits else self.sent

    def changed(self, name):
        """Return what the version belongs to: the return where one is cancelled, else the order."""
        return self.return_ if "return_id}/cancel" in name or name == "cancelReturn" else self.order(name)

    def post(self, path, key, **headers):
        order = self.order(path)
        address = path.format(order_id=order.public_id, return_id=self.return_.public_id)
        if "{order_id}" in path:
            headers["Order_Token"] = order_token(order)
        return Api().post(address, BODIES[path], Idempotency_Key=key, **headers)

    def mutate(self, name, key, /, **more):
        values = INPUTS[name] | more
        if "orderId" in input_of(name):
            order = self.order(name)
            values |= {"orderId": order.public_id, "orderToken": order_token(order)}
        if "returnId" in input_of(name):
            values["returnId"] = self.return_.public_id
        kind = mutations()[name].args["input"].type
        body = {
            "query": f"mutation($input: {kind}) {{ {name}(input: $input) {{ userErrors {{ code field }} }} }}",
            "variables": {"input": values},
        }
        headers = {} if key is None else {"Idempotency-Key": key}
        return Client().post("/graphql/", json.dumps(body), "application/json", headers=headers)


def errors(answer):
    [payload] = answer.json()["data"].values()
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


def everything():
    """How much there is of all that a write may make."""
    kinds = (Order, OrderEvent, Payment, Return, Withdrawal, BackInStockRequest, MailMessage, StockMovement)
    versions = [sorted(kind.objects.values_list("pk", "version")) for kind in (Order, Return)]
    return [kind.objects.count() for kind in kinds], versions
