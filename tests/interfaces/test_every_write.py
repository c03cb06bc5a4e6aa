"""What holds for every POST of the JSON API and every mutation of GraphQL, also for those that come later.

The lists are read from the OpenAPI document and the GraphQL schema; whoever adds a write adds an example of it here.
"""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull

from shop.api.common.versions import expected_version
from shop.api.v1.api import api as v1
from shop.checkout.inputs import LineInput
from shop.checkout.operations import save_draft, send_draft
from shop.core.actor import Actor, By
from shop.core.models import IdempotencyRecord
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

pytestmark = pytest.mark.django_db

# Answered with tokens, which are never stored: logging in again is the repetition (docs/adr/0010).
TAKES_NO_KEY = {"/api/v1/users/login/", "/api/v1/users/refresh/", "/api/v1/users/logout/"}
NEEDS_NO_KEY = {
    "/api/v1/users/register/", "/api/v1/withdrawals/", "/api/v1/back-in-stock/",
    "declareWithdrawal", "requestBackInStock",
}  # fmt: skip

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


@pytest.fixture
def scene(channel, shopper, staff_actor):
    return Scene(shopper, staff_actor)


def errors(answer):
    [payload] = answer.json()["data"].values()
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


def everything():
    """How much there is of all that a write may make."""
    kinds = (Order, OrderEvent, Payment, Return, Withdrawal, BackInStockRequest, MailMessage, StockMovement)
    versions = [sorted(kind.objects.values_list("pk", "version")) for kind in (Order, Return)]
    return [kind.objects.count() for kind in kinds], versions


# --- Idempotency-Key


def test_the_examples_are_all_there_is():
    assert sorted(BODIES) == KEYED
    assert sorted(INPUTS) == MUTATIONS
    assert ON_ORDERS
    assert ORDER_MUTATIONS


@pytest.mark.parametrize("path", KEYED)
def test_a_post_has_one_effect_and_one_answer(scene, path):
    key = str(uuid4())
    first = scene.post(path, key)
    after = everything()
    again = [scene.post(path, key) for _ in range(2)]

    assert first.status_code in (200, 201, 202)
    assert [(answer.content, answer["Idempotency-Replayed"]) for answer in again] == [(first.content, "true")] * 2
    assert everything() == after


@pytest.mark.parametrize("path", KEYED)
def test_a_post_documents_its_key(path):
    [key] = [one for one in posts()[path]["parameters"] if one["name"] == "Idempotency-Key"]

    assert (key["in"], key["required"]) == ("header", path not in NEEDS_NO_KEY)
    assert {400, 409, 422} <= {int(status) for status in posts()[path]["responses"]}


@pytest.mark.parametrize("path", sorted(set(KEYED) - NEEDS_NO_KEY))
def test_a_post_that_may_move_money_does_nothing_without_a_key(scene, path):
    before = everything()

    answer = scene.post(path, None)

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_required")
    assert everything() == before


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_has_one_effect_and_one_answer(scene, name):
    key = str(uuid4())
    first = scene.mutate(name, key)
    after = everything()
    again = [scene.mutate(name, key) for _ in range(2)]

    assert errors(first) == []
    assert [(answer.content, answer["Idempotency-Replayed"]) for answer in again] == [(first.content, "true")] * 2
    assert everything() == after


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_does_nothing_with_an_odd_key_or_none(scene, name):
    before = everything()

    for odd in ("", "with blank", "x" * 256):
        assert errors(scene.mutate(name, odd)) == [("invalid_input", "idempotencyKey")]
    if name not in NEEDS_NO_KEY:
        assert errors(scene.mutate(name, None)) == [("idempotency_key_required", "")]
    assert everything() == before
    assert not IdempotencyRecord.objects.exists()


# --- versions


@pytest.mark.parametrize("path", ON_ORDERS)
def test_a_post_to_an_order_documents_if_match(path):
    [header] = [one for one in posts()[path]["parameters"] if one["name"] == "If-Match"]

    assert (header["in"], header["required"]) == ("header", False)
    assert 412 in {int(status) for status in posts()[path]["responses"]}


@pytest.mark.parametrize("path", ON_ORDERS)
def test_a_post_to_an_order_that_was_changed_since_is_412_and_changes_nothing(scene, path):
    thing = scene.changed(path)
    type(thing).objects.filter(pk=thing.pk).update(updated_at=timezone.now())
    key, before = str(uuid4()), everything()

    for stale in (f'"{thing.version}"', f'W/"{thing.version}"', '"0"', '"abc"'):
        refused = scene.post(path, key, If_Match=stale)
        assert (refused.status_code, refused.json()["code"]) == (412, "stale_version")
    assert scene.post(path, key, If_Match="nonsense").json()["code"] == "bad_request"
    assert everything() == before

    thing.refresh_from_db()
    seen = f'"{thing.version}"'
    done = scene.post(path, key, If_Match=seen)
    again = scene.post(path, key, If_Match=seen)
    assert (done.status_code in (200, 201), "Idempotency-Replayed" in done) == (True, False)
    assert (again.content, again["Idempotency-Replayed"]) == (done.content, "true")


@pytest.mark.parametrize("path", ON_ORDERS)
def test_of_two_posts_that_have_seen_the_same_version_one_succeeds(scene, path):
    thing = scene.changed(path)
    seen = f'"{thing.version}"'

    first, second = (scene.post(path, str(uuid4()), If_Match=seen) for _ in range(2))

    thing.refresh_from_db()
    assert (first.status_code in (200, 201), second.status_code) == (True, 412)
    assert f'"{thing.version}"' != seen


@pytest.mark.parametrize("path", ON_ORDERS)
def test_a_star_and_no_header_take_every_version(scene, path):
    assert scene.post(path, str(uuid4()), If_Match="*").status_code in (200, 201)


@pytest.mark.parametrize("name", ORDER_MUTATIONS)
def test_a_mutation_of_an_order_that_was_changed_since_changes_nothing(scene, name):
    thing = scene.changed(name)
    type(thing).objects.filter(pk=thing.pk).update(updated_at=timezone.now())
    before = everything()

    for stale in (thing.version, 0, -1):
        assert errors(scene.mutate(name, str(uuid4()), version=stale)) == [("stale_version", "")]
    assert everything() == before

    thing.refresh_from_db()
    key, seen = str(uuid4()), thing.version
    done, again = (scene.mutate(name, key, version=seen) for _ in range(2))
    assert errors(done) == []
    assert (again.content, again["Idempotency-Replayed"]) == (done.content, "true")


def test_the_versions_that_are_asked_for_can_be_read(scene):
    token = {"Order_Token": order_token(scene.sent)}
    address = f"orders/{scene.sent.public_id}/"

    of_return = Api().get(f"{address}returns/{scene.return_.public_id}/", **token)
    assert expected_version(Api().get(address, **token)["ETag"]) == scene.sent.version
    assert expected_version(of_return["ETag"]) == scene.return_.version
    query = "query($id: ID!, $token: String!) { returns(orderId: $id, orderToken: $token) { version } }"
    variables = {"id": scene.sent.public_id, "token": order_token(scene.sent)}
    seen = Client().post("/graphql/", json.dumps({"query": query, "variables": variables}), "application/json").json()
    assert seen["data"] == {"returns": [{"version": scene.return_.version}]}


# --- what no database can keep

SETTLES_FIRST = {"version", "expectedTotal", "expectedAmount", "idempotencyKey"}  # anything made up there is refused


def filled(kind, given):
    """Return an input with every member of it, as deep as it goes: what is `given`, else something of its kind."""
    if isinstance(kind, GraphQLNonNull):
        return filled(kind.of_type, given)
    if isinstance(kind, GraphQLList):
        return [filled(kind.of_type, given[0] if given else None)]
    if isinstance(kind, GraphQLInputObjectType):
        wanted = [name for name in kind.fields if name not in SETTLES_FIRST]
        return {name: filled(kind.fields[name].type, (given or {}).get(name)) for name in wanted}
    if isinstance(kind, GraphQLEnumType):
        return given or next(iter(kind.values))
    return given or {"Int": 1, "Boolean": True}.get(kind.name, "abc")


def with_nul(values, place=""):
    """Yield an input with a NUL in each of its texts in turn, and where it is."""
    pairs = values.items() if isinstance(values, dict) else enumerate(values)
    for name, value in pairs:
        whole = dict(values) if isinstance(values, dict) else list(values)
        changed = with_nul(value, f"{place}.{name}") if isinstance(value, (dict, list)) else ()
        for where, part in [(f"{place}.{name}", f"{value}\x00")] if isinstance(value, str) else changed:
            whole[name] = part
            yield where, whole.copy()


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_nul_in_any_text_of_a_mutation_is_no_fault_of_ours(scene, name, caplog):
    for where, values in with_nul(filled(mutations()[name].args["input"].type, INPUTS[name])):
        answer = scene.mutate(name, str(uuid4()), **values)
        codes = [error["extensions"]["code"] for error in answer.json().get("errors", ())]
        assert "internal_error" not in codes, where
    assert "Traceback" not in caplog.text
