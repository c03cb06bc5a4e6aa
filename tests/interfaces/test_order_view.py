"""JSON API and GraphQL tell the same facts of an order, field by field, in every state that it can be in."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from graphql import GraphQLObjectType, get_named_type

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import PaymentDeclined, expire_orders
from shop.config.env import BankAccount
from shop.core.actor import SYSTEM, By
from shop.core.money import Money
from shop.fulfilment.operations import EditInput, cancel_order, edit_order, prepare_parcels, refund_order
from shop.graphql.schema import schema
from shop.orders.models import Order
from shop.orders.queries import order_token
from shop.payments.rules import CreditLine
from tests.api.conftest import Api
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.returns import make_return, make_sent_order

pytestmark = pytest.mark.django_db
ONLY_IN_GRAPHQL = {"version"}  # JSON tells it as the first part of the ETag
CHALLENGE, TRANSFER = PaymentChoice("test", "challenge"), PaymentChoice("bank_transfer")


def selection(kind: GraphQLObjectType) -> str:
    """Return all fields of a type, and of the types below it."""
    parts = []
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        parts.append(f"{name} {selection(inner)}" if isinstance(inner, GraphQLObjectType) else name)
    return "{" + " ".join(parts) + "}"


FIELDS = selection(schema._schema.type_map["Order"])
QUERY = f"query($id: ID!, $token: String!) {{ order(id: $id, orderToken: $token) {FIELDS} }}"


def told_by_json(order):
    answer = Api().get(f"orders/{order.public_id}/", Order_Token=order_token(order))
    return plain(answer.json()), int(answer["ETag"].removeprefix("W/").strip('"').split("-")[0])


def told_by_graphql(order):
    body = {"query": QUERY, "variables": {"id": order.public_id, "token": order_token(order)}}
    answer = Client().post("/graphql/", json.dumps(body), "application/json").json()
    assert "errors" not in answer
    return plain(answer["data"]["order"])


def plain(value):
    """Return an answer without what the two ways of writing differ in: names, amounts, options, states, times."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        if set(value) == {"amount", "currency"}:
            return value["amount"]
        snake = {re.sub(r"(?<!^)([A-Z])", r"_\1", key).lower(): inner for key, inner in value.items()}
        found = {key: plain(inner) for key, inner in snake.items()}
        for key in found.keys() & {"status", "payment_status", "fulfilment_status"}:
            found[key] = found[key].lower()
        if isinstance(options := found.get("options"), list):
            found["options"] = {option["name"]: option["value"] for option in options}
        return found
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return value[:19]
    return value


def waiting_change():
    order = make_order(("MUG", 1), now=timezone.now()).order
    edit = EditInput(add={"BOWL": 1})
    edit_order(order_id=order.pk, edit=edit, by=By(SYSTEM, timezone.now()))
    return order


def changed(order, operation, **values):
    operation(order_id=order.pk, by=By(SYSTEM, timezone.now()), **values)
    return order


def packed():
    return changed(make_order(("MUG", 2), now=timezone.now()).order, prepare_parcels, is_packed=True)


def refunded():
    order = make_sent_order(("MUG", 2), now=timezone.now())
    line = order.lines.get()
    return changed(order, refund_order, lines={line.pk: CreditLine(1, Money(1900, "EUR"))})


def returned():
    order = make_sent_order(("MUG", 2), now=timezone.now())
    make_return(order, 1, now=timezone.now())
    return order


def declined():
    with pytest.raises(PaymentDeclined):
        make_order(("MUG", 1), payment=PaymentChoice("test", "decline"), now=timezone.now())
    return Order.objects.get()


def lapsed():
    order = make_order(("MUG", 1), payment=TRANSFER, now=timezone.now()).order
    expire_orders(now=timezone.now() + timedelta(days=8))
    return order


STATES = {
    "waits for a confirmed payment": lambda: make_order(("MUG", 1), payment=CHALLENGE, now=timezone.now()).order,
    "waits for a transfer": lambda: make_order(("MUG", 1), payment=TRANSFER, now=timezone.now()).order,
    "waits for its mail to be read": lambda: (
        make_order(("MUG", 1), payment=TRANSFER, now=timezone.now(), is_known=False).order
    ),
    "placed": lambda: make_order(("MUG", 1), ("BOWL", 2), now=timezone.now()).order,
    "placed on account": lambda: make_order(("MUG", 1), payment=PaymentChoice("invoice"), now=timezone.now()).order,
    "declined": declined,
    "packed": packed,
    "sent": lambda: make_sent_order(("MUG", 1), now=timezone.now()),
    "refunded in part": refunded,
    "with a return": returned,
    "cancelled": lambda: changed(make_order(("MUG", 1), now=timezone.now()).order, cancel_order, reason=""),
    "lapsed": lapsed,
    "with a change that waits to be paid": waiting_change,
}


@pytest.fixture(autouse=True)
def shop(settings, channel):
    settings.PAYMENT_PROVIDERS = ["bank_transfer", "invoice", "test"]
    settings.BANK_ACCOUNT = BankAccount("Halden GmbH", "DE89370400440532013000", "COBADEFFXXX", "A bank", 7, 14)
    make_product(skus=["MUG"], price_minor=1900, stock=9)
    make_product("Bowl", skus=["BOWL"], price_minor=1000, stock=9)


@pytest.mark.parametrize("state", STATES)
def test_both_tell_the_same(state):
    order = STATES[state]()
    by_json, version = told_by_json(order)
    by_graphql = told_by_graphql(order)
    assert {name: by_graphql.pop(name) for name in ONLY_IN_GRAPHQL} == {"version": version}
    assert by_graphql == by_json
    assert version == Order.objects.get(pk=order.pk).version
