"""Who waits too long for what others hold is told so by every operation, at every door, and may try again."""

import json
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import capture_payment, pay_order
from shop.core.actor import GUEST, By
from shop.core.errors import Busy
from shop.core.money import Money
from shop.fulfilment.models import Withdrawal
from shop.fulfilment.operations import (
    EditInput,
    cancel_order,
    declare_withdrawal,
    edit_order,
    prepare_parcels,
    refund_order,
    ship_order,
)
from shop.orders.models import Order, OrderEvent
from shop.orders.operations import hold_order
from shop.orders.queries import order_path, order_token
from shop.payments.models import Payment, Refund, TestRefund
from shop.payments.operations import close_review, sweep_refunds, write_off
from shop.payments.providers.test import TestProvider
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.shop import make_channel

pytestmark = pytest.mark.django_db(transaction=True)
SAYS = "Someone else is changing this right now. Please try again in a moment."


@pytest.fixture
def paid():
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    return make_order(("MUG", 2), now=timezone.now()).order


@contextmanager
def held(order):
    """Hold an order in another session; the tests' own waits for a moment only."""
    with psycopg.connect(**connection.get_connection_params() | {"pool": None}) as other:
        other.execute("SELECT 1 FROM orders_order WHERE id = %s FOR UPDATE", [order.pk])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")


def state():
    return (
        list(Order.objects.values()), list(Payment.objects.values()), Refund.objects.count(), Withdrawal.objects.count(),
        OrderEvent.objects.count(),
    )  # fmt: skip


OPERATIONS = {
    "refund": lambda order, who: refund_order(order_id=order.pk, allowance=Money(100, "EUR"), by=By(who, NOW)),
    "cancel": lambda order, who: cancel_order(order_id=order.pk, reason="", by=By(who, NOW)),
    "ship": lambda order, who: ship_order(order_id=order.pk, by=By(who, NOW)),
    "pack": lambda order, who: prepare_parcels(order_id=order.pk, by=By(who, NOW)),
    "hold": lambda order, who: hold_order(order_id=order.pk, reason="Look", by=By(who, NOW)),
    "edit": lambda order, who: edit_order(order_id=order.pk, edit=EditInput(add={"MUG": 1}), by=By(who, NOW)),
    "capture": lambda order, who: capture_payment(order_id=order.pk, by=By(who, NOW)),
    "review": lambda order, who: close_review(payment_id=order.payments.get().pk, by=By(who, NOW)),
    "write_off": lambda order, who: write_off(order_id=order.pk, reason="", by=By(who, NOW)),
    "pay": lambda order, who: pay_order(order_id=order.pk, payment=PaymentChoice("test", "success"), now=NOW),
    "withdraw": lambda order, who: declare_withdrawal(
        order_id=order.pk, name="Ada", email="ada@example.com", units=None, by=By(GUEST, NOW)
    ),
}  # fmt: skip


@pytest.mark.parametrize("operate", OPERATIONS.values(), ids=OPERATIONS)
def test_every_operation_says_busy_and_changes_nothing(paid, staff_actor, operate):
    before = state()
    with held(paid), pytest.raises(Busy, match=SAYS):
        operate(paid, staff_actor)
    assert state() == before


def test_a_staff_form_is_shown_again_with_what_was_typed(paid, client, manager):
    client.force_login(manager)
    url = reverse("admin:orders_order_hold", args=[paid.pk])
    with held(paid):
        answer = client.post(url, {"reason": "The street is missing", "version": paid.version})
    assert SAYS in answer.content.decode()
    assert "The street is missing" in answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert Order.objects.get().status == "placed"


def withdraw(order, *, page=False):
    form = {"key": "w1", "name": "Ada", "email": "ada@example.com", f"quantity_{order.lines.get().pk}": "2"}
    return Client().post(f"{order_path(order)}withdraw/", {**form, "confirm": "1"})


def test_a_page_of_the_shop_says_so_and_keeps_the_form(paid):
    with held(paid):
        answer = withdraw(paid)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert SAYS in answer.content.decode()
    assert 'value="ada@example.com"' in answer.content.decode()
    assert withdraw(paid).status_code == 303


def test_the_api_answers_busy_and_when_to_come_back_and_the_same_key_goes_on(paid):
    def post():
        headers = {"Idempotency-Key": "w1", "Order-Token": order_token(paid)}
        path = f"/api/v1/orders/{paid.public_id}/withdrawals/"
        return Client().post(path, {}, content_type="application/json", headers=headers)

    with held(paid):
        answer = post()
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "busy", "5")
    assert post().status_code == 201


def test_graphql_answers_busy_and_when_to_come_back_and_the_same_key_goes_on(paid):
    query = "mutation($input: WithdrawInput!) { withdraw(input: $input) { userErrors { code } } }"
    values = {"orderId": paid.public_id, "orderToken": order_token(paid)}
    body = json.dumps({"query": query, "variables": {"input": values}})

    def post():
        return Client().post("/graphql/", body, "application/json", headers={"Idempotency-Key": "w1"})

    with held(paid):
        answer = post()
    assert (answer.json()["data"]["withdraw"]["userErrors"], answer["Retry-After"]) == ([{"code": "busy"}], "5")
    assert post().json()["data"]["withdraw"]["userErrors"] == []


def test_who_comes_back_from_paying_finds_the_way_by_reloading(paid, client):
    placed = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge"), now=timezone.now())
    TestProvider().answer_challenge(attempt_id=placed.payment.public_id, approve=True)
    url = reverse("order_return", args=[order_token(placed.order)])

    with held(placed.order):
        answer = client.get(url)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Someone else is changing this right now" in answer.content.decode()
    assert client.get(url).status_code in (302, 303)
    assert Order.objects.get(pk=placed.order.pk).status == "placed"


def test_a_webhook_is_sent_again(paid, client, monkeypatch):
    def wait(**_):
        raise Busy

    monkeypatch.setattr("shop.callbacks.views.receive_event", wait)
    answer = client.post(reverse("callback", args=["stripe"]), b"{}", content_type="application/json")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_refund_that_the_provider_made_is_noted_later_and_never_made_twice(paid, staff_actor, monkeypatch):
    refund, holders = TestProvider.refund, []

    def refund_while_others_hold_the_order(self, **values):
        made = refund(self, **values)
        holders.append(held(paid))
        holders[-1].__enter__()
        return made

    with monkeypatch.context() as patch:
        patch.setattr(TestProvider, "refund", refund_while_others_hold_the_order)
        done = refund_order(order_id=paid.pk, allowance=Money(500, "EUR"), by=By(staff_actor, NOW))
    holders[0].__exit__(None, None, None)

    assert [given.status for given in done.refunds] == ["requested"]
    assert sweep_refunds(now=NOW) == 1
    assert (Refund.objects.get().status, TestRefund.objects.get().amount_minor) == ("succeeded", 500)
