"""Stripe's hosted page, from the order to the money: what the shop asks for, and what it makes of the answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.cart.operations import add_to_cart
from shop.checkout.operations import expire_orders, settle_open_payments, settle_payment
from shop.checkout.operations.place_order import PaymentDeclined
from shop.inventory.models import StockLevel
from shop.orders.models import Order, OrderEvent
from shop.payments.models import Payment
from tests.factories.orders import make_order

from .conftest import BY_STRIPE, deliver, work

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_buyer_is_sent_to_a_page_that_asks_for_exactly_what_was_ordered(stripe, buy):
    placed = buy(2)

    session = stripe.session_of(placed.payment.public_id)
    assert (session["amount_total"], session["currency"]) == (4290, "eur")
    assert placed.payment.redirect_url == session["url"]
    assert (placed.payment.status, placed.payment.provider_ref) == ("requires_action", session["id"])
    asked = stripe.seen[0]
    assert asked["headers"]["idempotency-key"] == placed.payment.public_id
    assert asked["headers"]["stripe-version"] == "2026-10-28.endive"
    assert asked["params"]["metadata"]["attempt"] == placed.payment.public_id
    assert asked["params"]["payment_intent_data"]["capture_method"] == "automatic"
    assert asked["params"]["adaptive_pricing"] == {"enabled": "false"}
    assert (asked["params"]["customer_email"], asked["params"]["locale"]) == ("ada@example.com", "en")
    assert (
        asked["params"]["success_url"] == f"http://testserver/o/{asked['params']['success_url'].split('/')[4]}/return/"
    )
    assert asked["params"]["cancel_url"] == asked["params"]["success_url"] + "?cancel=1"


def test_the_page_closes_before_the_goods_are_free_again(stripe, buy):
    placed = buy()
    session = stripe.session_of(placed.payment.public_id)
    assert 0 < placed.order.payment_deadline.timestamp() - session["expires_at"] < 241


def test_a_paid_session_places_the_order_and_knows_its_intent_and_fee(stripe, buy):
    placed = buy(2)
    stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"])

    order = settle_payment(payment_id=placed.payment.pk, now=timezone.now())

    payment = Payment.objects.get()
    assert (order.status, order.payment_status) == ("placed", "paid")
    assert (payment.status, payment.captured_minor, payment.fee_minor) == ("captured", 4290, 89)
    assert payment.provider_ref == stripe.intent_of(payment.public_id)["id"]
    assert payment.redirect_url == ""


def test_events_alone_are_enough(stripe, buy):
    placed = buy()
    stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"])
    deliver(stripe.news())
    work()
    assert Order.objects.get().status == "placed"


def test_a_declined_card_leaves_the_page_open_for_another(stripe, buy):
    placed = buy()
    session = stripe.session_of(placed.payment.public_id)["id"]
    stripe.act("decline", session, "insufficient_funds")
    assert settle_payment(payment_id=placed.payment.pk, now=timezone.now()).status == "pending"

    stripe.act("pay", session)
    assert settle_payment(payment_id=placed.payment.pk, now=timezone.now()).status == "placed"


def test_a_direct_debit_is_being_checked_until_it_arrives_or_comes_back(stripe, buy):
    good, bad = buy(), buy()
    for placed in (good, bad):
        stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"], method="sepa_debit")
        assert settle_payment(payment_id=placed.payment.pk, now=timezone.now()).status == "pending"
        assert Payment.objects.get(pk=placed.payment.pk).status == "processing"

    stripe.act("settle_debit", stripe.session_of(good.payment.public_id)["id"], works=True)
    stripe.act("settle_debit", stripe.session_of(bad.payment.public_id)["id"], works=False)

    assert settle_payment(payment_id=good.payment.pk, now=timezone.now()).status == "placed"
    assert settle_payment(payment_id=bad.payment.pk, now=timezone.now()).status == "cancelled"
    failure = Payment.objects.get(pk=bad.payment.pk).failure
    assert failure == "Your card or account has insufficient funds. You have not been charged."


def test_an_unpaid_order_lapses_and_takes_the_page_with_it(stripe, buy):
    placed = buy()
    expire_orders(now=placed.order.payment_deadline)
    assert (Order.objects.get().status, Payment.objects.get().status) == ("expired", "cancelled")
    assert stripe.session_of(placed.payment.public_id)["status"] == "expired"


def test_an_order_paid_in_the_last_second_is_placed_by_the_sweep(stripe, buy):
    placed = buy()
    stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"])
    expire_orders(now=placed.order.payment_deadline)
    assert Order.objects.get().status == "placed"


def test_a_card_declined_before_the_order_lapsed_is_told_with_its_reason(stripe, buy):
    placed = buy()
    stripe.act("decline", stripe.session_of(placed.payment.public_id)["id"], "insufficient_funds")
    expire_orders(now=placed.order.payment_deadline)
    payment = Payment.objects.get()
    assert (Order.objects.get().status, payment.status) == ("expired", "cancelled")
    assert payment.failure == "Your card or account has insufficient funds. You have not been charged."


def test_a_currency_that_stripe_cannot_charge_exactly_is_refused_before_stripe_is_asked(
    stripe, buy, settings, monkeypatch
):
    settings.PAYMENT_PROVIDERS = ["stripe"]
    monkeypatch.setattr("shop.payments.providers.stripe.to_stripe", _never)
    with pytest.raises(PaymentDeclined) as refusal:
        buy()
    assert refusal.value.message == "This payment method cannot be used for this order. You have not been charged."
    assert stripe.seen == []


def _never(amount):
    from shop.payments.providers.stripe_objects import NotChargeable

    raise NotChargeable(str(amount))


def test_what_stripe_refuses_is_declined_and_told_in_the_shops_words(stripe, buy, settings, monkeypatch):
    settings.PAYMENT_PROVIDERS = ["stripe"]  # otherwise another way may take it
    monkeypatch.setattr(stripe.books, "open_session", lambda _params: stripe.books._get("no_such_price"))
    with pytest.raises(PaymentDeclined) as refusal:
        buy()
    assert refusal.value.message == "This payment method cannot be used for this order. You have not been charged."
    assert OrderEvent.objects.filter(kind="order.cancelled").count() == 1


def test_an_order_whose_debit_is_on_its_way_keeps_its_goods_until_stripe_knows(stripe, buy):
    good, bad = buy(), buy()
    sessions = [stripe.session_of(placed.payment.public_id)["id"] for placed in (good, bad)]
    for session in sessions:
        stripe.act("pay", session, method="sepa_debit")
    over = good.order.payment_deadline + timedelta(seconds=1)

    assert expire_orders(now=over) == 2

    assert set(Order.objects.values_list("status", flat=True)) == {"pending"}
    assert set(Payment.objects.values_list("status", flat=True)) == {"processing"}
    assert StockLevel.objects.get().reserved == 2
    assert expire_orders(now=over + timedelta(minutes=1)) == 0  # Stripe is not asked at each round for days
    stripe.act("settle_debit", sessions[0], works=True)
    stripe.act("settle_debit", sessions[1], works=False)
    assert expire_orders(now=over + timedelta(days=1)) == 2
    assert dict(Order.objects.values_list("pk", "status")) == {good.order.pk: "placed", bad.order.pk: "cancelled"}
    assert (StockLevel.objects.get().reserved, StockLevel.objects.get().allocated) == (0, 1)


def test_a_payment_that_is_open_for_hours_is_asked_about_every_ten_minutes(stripe, buy):
    placed = buy()
    stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"], method="sepa_debit")
    settle_payment(payment_id=placed.payment.pk, now=timezone.now())
    Order.objects.update(payment_deadline=timezone.now() + timedelta(days=1))
    Payment.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert settle_open_payments(now=timezone.now() + timedelta(minutes=9)) == 0
    assert settle_open_payments(now=timezone.now() + timedelta(minutes=11)) == 1


def test_ordering_again_while_the_debit_is_on_its_way_sends_nobody_back_to_a_page_that_is_done(stripe, shop):
    cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=1, now=timezone.now()).cart
    values = {"lines": [], "cart_id": cart.pk, "payment": BY_STRIPE, "now": timezone.now()}
    placed = make_order(**values)
    stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"], method="sepa_debit")
    settle_payment(payment_id=placed.payment.pk, now=timezone.now())

    again = make_order(**values)

    assert (again.payment.status, again.payment.redirect_url) == ("processing", "")
    assert again.payment.provider_ref.startswith("pi_")
