"""GET /api/v1/orders/ and /api/v1/orders/{id}/."""

import pytest

from shop.api.common.versions import expected_version
from shop.api.v1.schemas.orders import OrderList
from shop.orders.models import Order
from tests.api.conftest import Api
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mug(channel):
    make_product("Dock mug", skus=["MUG"], stock=100)


def test_one_sees_the_own_orders_newest_first(customer, stranger, api, new_order):
    mine = [customer.post("orders/", new_order()).json() for _ in range(3)]
    stranger.post("orders/", new_order())
    api.post("orders/", new_order(email="shopper@example.com"))

    response = customer.get("orders/")

    assert response.json() == {"results": mine[::-1], "next": None}
    assert response["Cache-Control"] == "no-store"
    OrderList.model_validate_json(response.content)


def test_failed_attempts_are_left_out(customer, new_order):
    customer.post("orders/", new_order(payment={"provider": "test", "method": "decline"}))

    assert customer.get("orders/").json() == {"results": [], "next": None}


def test_following_next_shows_every_order_once(customer, new_order):
    mine = [customer.post("orders/", new_order()).json()["id"] for _ in range(5)]
    seen, address = [], "orders/?limit=2"

    while address:
        page = customer.get(address)
        seen += [order["id"] for order in page.json()["results"]]
        address = page.json()["next"]

    assert seen == mine[::-1]


def test_a_cursor_shows_a_stranger_nothing(customer, stranger, new_order):
    for _ in range(2):
        customer.post("orders/", new_order())
    address = customer.get("orders/?limit=1").json()["next"]

    assert stranger.get(address).json()["results"] == []


def test_a_strangers_order_looks_as_if_it_did_not_exist(customer, stranger, manager, new_order):
    order = customer.post("orders/", new_order()).json()

    answers = [
        who.get(f"orders/{name}/")
        for who in (stranger, Api(manager))
        for name in (order["id"], "ord_000", order["number"])
    ]

    assert {answer.status_code for answer in answers} == {404}
    bodies = [answer.json() | {"request_id": ""} for answer in answers]
    assert all(body == bodies[0] for body in bodies)
    assert customer.get(f"orders/{order['id']}/").json() == order


def test_a_guest_order_belongs_to_nobody_here(api, customer, new_order):
    order = api.post("orders/", new_order(email="shopper@example.com")).json()

    assert customer.get(f"orders/{order['id']}/").status_code == 404
    assert api.get(f"orders/{order['id']}/").status_code == 404


def test_a_guest_reads_an_order_with_its_own_token(api, new_order):
    order = api.post("orders/", new_order()).json()
    token = order["status_url"].rsplit("/", 2)[1]

    answer = api.get(f"orders/{order['id']}/", Order_Token=token)

    assert (answer.status_code, answer.json()) == (200, order)
    assert expected_version(answer["ETag"]) == Order.objects.get().version
    for wrong in ("", "null", "\x00", order["id"], token[:-1], f"{token}, {token}"):
        assert api.get(f"orders/{order['id']}/", Order_Token=wrong).status_code == 404
    assert api.get("orders/ord_000/", Order_Token=token).status_code == 404


def test_a_list_needs_a_login(api):
    assert api.get("orders/").status_code == 401


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=x", "user_id=1", "status=placed"])
def test_refuses_parameters_without_a_meaning(customer, query):
    assert customer.get(f"orders/?{query}").status_code == 422


def test_a_cursor_of_the_products_is_refused(customer):
    make_product("Bowl", skus=["BOWL"])
    cursor = customer.get("products/?limit=1").json()["next"].partition("?")[2]

    assert customer.get(f"orders/?{cursor}").status_code == 422


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_orders_cannot_be_changed_here(customer, new_order, method):
    order = customer.post("orders/", new_order()).json()

    for path in ("orders/", f"orders/{order['id']}/"):
        assert customer.send(method, path, {"status": "paid"}, X_HTTP_Method_Override="GET").status_code == 405
    assert customer.get(f"orders/{order['id']}/").json() == order


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_eight_queries_for_any_number(customer, new_order, django_assert_num_queries, count):
    for _ in range(count):
        customer.post("orders/", new_order())

    with django_assert_num_queries(8):  # session, user, orders, lines, addresses, payments, changes, parcels
        assert len(customer.get("orders/").json()["results"]) == count
