"""`payOrder`, and what an order says about parcels and paying."""

import pytest
from django.utils import timezone

from shop.checkout.inputs import LineInput
from shop.checkout.operations import save_draft, send_draft
from shop.core.actor import By
from shop.fulfilment.operations import ship_order
from shop.orders.queries import order_token
from shop.payments.models import Payment
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS

pytestmark = pytest.mark.django_db

PAY = """mutation ($input: PayOrderInput!) { payOrder(input: $input) {
  order { id status paymentStatus payUrl fulfilments { status lines { sku quantity } } }
  paymentStatus redirectUrl newAmount userErrors { code field } } }"""


@pytest.fixture
def waiting(channel, staff_actor):
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=10)
    now = timezone.now()
    draft = save_draft(
        email="ada@example.com", lines=[LineInput("MUG", 2)], shipping_address=ADDRESS, by=By(staff_actor, now)
    )
    return send_draft(order_id=draft.pk, by=By(staff_actor, now))


@pytest.fixture
def pay(ask, waiting):
    def go(**values):
        given = {
            "orderId": waiting.public_id, "orderToken": order_token(waiting), "payment": {"provider": "test"},
            "idempotencyKey": "k1",
        }  # fmt: skip
        return ask(PAY, variables={"input": {**given, **values}})["data"]["payOrder"]

    return go


def codes(payload):
    return [error["code"] for error in payload["userErrors"]]


def test_whoever_holds_the_link_pays(pay, waiting, staff_actor):
    paid = pay(expectedAmount="42.90")
    assert paid["userErrors"] == []
    assert paid["order"] == {
        "id": waiting.public_id, "status": "PLACED", "paymentStatus": "PAID", "payUrl": None, "fulfilments": []
    }  # fmt: skip
    ship_order(order_id=waiting.pk, by=By(staff_actor, timezone.now()))
    assert codes(pay(idempotencyKey="k2")) == ["nothing_to_pay"]


def test_a_challenge_leads_to_the_bank_and_a_decline_leaves_it_open(pay):
    asked = pay(payment={"provider": "test", "method": "challenge"})
    assert (asked["paymentStatus"], asked["order"]["status"]) == ("REQUIRES_ACTION", "PENDING")
    assert asked["redirectUrl"].startswith("http://testserver/pay/test/")
    assert asked["order"]["payUrl"].endswith("/pay/")
    assert codes(pay(payment={"provider": "test", "method": "decline"}, idempotencyKey="k2")) == ["payment_declined"]
    assert pay(idempotencyKey="k3")["order"]["status"] == "PLACED"


def test_another_amount_is_refused_with_the_true_one(pay):
    refused = pay(expectedAmount="1.00")
    assert (codes(refused), refused["newAmount"]) == (["price_changed"], "42.90")
    assert not Payment.objects.exists()


@pytest.mark.parametrize("token", ["", "null", "x:y"])
def test_nobody_else_finds_it(pay, token):
    assert codes(pay(orderToken=token)) == ["not_found"]
    assert not Payment.objects.exists()


def test_nothing_moves_without_a_key(pay):
    assert codes(pay(idempotencyKey="")) == ["idempotency_key_required"]
