"""POST /api/v1/orders/{id}/payments/, and what an order says about parcels and paying."""

import pytest
from django.utils import timezone

from shop.api.v1.schemas.orders import Order as OrderSchema
from shop.checkout.inputs import LineInput
from shop.checkout.operations import save_draft, send_draft
from shop.core.actor import By
from shop.fulfilment.operations import EditInput, edit_order, move_parcel, prepare_parcels, ship_order
from shop.orders.models import Order
from shop.orders.queries import order_token, pay_path
from shop.payments.models import Payment
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS, make_order

pytestmark = pytest.mark.django_db
GOOD = {"payment": {"provider": "test", "method": "success"}}


@pytest.fixture
def waiting(channel, shopper, staff_actor) -> Order:
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=10)
    now = timezone.now()
    draft = save_draft(
        email="ada@example.com", lines=[LineInput("MUG", 2)], shipping_address=ADDRESS, user_id=shopper.pk,
        by=By(staff_actor, now),
    )  # fmt: skip
    return send_draft(order_id=draft.pk, by=By(staff_actor, now))


def path(order):
    return f"orders/{order.public_id}/payments/"


def test_the_customer_pays_for_an_order_that_the_shop_wrote(customer, waiting):
    before = customer.get(f"orders/{waiting.public_id}/").json()
    assert (before["status"], before["payment"], before["pay_url"]) == (
        "pending", None, f"http://testserver{pay_path(waiting)}"
    )  # fmt: skip
    paid = customer.post(path(waiting), {**GOOD, "expected_amount": {"amount": "42.90", "currency": "EUR"}})
    assert paid.status_code == 201
    body = paid.json()
    assert (body["status"], body["payment_status"], body["payment"]["status"], body["pay_url"]) == (
        "placed", "paid", "captured", None
    )  # fmt: skip
    OrderSchema.model_validate_json(paid.content)
    again = customer.post(path(waiting), GOOD, Idempotency_Key="other")
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_pay")


def test_a_guest_pays_with_the_orders_token(api, waiting):
    paid = api.post(path(waiting), GOOD, Order_Token=order_token(waiting))
    assert (paid.status_code, paid.json()["status"]) == (201, "placed")


def test_a_repeated_request_pays_once_and_gets_the_same_answer(customer, waiting):
    answers = [customer.post(path(waiting), GOOD, Idempotency_Key="k1") for _ in range(3)]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true", "true"]
    assert Payment.objects.count() == 1


def test_a_declined_attempt_is_402_and_leaves_the_order_to_be_paid_another_way(customer, waiting):
    declined = customer.post(path(waiting), {"payment": {"provider": "test", "method": "decline"}}, Idempotency_Key="a")
    assert (declined.status_code, declined.json()["code"]) == (402, "payment_declined")
    assert customer.get(f"orders/{waiting.public_id}/").json()["status"] == "pending"
    assert customer.post(path(waiting), GOOD, Idempotency_Key="b").status_code == 201


def test_another_amount_than_the_buyer_saw_is_refused(customer, waiting):
    body = {**GOOD, "expected_amount": {"amount": "42.89", "currency": "EUR"}}
    answer = customer.post(path(waiting), body)
    assert (answer.status_code, answer.json()["code"]) == (409, "price_changed")
    assert not Payment.objects.exists()


def test_strangers_find_nothing_and_nothing_moves_without_a_key(api, stranger, customer, waiting):
    for who, headers in ((stranger, {}), (api, {}), (api, {"Order_Token": "null"}), (api, {"Order_Token": "x:y"})):
        answer = who.post(path(waiting), GOOD, **headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    other = make_order(("MUG", 1)).order
    assert api.post(path(waiting), GOOD, Order_Token=order_token(other)).status_code == 404
    assert not Payment.objects.filter(order=waiting).exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"payment": {"provider": "nonsense"}},
        {"payment": {"provider": "test", "method": "nonsense"}},
        {**GOOD, "amount": "0.01"},
        {**GOOD, "expected_amount": {"amount": "42.901", "currency": "EUR"}},
    ],
)
def test_odd_bodies_are_refused(customer, waiting, body):
    assert customer.post(path(waiting), body).status_code == 422
    assert not Payment.objects.exists()


def test_an_order_lists_its_parcels_but_not_those_that_were_unpacked(customer, shopper, waiting, staff_actor):
    customer.post(path(waiting), GOOD)
    now = timezone.now()
    [gone] = prepare_parcels(order_id=waiting.pk, by=By(staff_actor, now))
    move_parcel(parcel_id=gone.pk, target="cancelled", by=By(staff_actor, now))
    [parcel] = ship_order(
        order_id=waiting.pk, by=By(staff_actor, now), carrier="DHL", tracking_number="JD014",
        tracking_url="https://dhl.example/JD014",
    )  # fmt: skip
    move_parcel(parcel_id=parcel.pk, target="delivered", by=By(staff_actor, now))

    order = customer.get(f"orders/{waiting.public_id}/").json()

    assert (order["status"], order["fulfilment_status"]) == ("closed", "delivered")
    [shown] = order["fulfilments"]
    assert {key: shown[key] for key in ("id", "status", "carrier", "tracking_number", "tracking_url", "lines")} == {
        "id": parcel.public_id, "status": "delivered", "carrier": "DHL", "tracking_number": "JD014",
        "tracking_url": "https://dhl.example/JD014", "lines": [{"sku": "MUG", "quantity": 2}],
    }  # fmt: skip
    assert shown["shipped_at"]
    assert shown["delivered_at"]


def test_a_change_is_paid_here_too(customer, waiting, staff_actor):
    customer.post(path(waiting), GOOD, Idempotency_Key="a")
    edit_order(order_id=waiting.pk, edit=EditInput(add={"MUG": 1}), by=By(staff_actor, timezone.now()))
    order = customer.get(f"orders/{waiting.public_id}/").json()
    assert (order["payment_status"], order["total"]["amount"]) == ("partially_paid", "61.90")
    assert order["pay_url"]
    paid = customer.post(path(waiting), GOOD, Idempotency_Key="b").json()
    assert (paid["payment_status"], paid["pay_url"], [line["quantity"] for line in paid["lines"]]) == (
        "paid", None, [2, 1]
    )  # fmt: skip


def test_the_list_asks_no_question_per_order(customer, shopper, waiting, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert len(customer.get("orders/").json()["results"]) == 1
