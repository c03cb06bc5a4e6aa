"""Returns and withdrawals by GraphQL: by token, by the order's link, and for nobody else."""

import pytest

from shop.core.actor import Actor
from shop.fulfilment.models import Return, Withdrawal
from shop.orders.models import OrderLine
from shop.orders.queries import order_token
from tests.factories.catalog import make_product
from tests.factories.returns import make_sent_order

pytestmark = pytest.mark.django_db
REQUEST = """mutation($input: RequestReturnInput!) { requestReturn(input: $input) {
  return { id number kind status comment refund lines { sku quantity reason } } userErrors { code field message } } }"""
CANCEL = """mutation($input: CancelReturnInput!) { cancelReturn(input: $input) {
  return { status } userErrors { code } } }"""
WITHDRAW = """mutation($input: WithdrawInput!) { withdraw(input: $input) {
  withdrawal { id status statement refund lines { sku quantity } } userErrors { code field } } }"""
DECLARE = """mutation($input: DeclareWithdrawalInput!) { declareWithdrawal(input: $input) {
  isReceived userErrors { code field } } }"""


@pytest.fixture
def order(channel, shopper):
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=100)
    actor = Actor(kind="customer", user_id=shopper.pk, label=shopper.email)
    return make_sent_order(("MUG", 3), actor=actor, email=shopper.email)


def send(ask, mutation, key="k1", *, user=None, **values):
    answer = ask(mutation, user=user, variables={"input": values}, key=key)
    return next(iter(answer["data"].values())) if answer.get("data") else answer


def item(**values):
    return {"sku": "MUG", "quantity": 1, "reason": "not_liked", **values}


def test_a_customer_asks_reads_and_cancels(ask, order, shopper):
    made = send(ask, REQUEST, user=shopper, orderId=order.public_id, items=[item(quantity=2)], comment="No")
    return_ = Return.objects.get()
    assert made == {
        "return": {
            "id": return_.public_id, "number": str(return_), "kind": "RETURN", "status": "REQUESTED", "comment": "No",
            "refund": "0.00", "lines": [{"sku": "MUG", "quantity": 2, "reason": "not_liked"}],
        },
        "userErrors": [],
    }  # fmt: skip
    query = '{ returns(orderId: "%s") { id status } }' % order.public_id
    assert ask(query, user=shopper)["data"]["returns"] == [{"id": return_.public_id, "status": "REQUESTED"}]
    gone = send(ask, CANCEL, "k2", user=shopper, orderId=order.public_id, returnId=return_.public_id)
    assert gone == {"return": {"status": "CANCELLED"}, "userErrors": []}
    again = send(ask, CANCEL, "k3", user=shopper, orderId=order.public_id, returnId=return_.public_id)
    assert again["userErrors"] == [{"code": "forbidden_transition"}]


def test_a_guest_with_the_orders_token_withdraws(ask, order):
    token = order_token(order)
    made = send(ask, WITHDRAW, orderId=order.public_id, orderToken=token)
    assert (made["withdrawal"]["status"], made["withdrawal"]["lines"]) == (
        "ACKNOWLEDGED", [{"sku": "MUG", "quantity": 3}],
    )  # fmt: skip
    query = '{ withdrawals(orderId: "%s", orderToken: "%s") { id status refundDueOn } }' % (order.public_id, token)
    assert [row["id"] for row in ask(query)["data"]["withdrawals"]] == [made["withdrawal"]["id"]]
    again = send(ask, WITHDRAW, "k2", orderId=order.public_id, orderToken=token)
    assert again == {"withdrawal": None, "userErrors": [{"code": "nothing_to_withdraw", "field": ""}]}


def test_without_login_the_answer_is_always_the_same(ask, order):
    said = {"name": "Ada", "email": order.email, "orderNumber": str(order.number)}
    right = send(ask, DECLARE, None, **said)
    wrong = send(ask, DECLARE, None, **{**said, "orderNumber": "999999"})
    assert right == wrong == {"isReceived": True, "userErrors": []}
    assert send(ask, DECLARE, None, **{**said, "email": "ada"})["userErrors"] == [
        {"code": "invalid_input", "field": "email"}
    ]
    assert Withdrawal.objects.count() == 2


@pytest.mark.parametrize("quantity", [-1, 0])
def test_counts_below_one_are_refused(ask, order, shopper, quantity):
    for mutation, entry in ((REQUEST, item(quantity=quantity)), (WITHDRAW, {"sku": "MUG", "quantity": quantity})):
        answer = send(ask, mutation, user=shopper, orderId=order.public_id, items=[entry])
        assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [
            ("invalid_input", "items.0.quantity")
        ]
    assert not Return.objects.exists()


@pytest.mark.parametrize("quantity", [4, 10**9])
def test_more_than_there_is_conflicts(ask, order, shopper, quantity):
    for mutation, entry, code in (
        (REQUEST, item(quantity=quantity), "not_returnable"),
        (WITHDRAW, {"sku": "MUG", "quantity": quantity}, "nothing_to_withdraw"),
    ):
        answer = send(ask, mutation, user=shopper, orderId=order.public_id, items=[entry])
        assert [error["code"] for error in answer["userErrors"]] == [code]
    assert list(OrderLine.objects.values_list("quantity_returning", flat=True)) == [0]


@pytest.mark.parametrize("quantity", [1.5, 2**63, True, "１", "1"])
def test_what_is_no_number_is_no_query(ask, order, shopper, quantity):
    variables = {"input": {"orderId": order.public_id, "items": [item(quantity=quantity)]}}
    assert ask(REQUEST, user=shopper, variables=variables, key="k")["errors"]
    assert not Return.objects.exists()


def test_odd_texts_are_refused(ask, order, shopper):
    for values in ({"comment": "\x00"}, {"comment": "x" * 1001}, {"items": [item(sku="NOPE")]},
                   {"items": [item(reason="because")]}, {"items": [item(wantedSku="NOPE")]}, {"items": []}):  # fmt: skip
        answer = send(ask, REQUEST, user=shopper, **{"orderId": order.public_id, "items": [item()], **values})
        assert [error["code"] for error in answer["userErrors"]] == ["invalid_input"], values
    assert not Return.objects.exists()


def test_other_peoples_orders_look_like_missing_ones(ask, order, shopper, other_shopper):
    made = send(ask, REQUEST, user=shopper, orderId=order.public_id, items=[item()])["return"]["id"]
    foreign = make_sent_order(("MUG", 1))
    for user, token in (
        (other_shopper, ""), (None, ""), (None, "null"), (None, order.public_id), (None, order_token(order)[:-1]),
        (None, order_token(foreign)), (other_shopper, "\x00"),
    ):  # fmt: skip
        values = {"orderId": order.public_id, "orderToken": token}
        for number, (mutation, more) in enumerate(
            ((REQUEST, {"items": [item()]}), (CANCEL, {"returnId": made}), (WITHDRAW, {}))
        ):
            answer = send(ask, mutation, f"z{number}", user=user, **values, **more)
            assert [error["code"] for error in answer["userErrors"]] == ["not_found"]
        query = "query($id: ID!, $token: String!) { returns(orderId: $id, orderToken: $token) { id } }"
        seen = ask(query, user=user, variables={"id": order.public_id, "token": token})
        assert seen["data"] == {"returns": None}
    odd = ask('{ returns(orderId: "\\u0000") { id } }', user=shopper)
    assert odd["data"] == {"returns": None}
    assert (Return.objects.count(), Withdrawal.objects.count()) == (1, 0)
