"""What every address of the API does: unknown parameters, validators, and what the document says about answers."""

import re

import pytest
from django.utils import timezone

from shop.api.common.versions import expected_version
from shop.api.v1.api import api as v1
from shop.core.actor import By
from shop.orders.models import Order
from shop.orders.queries import order_token
from tests.factories.catalog import make_product
from tests.factories.returns import make_return, make_sent_order

pytestmark = pytest.mark.django_db

DOCUMENT = v1.get_openapi_schema()
OPERATIONS = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]
READS = [path for method, path in OPERATIONS if method == "get"]


class Scene:
    """A customer's order with a return, and how each address below is asked about them."""

    def __init__(self, customer, shopper):
        make_product("Dock mug", skus=["MUG"], stock=50)
        self.customer = customer
        self.order = make_sent_order(("MUG", 3), email=shopper.email)
        Order.objects.update(user=shopper)
        self.return_ = make_return(self.order, 1)
        self.order.refresh_from_db()

    def address(self, path):
        from shop.catalog.models import Product

        return path.format(
            product_id=Product.objects.get().pk, order_id=self.order.public_id, return_id=self.return_.public_id,
            withdrawal_id="x", code="busy",
        ) + ("?country=DE" if "shipping-methods" in path else "")  # fmt: skip

    def get(self, path, **headers):
        return self.customer.get(self.address(path), **headers)


@pytest.fixture
def scene(channel, customer, shopper):
    return Scene(customer, shopper)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_parameters_that_nobody_knows_are_refused_everywhere(scene, method, path):
    address = scene.address(path)
    for query, named in (("colour=red", "colour"), ("Limit=1", "Limit"), ("limt=1&x", "limt"), ("%00=1", "\x00")):
        response = scene.customer.send(method.upper(), address + ("&" if "?" in address else "?") + query)

        assert (response.status_code, response.json()["code"]) == (422, "invalid_input"), query
        assert response.json()["errors"][0]["parameter"] == named


def test_a_parameter_is_given_once(scene):
    response = scene.customer.get("orders/?limit=1&limit=2")

    assert response.json()["errors"] == [{"parameter": "limit", "detail": "Give this parameter only once."}]


@pytest.mark.parametrize("path", [path for path in READS if "withdrawal_id" not in path])
def test_who_has_an_answer_already_is_told_so_everywhere(scene, path):
    first = scene.get(path)
    again = scene.get(path, If_None_Match=first["ETag"])
    other = scene.get(path, If_None_Match='"other"')

    assert first.status_code == 200
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (again["Cache-Control"], "Content-Type" in again) == (first["Cache-Control"], False)
    assert (other.status_code, other.content) == (200, first.content)
    assert scene.customer.send("HEAD", scene.address(path), If_None_Match=first["ETag"]).status_code == 304


def test_an_order_that_was_changed_is_answered_anew(scene):
    path = "/api/v1/orders/{order_id}/"
    first = scene.get(path)
    Order.objects.update(email="new@example.com")
    second = scene.get(path, If_None_Match=first["ETag"])

    assert (second.status_code, second.json()["email"]) == (200, "new@example.com")


def test_an_order_that_reads_otherwise_tomorrow_is_answered_anew(scene, monkeypatch):
    path = "/api/v1/orders/{order_id}/"
    monkeypatch.setattr("shop.checkout.order_view.can_withdraw", lambda *_, **__: True)
    first = scene.get(path)
    monkeypatch.setattr("shop.checkout.order_view.can_withdraw", lambda *_, **__: False)  # the period is over
    second = scene.get(path, If_None_Match=first["ETag"])

    assert (first.json()["can_withdraw"], second.json().get("can_withdraw"), second.status_code) == (True, False, 200)
    assert expected_version(first["ETag"]) == expected_version(second["ETag"])


def test_what_was_made_carries_the_tag_that_reading_it_gives(customer, channel, new_order):
    make_product("Dock mug", skus=["MUG"], stock=50)
    made = customer.post("orders/", new_order())
    read = customer.get(made["Location"])

    assert made.status_code == 201
    assert made["ETag"] == read["ETag"]
    assert expected_version(made["ETag"]) == Order.objects.get().version


def test_returns_carry_their_tag_when_they_are_made_and_cancelled(scene):
    address = f"orders/{scene.order.public_id}/returns/"
    made = scene.customer.post(address, {"items": [{"sku": "MUG", "quantity": 1, "reason": "other"}]})
    assert made["ETag"] == scene.customer.get(made["Location"])["ETag"]

    cancelled = scene.customer.post(f"{made['Location']}cancel/", If_Match=made["ETag"])
    assert cancelled.status_code == 200
    assert cancelled["ETag"] == scene.customer.get(made["Location"])["ETag"]
    assert scene.customer.post(f"{made['Location']}cancel/", If_Match=made["ETag"]).status_code in (409, 412)


def test_an_attempt_to_pay_carries_the_orders_tag(api, channel, staff_actor, new_order):
    from shop.checkout.operations import save_draft, send_draft
    from tests.factories.orders import ADDRESS, LineInput

    make_product("Dock mug", skus=["MUG"], stock=50)
    draft = save_draft(
        email="ada@example.com", lines=[LineInput("MUG", 2)], shipping_address=ADDRESS, by=By(staff_actor, timezone.now()),
    )  # fmt: skip
    order = send_draft(order_id=draft.pk, by=By(staff_actor, timezone.now()))
    token = {"Order_Token": order_token(order)}
    paid = api.post(f"orders/{order.public_id}/payments/", {"payment": {"provider": "test"}}, **token)

    assert paid.status_code == 201
    assert paid["ETag"] == api.get(f"orders/{order.public_id}/", **token)["ETag"]


def schemas():
    return DOCUMENT["components"]["schemas"]


def enum_of(schema, name):
    return schemas()[schema]["properties"][name]["enum"]


def test_states_are_listed():
    assert enum_of("Order", "status") == ["pending", "placed", "on_hold", "closed", "cancelled", "expired"]
    assert enum_of("Order", "payment_status") == [
        "unpaid", "authorised", "partially_paid", "paid", "overpaid", "partially_refunded", "refunded", "disputed",
    ]  # fmt: skip
    assert "cancelled" not in enum_of("Fulfilment", "status")
    for schema in ("Payment", "Fulfilment", "Return", "Withdrawal"):
        assert len(enum_of(schema, "status")) > 3
    assert enum_of("Return", "kind") == ["return", "exchange"]
    assert "wrong_size" in enum_of("ReturnLine", "reason")


def test_no_state_is_a_bare_text():
    words = {"status", "payment_status", "fulfilment_status", "kind", "reason"}
    bare = [
        (name, field)
        for name, schema in schemas().items()
        for field, about in schema["properties"].items()
        if field in words and about.get("type") == "string" and "enum" not in about
    ]

    assert bare == []


def test_texts_of_a_known_form_say_so():
    wanted = {
        r"(^|_)url$|^next$|^image$": "uri",
        r"email$": "email",
        r"_at$": "date-time",
        r"_(on|until|from)$": "date",
    }
    for name, schema in schemas().items():
        for field, about in schema["properties"].items():
            forms = {part.get("format") for part in [about, *about.get("anyOf", ())]} - {None}
            text = "string" in [part.get("type") for part in [about, *about.get("anyOf", ())]]
            for pattern, form in wanted.items():
                if (
                    text and re.search(pattern, field) and field not in ("free_from", "tracking_url")
                ):  # the latter may be empty
                    assert forms == {form}, (name, field, about)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_headers_of_each_answer_are_in_the_document(method, path):
    responses = DOCUMENT["paths"][path][method]["responses"]

    assert all("Request-Id" in details["headers"] for details in responses.values())
    for status, name in ((401, "WWW-Authenticate"), (429, "Retry-After"), (503, "Retry-After")):
        if status in responses:
            assert name in responses[status]["headers"]
    if method == "get":
        assert "ETag" in responses[200]["headers"]
        assert "ETag" in responses[304]["headers"]
    if any(parameter["name"] == "Idempotency-Key" for parameter in DOCUMENT["paths"][path][method]["parameters"]):
        (done,) = [details for status, details in responses.items() if status < 300]
        assert "Idempotency-Replayed" in done["headers"]


def test_what_is_sent_is_what_the_document_names(scene):
    mentioned = {"ETag", "Link", "Location", "Retry-After", "WWW-Authenticate", "Idempotency-Replayed", "Request-Id"}
    for path in READS:
        if "withdrawal_id" in path:
            continue
        response = scene.get(path)
        sent = {name for name in mentioned if name in response}
        named = set(DOCUMENT["paths"][path]["get"]["responses"][200]["headers"])
        assert sent <= named, path
        assert named - sent <= {"Link"}, path
