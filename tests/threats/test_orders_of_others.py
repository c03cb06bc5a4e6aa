"""T13 and T14: an order is its buyer's alone, at every address that names one. The addresses are read from the code.

Somebody else's order, and one that a wrong token names, look exactly as if they did not exist.
"""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from shop.accounts.models import Address
from shop.api.v1.api import api as v1
from shop.checkout.inputs import LineInput
from shop.checkout.operations import save_draft, send_draft
from shop.core.actor import Actor, By
from shop.fulfilment.models import Return, Withdrawal
from shop.graphql.schema import schema
from shop.orders.models import Order, OrderEvent
from shop.orders.queries import order_token
from shop.payments.models import Payment
from shop.storefront import urls_personal
from tests.api.conftest import Api
from tests.drawn import drawn
from tests.factories.accounts import token_of
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS as ADDRESS_INPUT
from tests.factories.orders import make_order
from tests.factories.returns import make_return, make_sent_order
from tests.interfaces.test_every_write import BODIES, INPUTS
from tests.pages import markup

pytestmark = pytest.mark.django_db
LINE = [{"sku": "MUG", "quantity": 1}]


@pytest.fixture
def order(channel, shopper):
    """The shopper's, with a return that was asked for."""
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=100)
    actor = Actor(kind="customer", user_id=shopper.pk, label=shopper.email)
    order = make_sent_order(("MUG", 3), actor=actor, email=shopper.email)
    make_return(order, 1)
    order.refresh_from_db()
    return order


@pytest.fixture
def foreign(order):
    """Somebody's order, whose token is a true one."""
    return make_sent_order(("MUG", 1), email="eve@example.com")


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


# --- JSON API


def operations():
    return [
        (method.upper(), path)
        for path, methods in v1.get_openapi_schema()["paths"].items()
        for method in methods
        if "{order_id}" in path
    ]


def call(who, operation, order_id, **headers):
    method, path = operation
    return_ = Return.objects.get().public_id
    withdrawal = "wdr_0"
    address = path.format(order_id=order_id, return_id=return_, withdrawal_id=withdrawal)
    body = BODIES.get(path) if method == "POST" else None
    answer = who.send(method, address, body, Idempotency_Key=str(uuid4()), **headers)
    return answer.status_code, {name: text for name, text in answer.json().items() if name != "request_id"}


@pytest.mark.drawn
@pytest.mark.parametrize("operation", operations(), ids=" ".join)
def test_t13_by_api_the_order_of_somebody_else_looks_as_if_it_did_not_exist(
    order, foreign, other_shopper, manager, operation
):
    before, missing = everything(), call(Api(other_shopper), operation, "ord_0")
    assert missing[0] == 404

    for who, headers in (
        (Api(other_shopper), {}), (Api(manager), {}), (Api(), {}), (Api(), {"Order_Token": order_token(foreign)}),
        (Api(other_shopper), {"Order_Token": order_token(foreign)}),
    ):  # fmt: skip
        for name in (order.public_id, str(order.number), str(order.pk), order.public_id.upper()):
            assert call(who, operation, name, **headers) == missing
    assert everything() == before


@pytest.mark.parametrize("operation", operations(), ids=" ".join)
def test_t14_by_api_an_empty_or_odd_token_opens_nothing(order, foreign, operation):
    before = everything()

    for token in drawn(odd_tokens(order, foreign), 6):
        if not token.isprintable() or not token.isascii() or token != token.strip():
            continue  # no header can carry it
        assert call(Api(), operation, order.public_id, Order_Token=token)[0] == 404, token
    for token in ("x" * 201, "x" * 5000):
        assert call(Api(), operation, order.public_id, Order_Token=token)[0] == 422
    assert everything() == before


def test_t13_by_api_a_list_is_never_wider_than_its_owner(order, foreign, shopper, other_shopper):
    assert [one["id"] for one in Api(shopper).get("orders/").json()["results"]] == [order.public_id]
    for query in ("", "?limit=100", f"?user_id={order.user_id}", f"?email={order.email}", "?user__email__contains=s"):
        answer = Api(other_shopper).get(f"orders/{query}")
        assert (answer.status_code, answer.json().get("results", [])) in ((200, []), (422, []))


def test_t13_by_api_nobody_writes_into_an_order_whose_it_shall_be(order, other_shopper):
    for extra in ({"user_id": order.user_id}, {"address_id": 1}, {"cart_id": 1}, {"order_id": order.public_id}):
        answer = Api(other_shopper).post("orders/", {**BODIES["/api/v1/orders/"], **extra})
        assert answer.status_code == 422
    assert Order.objects.count() == 1


# --- GraphQL


def _takes_order(field):
    if "input" in field.args:
        return "orderId" in field.args["input"].type.of_type.fields
    return "orderId" in field.args or ("id" in field.args and "orderToken" in field.args)


QUERIES = sorted(name for name, field in schema._schema.query_type.fields.items() if _takes_order(field))
WRITES = sorted(name for name, field in schema._schema.mutation_type.fields.items() if _takes_order(field))


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


def write(name, order_id, token, user=None):
    kind = schema._schema.mutation_type.fields[name].args["input"].type
    values = {**INPUTS[name], "orderId": order_id, "orderToken": token}
    if "returnId" in kind.of_type.fields:
        values["returnId"] = Return.objects.get().public_id
    query = f"mutation($input: {kind}) {{ {name}(input: $input) {{ userErrors {{ code field message }} }} }}"
    return ask(query, {"input": values}, user)


def test_the_walk_knows_every_field_that_names_an_order():
    assert QUERIES == ["order", "returns", "withdrawals"]
    assert WRITES == ["cancelOrder", "cancelReturn", "payOrder", "requestReturn", "withdraw"]


@pytest.mark.parametrize("name", QUERIES)
def test_t13_by_graphql_the_order_of_somebody_else_is_null(order, foreign, other_shopper, manager, name):
    for user in (other_shopper, manager):
        for order_id in (order.public_id, str(order.number), str(order.pk), "ord_0", "\x00"):
            assert read(name, order_id, "", user) == {"data": {name: None}}
            assert read(name, order_id, order_token(foreign), user) == {"data": {name: None}}
    assert read(name, order.public_id, "").get("data") in (None, {name: None})


@pytest.mark.parametrize("name", QUERIES)
def test_t14_by_graphql_an_odd_token_reads_nothing(order, foreign, name):
    for token in drawn(odd_tokens(order, foreign)[1:], 6):
        assert read(name, order.public_id, token) == {"data": {name: None}}, token


@pytest.mark.parametrize("name", WRITES)
def test_t13_by_graphql_nobody_writes_to_the_order_of_somebody_else(order, foreign, other_shopper, manager, name):
    before, missing = everything(), write(name, "ord_0", "", other_shopper)
    assert [error["code"] for error in missing["data"][name]["userErrors"]] == ["not_found"]

    for user in (other_shopper, manager, None):
        for order_id in (order.public_id, str(order.number), str(order.pk)):
            for token in ("", order_token(foreign)):
                assert write(name, order_id, token, user) == missing
    assert everything() == before


@pytest.mark.parametrize("name", WRITES)
def test_t14_by_graphql_an_odd_token_writes_nothing(order, foreign, name):
    before = everything()

    for token in drawn(odd_tokens(order, foreign), 6):
        errors = write(name, order.public_id, token)["data"][name]["userErrors"]
        assert [error["code"] for error in errors] == ["not_found"], token
    assert everything() == before


# --- pages


def pages():
    """The addresses of the storefront that name an order or a withdrawal by its token."""
    return [
        str(one.pattern)
        for one in urls_personal.urlpatterns
        if isinstance(one, URLPattern) and "<str:token>" in str(one.pattern)
    ]


ORDER_PAGES = [path for path in pages() if "o/<str:token>" in path]


def address_of(path, token):
    return_ = Return.objects.get().public_id
    return "/" + path.replace("<str:token>", token).replace("<slug:return_id>", return_)


FORM = {
    "payment": "test:success",
    "seen_total": "2390",
    "confirm": "1",
    "tracking_number": "1",
    "name": "E",
    "email": "e@x.de",
}


@pytest.mark.parametrize("path", pages())
def test_t14_on_pages_an_empty_or_odd_token_is_a_missing_page(order, foreign, path):
    before = everything()

    for token in drawn(odd_tokens(order, foreign), 6):
        if not token:
            continue  # another address, below
        address = address_of(path, "".join(f"%{byte:02X}" for byte in token.encode()))
        for method in ("get", "post"):
            answer = getattr(Client(), method)(address, FORM if method == "post" else None)
            assert answer.status_code in (404, 405), (token, method)
            assert order.email not in markup(answer)
    assert everything() == before


def test_t14_pages_without_a_token_or_with_one_in_the_query_are_missing(order):
    for address in (
        "/o/",
        "/o//",
        "/o//pay/",
        "/o/?token=",
        "/o/?token[]=1",
        "/o/null/",
        "/withdraw/null/",
        "/-/o//status/",
    ):
        assert Client().get(address).status_code == 404, address


@pytest.mark.parametrize("path", ORDER_PAGES)
def test_t13_on_pages_the_token_of_one_order_opens_nothing_of_another(order, foreign, path):
    """A true token, with the return of somebody else in the address."""
    before = everything()
    shown = {}

    for method in ("get", "post"):
        answer = getattr(Client(), method)(address_of(path, order_token(foreign)))
        shown[method] = markup(answer)
        if "<slug:return_id>" in path:
            assert answer.status_code in (404, 405)
    for text in (order.public_id, f"#{order.number}", order.email, Return.objects.get().public_id):
        assert text not in "".join(shown.values())
    assert everything()[0][3:] == before[0][3:]


def test_t13_on_pages_an_account_shows_its_own_orders_and_addresses_only(order, shopper, other_shopper):
    kept = Address.objects.create(
        user=shopper, full_name="Ada Lovelace", line1="Torstraße 1", city="Berlin", postcode="10119", country="DE"
    )
    stranger = Client()
    stranger.force_login(other_shopper)
    missing = stranger.get("/account/orders/ord_0/")

    for name in (order.public_id, str(order.number), str(order.pk)):
        answer = stranger.get(f"/account/orders/{name}/")
        assert (answer.status_code, order.email in markup(answer)) == (missing.status_code, False)
        assert answer.status_code == 404
    for address in (f"/account/addresses/{kept.pk}/", "/account/addresses/999999/"):
        assert stranger.get(address).status_code == stranger.post(address, {"city": "X"}).status_code == 404
    for address in ("/account/orders/", "/account/addresses/", "/account/"):
        assert "Torstraße" not in markup(stranger.get(address))


def test_t13_on_pages_the_checkout_takes_neither_cart_nor_address_of_somebody_else(order, shopper, other_shopper):
    victim = Client()
    victim.force_login(shopper)
    victim.post("/cart/lines/", {"sku": "MUG", "quantity": 5}, headers={"sec-fetch-site": "same-origin"})
    kept = Address.objects.create(
        user=shopper, full_name="Ada Lovelace", line1="Torstraße 1", city="Berlin", postcode="10119", country="DE"
    )
    thief = Client()
    thief.force_login(other_shopper)
    thief.post("/cart/lines/", {"sku": "MUG", "quantity": 1}, headers={"sec-fetch-site": "same-origin"})
    page = thief.get("/checkout/", {"address": kept.pk, "address_id": kept.pk, "cart": 1, "cart_id": 1})
    assert "Torstraße" not in markup(page)

    for name in ("address", "address_id", "deliver_to", "saved_address", "shipping_address"):
        form = {"email": "e@example.com", name: kept.pk, "payment": "test:success", "shipping_method": "standard"}
        form["order"] = "1"
        answer = thief.post("/checkout/", form)
        assert (answer.status_code, "Torstraße" in markup(answer)) == (422, False)
    assert Order.objects.count() == 1


def test_t13_a_draft_is_the_shops_own_until_it_is_sent(order, staff_actor):
    now = timezone.now()
    draft = save_draft(
        email="ada@example.com", lines=[LineInput("MUG", 2)], shipping_address=ADDRESS_INPUT, by=By(staff_actor, now)
    )
    token = order_token(draft)

    assert Client().get(f"/o/{token}/").status_code == 404
    assert Api().get(f"orders/{draft.public_id}/", Order_Token=token).status_code == 404
    assert read("order", draft.public_id, token) == {"data": {"order": None}}
    send_draft(order_id=draft.pk, by=By(staff_actor, now))
    assert Api().get(f"orders/{draft.public_id}/", Order_Token=token).status_code == 200


def test_t14_a_token_is_256_bits_of_signature_over_a_random_id(order):
    one, other = order_token(order), order_token(make_order(("MUG", 1)).order)

    assert one != other
    for token in (one, other):
        identity, _, signature = token.partition(":")
        assert (len(signature), len(identity)) == (43, 30)
