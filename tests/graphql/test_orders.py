"""Ordering by GraphQL, and reading one's own orders."""

from uuid import uuid4

import pytest

from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.orders.queries import order_token
from tests.factories.catalog import make_product
from tests.factories.orders import make_order

pytestmark = pytest.mark.django_db

MUTATION = """mutation($input: PlaceOrderInput!) { placeOrder(input: $input) {
  order { id number total currency status lines { sku quantity price } shippingAddress { city } }
  paymentStatus redirectUrl userErrors { code field message } } }"""


def order_input(**values):
    return {
        "lines": [{"sku": "MUG", "quantity": 2}],
        "email": "ada@example.com",
        "shippingAddress": {
            "fullName": "Ada Lovelace",
            "line1": "Torstraße 1",
            "city": "Berlin",
            "postcode": "10119",
            "country": "DE",
        },
        "payment": {"provider": "test"},
        **values,
    }


def place(ask, *, user=None, **values):
    variables = {"input": order_input(**values)}
    return ask(MUTATION, user=user, variables=variables, key=str(uuid4()))["data"]["placeOrder"]


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=10)


def test_a_guest_orders(mug, ask):
    payload = place(ask)
    order = Order.objects.get()
    assert payload == {
        "order": {
            "id": order.public_id,
            "number": str(order.number),
            "total": "42.90",
            "currency": "EUR",
            "status": "PLACED",
            "lines": [{"sku": "MUG", "quantity": 2, "price": "19.00"}],
            "shippingAddress": {"city": "Berlin"},
        },
        "paymentStatus": "CAPTURED",
        "redirectUrl": None,
        "userErrors": [],
    }


def test_a_customer_orders_with_the_address_of_the_account(mug, ask, shopper):
    place(ask, user=shopper, email="")
    assert list(Order.objects.values_list("user_id", "email")) == [(shopper.pk, "shopper@example.com")]


def test_a_payment_that_asks_the_buyer_answers_where_to_go(mug, ask):
    payload = place(ask, payment={"provider": "test", "method": "challenge"})
    assert payload["paymentStatus"] == "REQUIRES_ACTION"
    assert payload["redirectUrl"].startswith("http://testserver/pay/test/pay_")


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"lines": [{"sku": "NOPE", "quantity": 1}]}, "unknown_product", "lines.0.sku"),
        ({"lines": [{"sku": "MUG", "quantity": 0}]}, "invalid_input", "lines.0.quantity"),
        ({"lines": [{"sku": "MUG", "quantity": 11}]}, "out_of_stock", "sku:MUG"),
        ({"lines": []}, "invalid_input", "lines"),
        ({"email": "nobody"}, "invalid_input", "email"),
        ({"expectedTotal": "1.00"}, "price_changed", ""),
        ({"shippingMethod": "drone"}, "shipping_unavailable", "shippingMethod"),
        ({"payment": {"provider": "stripe"}}, "payment_unavailable", "payment.provider"),
        ({"payment": {"provider": "test", "method": "decline"}}, "payment_declined", ""),
    ],
)
def test_refusals_are_typed_and_leave_nothing_behind(mug, ask, values, code, field):
    payload = place(ask, **values)
    assert payload["order"] is None
    assert [(error["code"], error["field"]) for error in payload["userErrors"]] == [(code, field)]
    assert not Order.objects.exclude(status="cancelled").exists()
    assert StockLevel.objects.get().allocated == 0


def test_a_sku_in_a_refusal_is_written_as_it_is(mug, ask):
    make_product("Bowl", skus=["bowl_red"], price_minor=1900, stock=1)
    (error,) = place(ask, lines=[{"sku": "bowl_red", "quantity": 2}])["userErrors"]
    assert (error["field"], error["message"]) == ("sku:bowl_red", "Only 1 left.")


def test_my_orders_are_mine(mug, ask, shopper, other_shopper):
    place(ask, user=shopper)
    order = Order.objects.get()
    mine = ask("{ me { email } myOrders { nodes { id lines { sku } } } }", user=shopper)["data"]
    assert mine == {
        "me": {"email": "shopper@example.com"},
        "myOrders": {"nodes": [{"id": order.public_id, "lines": [{"sku": "MUG"}]}]},
    }
    query = '{ order(id: "%s") { id } }' % order.public_id
    assert ask(query, user=shopper)["data"]["order"] == {"id": order.public_id}
    assert ask(query, user=other_shopper)["data"]["order"] is None
    assert ask("{ myOrders { nodes { id } } }", user=other_shopper)["data"]["myOrders"]["nodes"] == []


def test_strangers_are_asked_to_log_in(mug, ask):
    order = make_order(("MUG", 1)).order
    assert ask("{ me { email } }") == {"data": {"me": None}}
    for query in ("{ myOrders { nodes { id } } }", '{ order(id: "%s") { id } }' % order.public_id):
        assert ask(query)["errors"][0]["extensions"]["code"] == "not_authenticated"


def test_a_guest_reads_an_order_with_its_own_token(mug, ask):
    order, other = make_order(("MUG", 1)).order, make_order(("MUG", 1)).order
    query = "query($id: ID!, $token: String!) { order(id: $id, orderToken: $token) { id version } }"

    def read(token):
        return ask(query, variables={"id": order.public_id, "token": token})["data"]

    order.refresh_from_db()
    assert read(order_token(order)) == {"order": {"id": order.public_id, "version": order.version}}
    for wrong in ("null", "\x00", order.public_id, order_token(order)[:-1], order_token(other)):
        assert read(wrong) == {"order": None}


def test_the_version_in_an_answer_is_the_one_that_is_stored(mug, ask):
    """So that the next write may name it."""
    mutation = MUTATION.replace("order { id", "order { id version")
    for method in ("success", "challenge"):
        variables = {"input": order_input(payment={"provider": "test", "method": method})}
        told = ask(mutation, variables=variables, key=method)["data"]["placeOrder"]["order"]

        assert told["version"] == Order.objects.get(public_id=told["id"]).version


def test_orders_cost_the_same_statements_however_many(mug, ask, shopper, django_assert_max_num_queries):
    for _ in range(4):
        place(ask, user=shopper, lines=[{"sku": "MUG", "quantity": 1}])
    with django_assert_max_num_queries(8):
        ask("{ myOrders { nodes { id lines { sku price } shippingAddress { city } } } }", user=shopper)
