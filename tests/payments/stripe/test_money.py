"""Held money, parts of it, refunds and disputes: our books are Stripe's to the cent."""

import pytest
from django.db import transaction
from django.utils import timezone

from shop.checkout.operations import capture_payment, release_payment, settle_open_payments, settle_payment
from shop.core.actor import Actor, By
from shop.core.money import Money
from shop.ledger.models import Entry
from shop.ledger.queries import balances, balances_of
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from shop.payments.operations import carry_out_refund, sweep_refunds
from shop.payments.steps import book_refund

from .conftest import deliver, work

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor(kind="staff", label="manager", permissions=frozenset({"payments.capture_payment"}))


@pytest.fixture
def held(stripe, keys, buy):
    """An order of €42.90 whose money is only held."""
    keys(stripe.url, capture="manual")
    placed = buy(2)
    stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"])
    deliver(stripe.news())
    work()
    return placed


@pytest.fixture
def paid(stripe, buy):
    """An order of €42.90 that is paid."""
    placed = buy(2)
    stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"])
    deliver(stripe.news())
    work()
    return placed


def euros(minor):
    return Money(minor, "EUR")


def agrees(stripe):
    """Our clearing account says what Stripe's balance says."""
    assert balances(currency="EUR").get(Entry.Account.CLEARING, 0) == stripe.books.totals().get("balance", 0)


def test_held_money_places_the_order_and_is_taken_later(stripe, held):
    order, payment = Order.objects.get(), Payment.objects.get()
    assert (order.status, order.payment_status) == ("placed", "authorised")
    assert (payment.authorised_minor, payment.captured_minor) == (4290, 0)
    assert (payment.expires_at - timezone.now()).days == 6

    capture_payment(order_id=order.pk, by=By(STAFF, timezone.now()))

    assert Order.objects.get().payment_status == "paid"
    assert stripe.books.totals()["charge"] == 4290
    agrees(stripe)


def test_a_part_is_taken_and_the_rest_is_free_again(stripe, held):
    payment = capture_payment(order_id=held.order.pk, by=By(STAFF, timezone.now()), amount=euros(3000))
    assert (payment.status, payment.captured_minor, payment.refunded_minor) == ("captured", 3000, 0)
    agrees(stripe)


def test_parts_add_up_where_more_than_one_capture_is_possible(stripe, held):
    for amount, final in ((1000, False), (2000, True)):
        capture_payment(order_id=held.order.pk, by=By(STAFF, timezone.now()), amount=euros(amount), is_final=final)
    payment = Payment.objects.get()
    assert (payment.status, payment.captured_minor) == ("captured", 3000)
    asked = [one["params"].get("final_capture") for one in stripe.seen if one["path"].endswith("/capture")]
    assert asked == ["false", None]
    agrees(stripe)


def test_held_money_is_released(stripe, held):
    release_payment(payment_id=held.payment.pk, by=By(STAFF, timezone.now()))
    assert Payment.objects.get().status == "voided"
    assert stripe.intent_of(held.payment.public_id)["status"] == "canceled"
    assert balances(currency="EUR").get(Entry.Account.AUTHORISED, 0) == 0


def test_held_money_that_ran_out_is_noticed_without_an_event(stripe, held):
    stripe.act("authorisation_ends", stripe.intent_of(held.payment.public_id)["id"])
    settle_open_payments(now=timezone.now() + timezone.timedelta(minutes=11))
    assert Payment.objects.get().status == "expired"


def test_a_refund_at_stripes_own_desk_is_found_in_our_books(stripe, paid):
    stripe.act("refund", {"payment_intent": stripe.intent_of(paid.payment.public_id)["id"], "amount": "1000"})
    deliver(stripe.news())
    work()
    assert (Order.objects.get().payment_status, Payment.objects.get().refunded_minor) == ("partially_paid", 1000)
    agrees(stripe)


def test_what_a_partial_capture_releases_is_no_refund(stripe, held):
    capture_payment(order_id=held.order.pk, by=By(STAFF, timezone.now()), amount=euros(3000))
    stripe.act("refund", {"payment_intent": stripe.intent_of(held.payment.public_id)["id"], "amount": "500"})
    deliver(stripe.news())
    work()
    assert Payment.objects.get().refunded_minor == 500
    agrees(stripe)


@pytest.mark.parametrize(("outcome", "status"), [("won", "won"), ("lost", "lost")])
def test_a_dispute_is_followed_to_its_end(stripe, paid, outcome, status):
    dispute = stripe.act("dispute", stripe.intent_of(paid.payment.public_id)["id"])
    deliver(stripe.news())
    work()
    assert (Payment.objects.get().status, Order.objects.get().payment_status) == ("disputed", "disputed")
    agrees(stripe)

    stripe.act("decide_dispute", dispute["id"], outcome)
    deliver(stripe.news())
    work()

    assert Payment.objects.get().status == status
    agrees(stripe)


@pytest.mark.parametrize("first", ["won", "lost"])
def test_of_two_disputes_of_a_payment_one_is_won_and_one_lost(stripe, paid, first):
    intent = stripe.intent_of(paid.payment.public_id)["id"]
    disputes = {
        outcome: stripe.act("dispute", intent, amount=minor) for outcome, minor in (("won", 500), ("lost", 900))
    }
    second = "lost" if first == "won" else "won"
    for outcome in (first, second):
        deliver(stripe.news())
        work()
        stripe.act("decide_dispute", disputes[outcome]["id"], outcome)
    deliver(stripe.news())
    work()

    payment = Payment.objects.get()
    assert (payment.status, payment.disputed_minor) == ("lost", 900)
    assert balances_of(order_id=payment.order_id)["receivable"] == 900
    agrees(stripe)


def test_an_inquiry_takes_no_money(stripe, paid):
    stripe.act("dispute", stripe.intent_of(paid.payment.public_id)["id"], status="warning_needs_response")
    deliver(stripe.news())
    work()
    assert (Payment.objects.get().status, Payment.objects.get().disputed_minor) == ("captured", 0)


def test_a_refund_that_is_pending_at_the_bank_is_asked_about_again(stripe, paid):
    stripe.books.refunds_begin_as = "pending"
    with transaction.atomic():
        (refund,) = book_refund(order=paid.order, amount=euros(1000), reason="", now=timezone.now())
    carry_out_refund(refund_id=refund.pk, now=timezone.now())
    made = stripe.books.things[Refund.objects.get().provider_ref]
    assert Refund.objects.get().status == "sent"

    made["status"] = "succeeded"
    sweep_refunds(now=timezone.now() + timezone.timedelta(minutes=11))

    assert Refund.objects.get().status == "succeeded"
    agrees(stripe)


def test_settling_again_and_again_books_nothing_twice(stripe, paid):
    before = Entry.objects.count()
    for _ in range(3):
        settle_payment(payment_id=paid.payment.pk, now=timezone.now())
    assert Entry.objects.count() == before
    agrees(stripe)
