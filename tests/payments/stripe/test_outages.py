"""Stripe is away or slow when somebody orders: the sale is not lost, and nobody who waits is sent into a dead end."""

import json
import threading
from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from shop.cart.operations import add_to_cart
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import (
    PaymentDeclined,
    expire_orders,
    mark_paid,
    pay_order,
    place_order,
    settle_open_payments,
)
from shop.core.actor import GUEST, By
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.queries import order_path
from shop.payments.models import Payment
from shop.payments.providers.stripe import StripeProvider
from tests.factories.orders import ADDRESS, make_order

from .conftest import BY_STRIPE
from .test_money import euros

pytestmark = pytest.mark.django_db(transaction=True)
SESSIONS = "POST /v1/checkout/sessions$"
MINUTE = timedelta(minutes=1)
BEGIN_PAYMENT = import_module("shop.checkout.operations.begin_payment")


@pytest.fixture
def left(stripe, buy):
    """Somebody ordered while Stripe was away; now it is back."""
    stripe.break_next("reset", times=99)
    placed = buy()
    stripe.faults.clear()
    assert (placed.order.status, placed.payment.is_unreached, sessions(stripe)) == ("pending", True, 0)
    return placed


def sessions(stripe):
    return len(stripe.books.all("checkout.session"))


def buys_at_last(stripe, placed, minutes=2):
    stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"])
    settle_open_payments(now=timezone.now() + minutes * MINUTE)
    assert Order.objects.get(pk=placed.order.pk).status == "placed"


def test_the_worker_opens_the_payment_keeps_the_goods_and_writes_to_the_buyer(stripe, left, client):
    later = timezone.now() + 20 * MINUTE
    assert settle_open_payments(now=later) == 1

    order, payment = Order.objects.get(), Payment.objects.get()
    assert (payment.status, payment.redirect_url) == ("requires_action", stripe.session_of(payment.public_id)["url"])
    assert order.payment_deadline == later + StripeProvider.payment_time
    mail = MailMessage.objects.get(dedupe_key__endswith=f":pay:{payment.public_id}")
    assert "didn't respond when you placed order" in mail.text
    assert payment.redirect_url.replace("&", "&amp;") in client.get(order_path(order)).content.decode()
    settle_open_payments(now=later + 12 * MINUTE)
    assert (sessions(stripe), MailMessage.objects.count()) == (1, 1)
    buys_at_last(stripe, left, minutes=50)


def test_the_mail_asks_for_what_is_missing_where_a_part_came_by_transfer(stripe, buy, staff_actor):
    stripe.break_next("reset", times=99)
    placed = buy(payment=PaymentChoice("bank_transfer"))
    now = timezone.now()
    mark_paid(
        payment_id=placed.payment.pk, amount=euros(1290), reference="SEPA 1", booked_on=now.date(), by=By(staff_actor, now),
    )  # fmt: skip
    payment = pay_order(order_id=placed.order.pk, payment=PaymentChoice("stripe", "checkout"), now=now).payment
    stripe.faults.clear()
    assert payment.is_unreached
    settle_open_payments(now=now + 20 * MINUTE)
    mail = MailMessage.objects.get(dedupe_key__endswith=f":pay:{payment.public_id}")
    assert "Please pay €11.00" in mail.text
    assert payment.amount_minor == placed.order.total_minor - 1290


def test_while_it_is_away_the_buyer_may_cancel_and_nothing_is_opened_later(stripe, left, client):
    stripe.break_next("reset", times=99)
    path, version = order_path(left.order), Order.objects.get().version
    client.post(f"{path}cancel/", {"version": version})
    assert Order.objects.get().status == "cancelled"
    stripe.faults.clear()
    settle_open_payments(now=timezone.now() + 20 * MINUTE)
    assert (Order.objects.get().status, Payment.objects.get().status, sessions(stripe)) == ("cancelled", "cancelled", 0)


def test_while_it_is_away_the_page_offers_to_pay_and_to_pay_another_way(stripe, left, client):
    page = client.get(order_path(left.order)).content.decode()
    assert "The payment has not started yet" in page
    assert "Please do not pay again" not in page
    assert f'{order_path(left.order)}pay/"' in page
    assert 'hx-trigger="every 5s"' in page


def test_the_buyers_next_click_opens_it(stripe, left):
    again = pay_order(order_id=left.order.pk, payment=PaymentChoice("stripe", left.payment.method), now=timezone.now())
    assert (again.payment.pk, again.payment.status) == (left.payment.pk, "requires_action")
    assert again.payment.redirect_url == stripe.session_of(left.payment.public_id)["url"]
    buys_at_last(stripe, left)


def test_another_way_replaces_it(stripe, left):
    again = pay_order(order_id=left.order.pk, payment=PaymentChoice("test", "success"), now=timezone.now())
    assert (again.order.status, sessions(stripe)) == ("placed", 0)
    assert dict(Payment.objects.values_list("provider", "status")) == {"stripe": "cancelled", "test": "captured"}


def test_pressing_order_again_opens_it(stripe, shop):
    cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=1, now=timezone.now()).cart
    stripe.break_next("reset", times=99)
    first = make_order(lines=[], cart_id=cart.pk, payment=BY_STRIPE, now=timezone.now())
    stripe.faults.clear()
    second = make_order(lines=[], cart_id=cart.pk, payment=BY_STRIPE, now=timezone.now())
    assert (second.order.pk, second.payment.status) == (first.order.pk, "requires_action")
    assert second.payment.redirect_url == stripe.session_of(first.payment.public_id)["url"]


@pytest.mark.parametrize("away", [timedelta(minutes=2), timedelta(minutes=12), timedelta(minutes=39)])
def test_paying_by_api_minutes_later_leads_to_stripe(stripe, left, client, away, monkeypatch):
    now = timezone.now
    stripe.books.late_by = away.total_seconds()  # time has passed, there and here
    monkeypatch.setattr("shop.payments.providers.stripe.timezone.now", lambda: now() + away)
    monkeypatch.setattr("shop.api.v1.routers.payments.timezone.now", lambda: now() + away)

    answer = pay_by_api(client, left.order)

    assert (answer.status_code, answer.json()["status"]) == (201, "pending")
    assert answer.json()["payment"]["redirect_url"] == stripe.session_of(left.payment.public_id)["url"]


def pay_by_api(client, order):
    token = order_path(order).strip("/").split("/")[-1]
    return client.post(
        f"/api/v1/orders/{order.public_id}/payments/",
        json.dumps({"payment": {"provider": "stripe"}}),
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4()), "Order-Token": token},
    )


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_a_clock_that_is_wrong_by_some_minutes_does_no_harm(stripe, buy, minutes):
    stripe.books.late_by = 60 * minutes
    assert buy().payment.status == "requires_action"


@pytest.mark.parametrize("hours", [-30, 1, 30])
def test_nor_one_that_is_wrong_by_hours(stripe, buy, hours, caplog):
    stripe.books.late_by = 3600 * hours
    placed = buy()
    assert (placed.payment.status, sessions(stripe)) == ("requires_action", 1)
    assert "is the clock of this machine right" in caplog.text
    expire_orders(now=placed.order.payment_deadline)
    assert stripe.session_of(placed.payment.public_id)["status"] == "expired"


def test_the_session_ends_before_the_goods_are_given_to_others(stripe, buy):
    placed = buy()
    assert stripe.session_of(placed.payment.public_id)["expires_at"] < placed.order.payment_deadline.timestamp()


# --- a refusal by Stripe itself


def refuse(stripe, monkeypatch):
    monkeypatch.setattr(stripe.books, "open_session", lambda _params: stripe.books._get("no_such_price"))


def test_a_refusal_leaves_the_order_to_be_paid_another_way(stripe, buy, client, monkeypatch):
    refuse(stripe, monkeypatch)
    placed = buy()
    assert (placed.order.status, placed.payment.status) == ("pending", "failed")
    page = client.get(order_path(placed.order)).content.decode()
    assert "This payment method cannot be used for this order" in page
    assert "Choose how to pay</a>" in page

    paid = pay_order(order_id=placed.order.pk, payment=PaymentChoice("test", "success"), now=timezone.now())

    assert (paid.order.status, paid.order.payment_status) == ("placed", "paid")


def test_a_refusal_where_nothing_else_is_offered_gives_the_cart_back(stripe, buy, settings, monkeypatch):
    settings.PAYMENT_PROVIDERS = ["stripe"]
    refuse(stripe, monkeypatch)
    with pytest.raises(PaymentDeclined, match="cannot be used"):
        buy()
    assert Order.objects.get().status == "cancelled"


def test_a_refusal_when_the_worker_begins_it_cancels_nothing(stripe, left, monkeypatch):
    refuse(stripe, monkeypatch)
    settle_open_payments(now=timezone.now() + 2 * MINUTE)
    assert (Order.objects.get().status, Payment.objects.get().status) == ("pending", "failed")


def test_a_refusal_when_the_buyer_tries_again_is_told_and_cancels_nothing(stripe, left, settings, monkeypatch):
    settings.PAYMENT_PROVIDERS = ["stripe"]
    refuse(stripe, monkeypatch)
    with pytest.raises(PaymentDeclined, match="cannot be used"):
        pay_order(order_id=left.order.pk, payment=BY_STRIPE, now=timezone.now())
    assert Order.objects.get().status == "pending"


# --- the same at once


def test_whoever_clicks_while_stripe_takes_its_time_is_led_to_the_same_page(stripe, shop, monkeypatch):
    cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=1, now=timezone.now()).cart
    slow = stripe.break_next("hold", SESSIONS)
    got = {}

    def click(name):
        def go():
            try:
                got[name] = place_order(
                    by=By(GUEST, timezone.now()), email="ada@example.com", shipping_address=ADDRESS, payment=BY_STRIPE, cart_id=cart.pk,
                )  # fmt: skip
            finally:
                close_old_connections()
                connection.close()

        thread = threading.Thread(target=go)
        thread.start()
        return thread

    first = click("first")
    assert slow.arrived.wait(10)
    waiting, wait_for = threading.Semaphore(0), BEGIN_PAYMENT._wait_for
    monkeypatch.setattr(BEGIN_PAYMENT, "_wait_for", lambda payment: (waiting.release(), wait_for(payment))[1])
    others = [click(name) for name in ("second", "third")]
    assert all(waiting.acquire(timeout=20) for _ in others)
    slow.go_on.set()
    for thread in (first, *others):
        thread.join(30)

    url = stripe.session_of(got["first"].payment.public_id)["url"]
    assert {name: placed.payment.redirect_url for name, placed in got.items()} == dict.fromkeys(
        ("first", "second", "third"), url
    )
    assert len([one for one in stripe.seen if one["method"] == "POST"]) == 1


def test_a_slow_answer_that_comes_after_a_double_click_gave_up_is_not_forgotten(stripe, buy, monkeypatch):
    monkeypatch.setattr("shop.checkout.operations.begin_payment.WAIT", 0)
    placed = buy()
    Payment.objects.update(status="created", provider_ref="", redirect_url="", asked_at=timezone.now())
    stripe.at_work.add(placed.payment.public_id)  # the first request is still at Stripe
    monkeypatch.setattr(stripe.books, "all", lambda *_kind, **_wanted: [])

    again = pay_order(
        order_id=placed.order.pk, payment=PaymentChoice("stripe", placed.payment.method), now=timezone.now()
    )

    assert again.payment.status == "processing"
    monkeypatch.undo()
    stripe.at_work.clear()
    settle_open_payments(now=timezone.now() + 2 * MINUTE)
    assert (Payment.objects.get().status, sessions(stripe)) == ("requires_action", 1)
