"""Every example of the document is accepted as it stands, in the order in which somebody tries them."""

from uuid import uuid4

import pytest
from django.utils import timezone

from shop.api.v1.api import api as v1
from shop.core.actor import SYSTEM, By
from shop.fulfilment.operations import ship_order
from shop.orders.models import Order
from shop.orders.queries import order_token
from tests.api.conftest import Api
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db

NEEDS_A_TOKEN = {"RefreshToken"}  # nobody can be given a good one beforehand


def bodies(document):
    """Return {path: (name of the body, its example)} of every POST that takes one."""
    found = {}
    for path, methods in document["paths"].items():
        content = methods.get("post", {}).get("requestBody", {}).get("content", {})
        if content:
            name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
            found[path] = (name, document["components"]["schemas"][name].get("example"))
    return found


@pytest.fixture
def document(client, channel):
    make_product("Gone", skus=["TEA-GONE"], stock=0)
    make_product("Bowl", skus=["BOWL-1"], stock=50)
    response = client.get("/api/v1/openapi.json")
    assert response["Cache-Control"] == "no-cache"
    return response.json()


def test_every_body_has_an_example(document):
    missing = {name for name, example in bodies(document).values() if example is None} - NEEDS_A_TOKEN

    assert missing == set()


def test_examples_name_what_this_shop_has(document):
    examples = str(bodies(document))

    assert "BOWL-1" in examples
    assert "TEA-GONE" in examples
    assert "MUG-" not in examples


def test_a_shop_without_goods_shows_the_examples_as_they_were_written(client, channel):
    assert "MUG-RUST" in str(bodies(client.get("/api/v1/openapi.json").json()))


def test_each_example_is_accepted_as_it_stands(document):
    example = {path: body for path, (_, body) in bodies(document).items()}
    guest = Api()
    tried = set()

    def post(path, status, *, address="", key=True, **headers):
        tried.add(path)
        headers["Idempotency_Key"] = str(uuid4()) if key else None
        response = guest.post(address or path, example[path], **headers)
        assert response.status_code == status, (path, response.content)
        return response.json()

    post("/api/v1/users/register/", 201)
    pair = post("/api/v1/users/login/", 200, key=False)
    tried.add("/api/v1/users/refresh/")
    assert guest.post("users/refresh/", {"refresh": pair["refresh"]}, Idempotency_Key=None).status_code == 200
    order = post("/api/v1/orders/", 201)
    assert order["status"] == "placed"
    row = Order.objects.get(public_id=order["id"])
    token = {"Order_Token": order_token(row)}
    below = "/api/v1/orders/{order_id}/"
    paid_already = guest.post(f"orders/{order['id']}/payments/", example[f"{below}payments/"], **token)
    assert paid_already.status_code == 409  # the example is right, the order does not wait
    tried.add(f"{below}payments/")
    ship_order(order_id=row.pk, by=By(SYSTEM, timezone.now()))
    post(f"{below}returns/", 201, address=f"orders/{order['id']}/returns/", **token)
    post(f"{below}withdrawals/", 201, address=f"orders/{order['id']}/withdrawals/", **token)
    post("/api/v1/withdrawals/", 202)
    post("/api/v1/back-in-stock/", 202)

    assert tried == set(example)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_order_example_works_on_the_docs_page_and_works_again(channel, new_page):
    make_product("Bowl", skus=["BOWL-1"], stock=50)
    page = new_page()
    page.goto("/api/v1/docs")
    block = "#operations-Orders-create_order"
    page.click(f"{block} .opblock-summary")
    for _ in range(2):
        page.click(f"{block} .execute")
        page.wait_for_selector(f"{block} .live-responses-table :text('201')")
        page.click(f"{block} .btn-clear")

    assert [order.status for order in Order.objects.all()] == ["placed", "placed"]


def test_the_document_is_written_with_what_is_replaced():
    assert "MUG-RUST" in str(bodies(v1.get_openapi_schema()))
