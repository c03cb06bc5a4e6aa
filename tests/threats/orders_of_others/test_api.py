"""T13 and T14 by JSON: an order is its buyer's alone, at every address that names one."""

from uuid import uuid4

import pytest

from shop.api.v1.api import api as v1
from shop.fulfilment.models import Return
from shop.orders.models import Order
from shop.orders.queries import order_token
from tests.api.conftest import Api
from tests.drawn import drawn
from tests.interfaces.every_write.walk import BODIES
from tests.threats.orders_of_others.tokens import everything, odd_tokens

pytestmark = pytest.mark.django_db


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
