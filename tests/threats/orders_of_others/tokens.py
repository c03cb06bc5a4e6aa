"""Tokens that open nothing, and all that could be changed by one."""

import json
from uuid import uuid4

from django.test import Client

from shop.fulfilment.models import Return, Withdrawal
from shop.orders.models import Order, OrderEvent
from shop.orders.queries import order_token
from shop.payments.models import Payment
from tests.factories.accounts import token_of


def odd_tokens(order, foreign):
    true = order_token(order)
    identity, _, signature = true.partition(":")
    other = order_token(foreign)
    return [
        "", "null", "None", "undefined", "0", "*", "%00", "\x00", "[]", "token[]", ":", f":{signature}", f"{identity}:",
        identity, str(order.number), true[:-1], f"{true}a", true.swapcase(), f"{identity}:{other.partition(':')[2]}",
        f"{other.partition(':')[0]}:{signature}", f"{true} ", f"{true}\n", "é" * 20, "x" * 190, "' OR '1'='1",
    ]  # fmt: skip


def everything():
    kinds = (Order, OrderEvent, Payment, Return, Withdrawal)
    return [kind.objects.count() for kind in kinds], sorted(Order.objects.values_list("pk", "version", "user_id"))


def ask(query, variables, user=None):
    headers = {"Idempotency-Key": str(uuid4())}
    if user is not None:
        headers["Authorization"] = f"Bearer {token_of(user)}"
    body = json.dumps({"query": query, "variables": variables})
    return Client().post("/graphql/", body, "application/json", headers=headers).json()


def read(name, order_id, token, user=None):
    argument = "id" if name == "order" else "orderId"
    query = f"query($id: ID!, $token: String!) {{ {name}({argument}: $id, orderToken: $token) {{ id }} }}"
    return ask(query, {"id": order_id, "token": token}, user)
