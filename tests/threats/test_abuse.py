"""T9, T12 and T38: nobody keeps the goods from others, gets back more than was paid, or tries out cards here.

T11, sending the same thing twice, is in tests/concurrency: test_double_submit (pages), test_retries (API, GraphQL).
"""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.api.v1.api import api as v1
from shop.checkout.inputs import LineInput
from shop.checkout.operations import expire_orders, save_draft, send_draft
from shop.core.actor import Actor, By
from shop.fulfilment.models import Return, Withdrawal
from shop.graphql.schema import schema
from shop.inventory.models import StockLevel
from shop.orders.models import Order, OrderEvent
from shop.orders.queries import order_path, order_token
from shop.orders.steps import MAX_OPEN_ORDERS
from shop.payments.models import Payment, Refund, TestCharge, TestRefund
from shop.payments.queries import CLIENT_LIMIT, DECLINE_LIMIT
from tests.api.conftest import Api
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS, NOW, make_order
from tests.factories.returns import make_sent_order
from tests.factories.shop import make_channel
from tests.threats.doors import DONE, DOORS, NAMES, newest

every_door = pytest.mark.parametrize("door", DOORS, ids=NAMES)
STAFF = Actor(kind="staff", label="m@example.com", permissions=frozenset({"orders.add_order"}))


@pytest.fixture
def mugs(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=99)


# --- T9: keeping goods from others


@every_door
@pytest.mark.django_db
def test_t9_a_cart_keeps_nothing_from_anybody(mugs, door):
    for _ in range(20):
        Client().post("/cart/lines/", {"sku": "MUG", "quantity": 60}, headers={"sec-fetch-site": "same-origin"})

    assert (StockLevel.objects.get().reserved, StockLevel.objects.get().allocated) == (0, 0)
    assert door.buy(quantity=60) == DONE


@every_door
@pytest.mark.django_db
def test_t9_a_buyer_has_five_orders_open_and_others_can_buy_what_lapses(mugs, door):
    opened = [door.buy(pay="test:challenge", quantity=12, email=email) for email in ["eve@example.com"] * 8]

    assert opened == [DONE] * MAX_OPEN_ORDERS + [409] * 3
    assert StockLevel.objects.get().reserved == 60
    assert door.buy(quantity=60) == 409  # 39 are left, for the time of a payment
    expire_orders(now=timezone.now() + timedelta(minutes=31))
    assert StockLevel.objects.get().reserved == 0
    assert door.buy(quantity=60) == DONE


@pytest.mark.django_db
def test_t9_changing_the_door_or_the_spelling_opens_no_more_orders(mugs):
    spelled = ["eve@example.com", "EVE@example.com", " eve@example.com", "Eve@Example.COM", "eve@example.com "]
    for index, email in enumerate(spelled):
        assert DOORS[index % 3].buy(pay="test:challenge", email=email) == DONE

    assert [door.buy(pay="test:challenge", email="eVe@example.com") for door in DOORS] == [409] * 3
    assert Order.objects.count() == MAX_OPEN_ORDERS


# --- T12: getting back more than was paid


def test_t12_no_partner_and_no_buyer_gives_money_back_by_hand():
    """What moves money towards buyers is a decision of staff, or follows from goods: there is nothing to abuse."""
    words = ("refund", "capture", "credit", "mark_paid", "markpaid", "void")
    paths = [path for path, methods in v1.get_openapi_schema()["paths"].items() if set(methods) - {"get"}]

    assert [path for path in paths if any(word in path.lower() for word in words)] == []
    assert [name for name in schema._schema.mutation_type.fields if any(word in name.lower() for word in words)] == []


def withdraw_by_page(order, key):
    form = {"key": key, "name": "Ada", "email": "ada@example.com", f"quantity_{order.lines.get().pk}": "3"}
    return Client().post(f"{order_path(order)}withdraw/", {**form, "confirm": "1"}).status_code == 303


def withdraw_by_api(order, key):
    path = f"orders/{order.public_id}/withdrawals/"
    return Api().post(path, {}, Idempotency_Key=key, Order_Token=order_token(order)).status_code == 201


def withdraw_by_graphql(order, key):
    query = "mutation($input: WithdrawInput!) { withdraw(input: $input) { userErrors { code } } }"
    values = {"orderId": order.public_id, "orderToken": order_token(order)}
    body = json.dumps({"query": query, "variables": {"input": values}})
    answer = Client().post("/graphql/", body, "application/json", headers={"Idempotency-Key": key})
    return answer.json()["data"]["withdraw"]["userErrors"] == []


@pytest.mark.parametrize("withdraw", [withdraw_by_page, withdraw_by_api, withdraw_by_graphql], ids=NAMES)
def test_t12_many_withdrawals_at_once_give_the_money_back_once(transactional_db, withdraw):
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    order = make_order(("MUG", 3), now=timezone.now()).order

    answers = all_at_once(8, lambda index: withdraw(order, f"w{index}"))

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert sum(answers) == Withdrawal.objects.count() == 1
    assert sum(Refund.objects.values_list("amount_minor", flat=True)) == Payment.objects.get().captured_minor
    assert sum(TestRefund.objects.values_list("amount_minor", flat=True)) == TestCharge.objects.get().amount_minor


def return_by_page(order, key):
    line = order.lines.get()
    form = {"key": key, f"quantity_{line.pk}": "3", f"reason_{line.pk}": "not_liked"}
    return Client().post(f"{order_path(order)}returns/new/", form).status_code == 303


def return_by_api(order, key):
    body = {"items": [{"sku": "MUG", "quantity": 3, "reason": "not_liked"}]}
    token = {"Order_Token": order_token(order)}
    return Api().post(f"orders/{order.public_id}/returns/", body, Idempotency_Key=key, **token).status_code == 201


def return_by_graphql(order, key):
    query = "mutation($input: RequestReturnInput!) { requestReturn(input: $input) { userErrors { code } } }"
    items = [{"sku": "MUG", "quantity": 3, "reason": "not_liked"}]
    values = {"orderId": order.public_id, "orderToken": order_token(order), "items": items}
    body = json.dumps({"query": query, "variables": {"input": values}})
    answer = Client().post("/graphql/", body, "application/json", headers={"Idempotency-Key": key})
    return answer.json()["data"]["requestReturn"]["userErrors"] == []


@pytest.mark.parametrize("send_back", [return_by_page, return_by_api, return_by_graphql], ids=NAMES)
@pytest.mark.django_db
def test_t12_the_same_units_go_back_once_by_return_and_withdrawal_together(mugs, send_back):
    order = make_sent_order(("MUG", 3), now=timezone.now())

    assert send_back(order, "1") is True
    assert send_back(order, "2") is False
    for number, withdraw in enumerate((withdraw_by_page, withdraw_by_api, withdraw_by_graphql)):
        withdraw(order, f"w{number}")  # a return that was not sent gives way to it
    assert send_back(order, "3") is False
    line = order.lines.get()
    assert (Return.objects.count(), Withdrawal.objects.count()) == (1, 1)
    assert (line.quantity_returning, line.quantity_returned) == (3, 0)
    assert not Refund.objects.exists()  # the goods are not back


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("allowance", "69.01"), ("allowance", "-1"), ("allowance", "0"), ("allowance", "NaN"), ("allowance", "1e9"),
        ("allowance", "10 USD"), ("allowance", "9" * 40), ("shipping", "12.01"), ("shipping", "-12.00"),
        ("line", "4"), ("line", "-1"), ("line", "1.5"), ("line", str(2**63)),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_t12_staff_refund_no_more_than_there_is_whatever_is_typed(mugs, client, manager, field, value):
    client.force_login(manager)
    order = make_order(("MUG", 3), shipping_method="express").order
    name = f"line_{order.lines.get().pk}" if field == "line" else field
    data = {"version": Order.objects.get().version, name: value}

    first = client.post(reverse("admin:orders_order_refund", args=[order.pk]), data)
    if first.status_code == 200:  # looked at; and confirmed all the same
        form = first.context["form"]
        values = {each: form[each].value() for each in form.fields if form[each].value() is not None}
        first = client.post(first.request["PATH_INFO"], values)

    assert first.status_code in (409, 422)
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_t12_an_unpaid_order_and_staff_without_the_right_give_nothing_back(mugs, client, manager, clerk):
    paid = make_order(("MUG", 1), now=NOW).order
    DOORS[1].buy(pay="test:challenge")
    unpaid = newest()

    for who, order, status in ((clerk, paid, 403), (manager, unpaid, 409)):
        client.force_login(who)
        data = {"version": order.version, "allowance": "1.00", "seen": "100 0"}
        assert client.post(reverse("admin:orders_order_refund", args=[order.pk]), data).status_code == status
    assert not Refund.objects.exists()


# --- T38: trying out cards


@every_door
@pytest.mark.django_db
def test_t38_ordering_with_bad_cards_is_stopped_after_five_and_holds_nothing(mugs, door):
    tries = [door.buy(pay="test:decline", email="eve@example.com") for _ in range(12)]

    assert tries[DECLINE_LIMIT:] == [429] * 7
    assert set(tries[:DECLINE_LIMIT]) <= {402, 422}
    assert door.buy(email="eve@example.com") == 429  # the good card as well: which one was good is not told
    assert TestCharge.objects.count() == DECLINE_LIMIT
    assert (StockLevel.objects.get().reserved, StockLevel.objects.get().allocated) == (0, 0)
    assert OrderEvent.objects.filter(kind="payment.too_many_declines").count() == 1


@pytest.mark.drawn
@every_door
@pytest.mark.django_db
def test_t38_another_address_with_each_card_is_stopped_after_thirty(mugs, door):
    tries = [door.buy(pay="test:decline", email=f"{number}@example.com") for number in range(CLIENT_LIMIT + 5)]

    assert tries[CLIENT_LIMIT:] == [429] * 5
    assert TestCharge.objects.count() == CLIENT_LIMIT
    assert door.buy(email="new@example.com") == 429
    assert door.buy(email="new@example.com", peer="203.0.113.8") == DONE


@every_door
@pytest.mark.django_db
def test_t38_paying_an_order_that_waits_with_bad_cards_is_stopped_after_five(mugs, door):
    now = timezone.now()
    draft = save_draft(
        email="eve@example.com", lines=[LineInput("MUG", 1)], shipping_address=ADDRESS, by=By(STAFF, now),
        shipping_method="express",
    )  # fmt: skip
    order = send_draft(order_id=draft.pk, by=By(STAFF, now))

    tries = [door.pay(order, pay="test:decline") for _ in range(8)]

    assert tries[DECLINE_LIMIT:] == [429] * 3
    assert set(tries[:DECLINE_LIMIT]) <= {402, 422}
    assert door.pay(order) == 429
    assert [other.pay(order) for other in DOORS] == [429] * 3
    assert TestCharge.objects.count() == DECLINE_LIMIT
    assert StockLevel.objects.get().reserved == 1  # the shop's own promise, which ends by itself


@pytest.mark.django_db
def test_t38_changing_the_door_gives_no_more_tries(mugs):
    tries = [DOORS[number % 3].buy(pay="test:decline", email="eve@example.com") for number in range(9)]

    assert tries[DECLINE_LIMIT:] == [429] * 4


@pytest.mark.django_db
def test_t38_what_a_client_writes_into_x_forwarded_for_gives_no_more_tries(mugs):
    def attempt(number):
        body = {
            "email": f"{number}@example.com", "lines": [{"sku": "MUG", "quantity": 1}],
            "payment": {"provider": "test", "method": "decline"},
            "shipping_address": {
                "full_name": "Eve", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE",
            },
        }  # fmt: skip
        headers = {"Idempotency-Key": str(uuid4()), "X-Forwarded-For": f"6.6.6.{number}"}
        return Client().post("/api/v1/orders/", json.dumps(body), "application/json", headers=headers).status_code

    assert [attempt(number) for number in range(CLIENT_LIMIT + 2)] == [402] * CLIENT_LIMIT + [429] * 2
