"""Stripe answers late, wrongly or not at all: one payment for each attempt, and nobody is asked to pay twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.checkout.operations import settle_open_payments, settle_payment
from shop.checkout.operations.place_order import PaymentDeclined
from shop.core.money import Money
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.providers import get_provider, stripe_client
from shop.payments.providers.base import PaymentRequest

pytestmark = pytest.mark.django_db(transaction=True)
SESSIONS = "POST /v1/checkout/sessions$"


def start_again(payment):
    """The buyer presses the button once more: the provider is asked for the same attempt."""
    amount = Money(payment.amount_minor, payment.currency)
    request = PaymentRequest(payment.public_id, amount, "", "/o/x/return/", payment.order.number)
    return get_provider("stripe").start(request)


def sessions(stripe):
    return stripe.books.all("checkout.session")


@pytest.mark.parametrize("kind", ["reset_after", "kept_500_after", "kept_500", "reset", "error_500"])
def test_one_hiccup_costs_nothing(stripe, buy, kind):
    stripe.break_next(kind, SESSIONS)
    placed = buy()
    assert (placed.payment.status, len(sessions(stripe))) == ("requires_action", 1)
    assert placed.payment.provider_ref == sessions(stripe)[0]["id"]


def test_a_500_that_is_kept_under_the_key_is_gone_round_by_a_second_key_only_after_looking(stripe, buy):
    stripe.break_next("kept_500", SESSIONS)
    buy()
    asked = [(one["method"], one["path"], one["headers"].get("idempotency-key", "")) for one in stripe.seen]
    attempt = Payment.objects.get().public_id
    posts = [key for method, _, key in asked if method == "POST"]
    assert posts == [attempt, attempt, attempt, f"{attempt}:2"]
    assert asked[3][:2] == ("GET", "/v1/checkout/sessions")


def test_a_500_that_hides_a_success_makes_no_second_session(stripe, buy):
    stripe.break_next("kept_500_after", SESSIONS)
    placed = buy()
    assert {one["headers"].get("idempotency-key") for one in stripe.seen if one["method"] == "POST"} == {
        placed.payment.public_id
    }


def test_while_stripe_is_away_the_order_is_being_checked_and_then_goes_on_where_it_was(stripe, buy):
    stripe.break_next("reset", times=99)
    placed = buy()
    assert (placed.order.status, placed.payment.status) == ("pending", "processing")
    assert placed.payment.redirect_url == ""

    stripe.faults.clear()
    result = start_again(placed.payment)

    assert (result.status, len(sessions(stripe))) == ("requires_action", 1)


def test_a_session_whose_answer_was_lost_is_found_by_the_sweep(stripe, buy):
    stripe.break_next("reset_after", SESSIONS, times=3)
    stripe.break_next("reset", "GET /v1/checkout/sessions$", times=3)
    placed = buy()
    assert placed.payment.status == "processing"

    settle_open_payments(now=timezone.now() + timedelta(seconds=61))

    payment = Payment.objects.get()
    assert (payment.status, payment.provider_ref) == ("requires_action", sessions(stripe)[0]["id"])


def test_it_is_found_among_hundreds(stripe, buy, keys):
    for number in range(130):
        stripe.act("open_session", {
            "line_items": [{"quantity": "1", "price_data": {"currency": "eur", "unit_amount": "100"}}],
            "success_url": "x", "client_reference_id": f"pay_other{number}", "expires_at": str(stripe.books.now() + 3600),
        })  # fmt: skip
    placed = buy()
    Payment.objects.update(provider_ref="")
    assert get_provider("stripe").fetch(placed.payment.public_id).status == "requires_action"


def test_after_twenty_hours_the_session_is_looked_for_before_anything_is_made(stripe, buy):
    placed = buy()
    Payment.objects.update(created_at=timezone.now() - timedelta(hours=21), provider_ref="")
    placed.payment.refresh_from_db()
    stripe.forget_keys()
    stripe.books.things[sessions(stripe)[0]["id"]]["created"] -= 21 * 3600

    start_again(placed.payment)

    assert len(sessions(stripe)) == 1


def test_parameters_that_changed_under_a_key_find_the_first_session(stripe, buy):
    placed = buy()
    Order.objects.update(email="other@example.com")
    result = start_again(Payment.objects.get())
    assert (result.reference, len(sessions(stripe))) == (placed.payment.provider_ref, 1)


def test_too_many_requests_are_told_as_being_checked(stripe, buy):
    stripe.break_next("limit", times=99)
    assert buy().payment.status == "processing"


def test_a_wrong_key_is_no_answer_and_says_nothing_of_the_key(stripe, buy, keys, caplog):
    keys(stripe.url, key="sk_test_wrong_0123456789")
    assert buy().payment.status == "processing"
    assert "AuthenticationError" in caplog.text
    assert "sk_test" not in caplog.text


def test_a_stripe_that_hangs_is_left_after_the_time_limit(stripe, buy, monkeypatch):
    monkeypatch.setattr(stripe_client, "TIMEOUT", 0.2)
    stripe.break_next("delay", times=99, seconds=0.6)
    assert buy().payment.status == "processing"


def test_a_buyer_who_returns_while_stripe_is_away_is_told_to_wait_and_not_to_pay(stripe, buy, client):
    placed = buy()
    stripe.act("pay", sessions(stripe)[0]["id"])
    stripe.break_next("reset", times=99)
    address = stripe.seen[0]["params"]["success_url"].removeprefix("http://testserver")

    page = client.get(address, follow=True).content.decode()

    assert "We are checking your payment" in page
    assert "Please do not pay again" in page
    assert "Confirm the payment" not in page
    assert 'hx-trigger="every 2s"' in page
    stripe.faults.clear()
    assert "Thank you" in client.get(address, follow=True).content.decode()
    assert Order.objects.get(pk=placed.order.pk).status == "placed"


def test_captured_twice_by_a_retry_is_captured_once(stripe, buy, keys):
    keys(stripe.url, capture="manual")
    placed = buy(2)
    stripe.act("pay", sessions(stripe)[0]["id"])
    settle_payment(payment_id=placed.payment.pk, now=timezone.now())
    provider, attempt = get_provider("stripe"), placed.payment.public_id
    stripe.break_next("kept_500_after", "/capture$")

    for _ in range(2):
        result = provider.capture(attempt_id=attempt, capture_id="cap_1", amount=Money(1000, "EUR"), final=True)

    assert (result.status, result.captured, result.failure) == ("captured", Money(1000, "EUR"), "")
    assert stripe.books.totals()["charge"] == 1000


@pytest.mark.parametrize("kind", ["reset_after", "kept_500_after", "kept_500", "reset"])
def test_refunded_twice_by_a_retry_is_refunded_once(stripe, buy, kind):
    placed = buy(2)
    stripe.act("pay", sessions(stripe)[0]["id"])
    provider, attempt = get_provider("stripe"), placed.payment.public_id
    stripe.break_next(kind, "POST /v1/refunds$")

    results = [provider.refund(attempt_id=attempt, refund_id="ref_1", amount=Money(500, "EUR")) for _ in range(2)]

    assert [result.status for result in results] == ["succeeded", "succeeded"]
    assert stripe.books.totals()["refund"] == -500


def test_a_refused_refund_can_be_repeated_although_stripe_keeps_the_refusal(stripe, buy):
    placed = buy(2)
    provider, attempt = get_provider("stripe"), placed.payment.public_id
    refund = {"attempt_id": attempt, "refund_id": "ref_1", "amount": Money(500, "EUR")}
    keys(stripe, placed)

    refused = provider.refund(**refund)
    assert refused.status == "failed"
    stripe.act("capture", stripe.intent_of(attempt)["id"], {})

    assert provider.refund(**refund).status == "succeeded"


def keys(stripe, placed):
    """Let the buyer pay with money that is only held, which Stripe does not refund."""
    session = stripe.books.things[sessions(stripe)[0]["id"]]
    session["_intent"]["capture_method"] = "manual"
    stripe.act("pay", session["id"])
    assert placed.order.status == "pending"


def test_a_refund_that_the_bank_sent_back_is_not_sent_again_under_its_id(stripe, buy):
    placed = buy(2)
    stripe.act("pay", sessions(stripe)[0]["id"])
    refund = {"attempt_id": placed.payment.public_id, "amount": Money(500, "EUR")}
    provider = get_provider("stripe")
    first = provider.refund(refund_id="ref_1", **refund)
    stripe.act("return_refund", first.reference)

    again, second = provider.refund(refund_id="ref_1", **refund), provider.refund(refund_id="ref_1:2", **refund)

    assert (again.status, again.reference) == ("failed", first.reference)
    assert (second.status, second.reference != first.reference) == ("succeeded", True)
    assert provider.refund(refund_id="ref_1:2", **refund).reference == second.reference


def test_a_refund_above_what_was_taken_is_refused_in_words(stripe, buy):
    placed = buy()
    stripe.act("pay", sessions(stripe)[0]["id"])
    result = get_provider("stripe").refund(
        attempt_id=placed.payment.public_id, refund_id="ref_1", amount=Money(9999, "EUR")
    )
    assert (result.status, "greater than" in result.failure) == ("failed", True)


def test_a_declined_start_gives_the_cart_back(stripe, buy, settings, monkeypatch):
    settings.PAYMENT_PROVIDERS = ["stripe"]
    monkeypatch.setattr(stripe.books, "open_session", lambda _params: stripe.books._get("no_such_price"))
    with pytest.raises(PaymentDeclined):
        buy()
    assert Order.objects.get().status == "cancelled"
