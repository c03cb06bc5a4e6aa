"""A refund that had arrived comes back, one that was pending arrives: heard within seconds, or found, never sent twice."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from shop.checkout.operations import reconcile, settle_payment
from shop.core.actor import By
from shop.fulfilment.operations import refund_order, retry_refund
from shop.ledger.queries import balances_of
from shop.orders.models import OrderEvent
from shop.payments.models import Payment, PaymentTransaction, Refund
from shop.payments.operations import carry_out_refund, sweep_refunds
from shop.payments.steps import book_refund
from shop.reports.verify import find_breaks
from shop.worker.tasks import sweep

from .conftest import deliver, work
from .test_money import agrees, euros

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "The bank sent the refund back: expired or canceled card"


@pytest.fixture
def paid(stripe, buy):
    """An order of €42.90 that is paid."""
    placed = buy(2)
    stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"])
    deliver(stripe.news())
    work()
    return placed


@pytest.fixture
def gone(stripe, paid, staff_actor):
    """A refund of €10.00 that had arrived."""
    given = refund_order(order_id=paid.order.pk, allowance=euros(1000), by=By(staff_actor, timezone.now()))
    deliver(stripe.news())
    work()
    (refund,) = given.refunds
    assert refund.status == "succeeded"
    return refund


def made(stripe):
    return len(stripe.books.all("refund"))


def receivable(placed):
    return balances_of(order_id=placed.order.pk).get("receivable", 0)


def attention():
    return [finding.code for finding in find_breaks().attention]


def is_failed_and_waits(stripe, refund):
    """It is failed with its reason, in the books, in `verify`, and nobody sends it again by himself."""
    refund.refresh_from_db()
    assert (refund.status, refund.failure) == ("failed", REASON)
    assert receivable(refund.payment) == -1000
    assert attention() == ["payments.refunds_failed"]
    assert find_breaks().broken == ()
    assert OrderEvent.objects.get(kind="refund.failed").message == f"Refund of €10.00 failed: {REASON}"
    before = made(stripe)
    for hours in (0, 1, 30):
        sweep_refunds(now=timezone.now() + timedelta(hours=hours))
        settle_payment(payment_id=refund.payment_id, now=timezone.now() + timedelta(hours=hours))
    sweep()
    refund.refresh_from_db()
    assert (made(stripe), refund.status) == (before, "failed")
    agrees(stripe)


@pytest.mark.parametrize("kind", ["refund.failed", "refund.updated", "charge.refund.updated"])
def test_one_event_of_any_kind_tells_of_a_refund_that_came_back(stripe, paid, gone, kind):
    stripe.act("return_refund", gone.provider_ref)
    deliver([event for event in stripe.news() if event["type"] == kind])
    work()
    is_failed_and_waits(stripe, gone)


def test_all_events_of_it_backwards_and_twice_are_one(stripe, paid, gone):
    stripe.act("return_refund", gone.provider_ref)
    deliver(reversed(stripe.news() * 2))
    work(6)
    is_failed_and_waits(stripe, gone)
    kinds = list(PaymentTransaction.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["capture", "fee", "refund", "refund_failed"]


@pytest.mark.parametrize("days", [1, 20, 45])
def test_without_any_event_the_daily_comparison_finds_it(stripe, paid, gone, days):
    stripe.act("return_refund", gone.provider_ref)
    stripe.news()
    now = timezone.now() + timedelta(days=days)

    found = reconcile(provider="stripe", since=now - timedelta(days=14), now=now, is_daily=True)

    assert (found.repaired, found.failure) == (1, "")
    is_failed_and_waits(stripe, gone)


def test_the_comparison_of_the_last_hour_finds_one_that_came_back_at_once(stripe, paid, gone):
    stripe.act("return_refund", gone.provider_ref)
    now = timezone.now()
    assert reconcile(provider="stripe", since=now - timedelta(hours=1), now=now).repaired == 1
    is_failed_and_waits(stripe, gone)


def test_the_command_says_that_staff_must_look(stripe, paid, gone):
    stripe.act("return_refund", gone.provider_ref)
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("reconcile", "--json", stdout=out)
    assert (error.value.returncode, json.loads(out.getvalue())["for_staff"]["refunds that failed"]) == (1, 1)


def test_staff_send_it_again_once_and_it_may_come_back_again(stripe, paid, gone, staff_actor):
    for tries in (2, 3):
        stripe.act("return_refund", Refund.objects.get().provider_ref)
        deliver(stripe.news())
        work()
        assert Refund.objects.get().status == "failed"
        for _ in range(2):  # a double click
            retry_refund(refund_id=gone.pk, by=By(staff_actor, timezone.now()))
        refund = Refund.objects.get()
        assert (refund.status, refund.tries, refund.failure, made(stripe)) == ("succeeded", tries, "", tries)
        assert receivable(paid) == 0
        agrees(stripe)
    assert attention() == []
    sources = list(PaymentTransaction.objects.filter(kind="refund").values_list("source", flat=True))
    assert sources == [f"refund:{gone.public_id}{again}" for again in ("", ":2", ":3")]


def test_a_click_whose_process_died_is_carried_on_by_the_round_and_once(stripe, paid, gone, staff_actor, monkeypatch):
    stripe.act("return_refund", gone.provider_ref)
    deliver(stripe.news())
    work()
    stripe.break_next("reset_after", "POST /v1/refunds$", times=3)
    stripe.break_next("reset", "GET /v1/refunds$", times=3)
    retry_refund(refund_id=gone.pk, by=By(staff_actor, timezone.now()))
    stripe.faults.clear()
    sweep_refunds(now=timezone.now() + timedelta(minutes=2))
    assert (Refund.objects.get().status, made(stripe)) == ("succeeded", 2)
    agrees(stripe)


def test_old_news_of_the_first_try_does_not_end_the_second(stripe, paid, gone, staff_actor):
    stripe.act("return_refund", gone.provider_ref)
    late = stripe.news()
    deliver(late[:1])
    work()
    retry_refund(refund_id=gone.pk, by=By(staff_actor, timezone.now()))
    deliver(late)
    work(3)
    assert (Refund.objects.get().status, made(stripe), receivable(paid)) == ("succeeded", 2, 0)


# --- pending


@pytest.fixture
def pending(stripe, paid):
    stripe.books.refunds_begin_as = "pending"
    with transaction.atomic():
        (refund,) = book_refund(order=paid.order, amount=euros(1000), reason="", now=timezone.now())
    carry_out_refund(refund_id=refund.pk, now=timezone.now())
    stripe.news()
    assert (Refund.objects.get().status, receivable(paid)) == ("sent", 0)
    return Refund.objects.get()


@pytest.mark.parametrize("kind", ["refund.updated", "charge.refund.updated"])
def test_a_pending_refund_that_arrives_is_heard_by_its_event(stripe, paid, pending, kind):
    stripe.act("arrive", pending.provider_ref)
    deliver([event for event in stripe.news() if event["type"] == kind])
    work()
    assert (Refund.objects.get().status, receivable(paid)) == ("succeeded", 1000)
    agrees(stripe)


def test_a_pending_refund_that_comes_back_fails_and_is_not_sent_again_by_the_round(stripe, paid, pending):
    stripe.act("return_refund", pending.provider_ref)
    for minutes in (11, 22, 33):
        sweep_refunds(now=timezone.now() + timedelta(minutes=minutes))
    assert (Refund.objects.get().status, Refund.objects.get().failure, made(stripe)) == ("failed", REASON, 1)
    assert receivable(paid) == 0
    agrees(stripe)


def test_a_pending_refund_that_comes_back_is_heard_by_its_event(stripe, paid, pending):
    stripe.act("return_refund", pending.provider_ref)
    deliver(stripe.news())
    work(3)
    assert (Refund.objects.get().status, made(stripe)) == ("failed", 1)


# --- made at Stripe's own desk


def at_the_desk(stripe, paid, amount):
    return stripe.act("refund", {"payment_intent": stripe.intent_of(paid.payment.public_id)["id"], "amount": amount})


def hear(stripe):
    deliver(stripe.news())
    work(6)


def test_two_of_the_same_amount_are_two_and_one_that_comes_back_is_told_apart(stripe, paid):
    first, second = at_the_desk(stripe, paid, "500"), at_the_desk(stripe, paid, "500")
    hear(stripe)
    assert sorted(Refund.objects.values_list("provider_ref", "status")) == sorted(
        [(first["id"], "succeeded"), (second["id"], "succeeded")]
    )
    stripe.act("return_refund", second["id"])
    hear(stripe)
    assert dict(Refund.objects.values_list("provider_ref", "status")) == {
        first["id"]: "succeeded", second["id"]: "failed",
    }  # fmt: skip
    assert (receivable(paid), Payment.objects.get().refunded_minor) == (500, 1000)
    agrees(stripe)


def test_a_pending_one_is_followed_and_never_sent_by_us(stripe, paid):
    stripe.books.refunds_begin_as = "pending"
    there = at_the_desk(stripe, paid, "500")
    hear(stripe)
    assert (Refund.objects.get().status, receivable(paid)) == ("sent", 0)
    sweep_refunds(now=timezone.now() + timedelta(minutes=11))
    assert made(stripe) == 1
    stripe.act("arrive", there["id"])
    sweep_refunds(now=timezone.now() + timedelta(minutes=22))
    assert (Refund.objects.get().status, receivable(paid), made(stripe)) == ("succeeded", 500, 1)
    agrees(stripe)


def test_a_part_of_a_failed_refund_that_staff_sent_at_the_desk_leaves_the_rest_to_be_sent(
    stripe, paid, gone, staff_actor
):
    stripe.act("return_refund", gone.provider_ref)
    hear(stripe)
    at_the_desk(stripe, paid, "400")
    hear(stripe)
    assert list(Refund.objects.values_list("status", "amount_minor")) == [("failed", 600), ("succeeded", 400)]
    assert (Payment.objects.get().refunded_minor, receivable(paid)) == (1000, -600)
    settle_payment(payment_id=paid.payment.pk, now=timezone.now())
    assert Payment.objects.get().review == ""
    retry_refund(refund_id=gone.pk, by=By(staff_actor, timezone.now()))
    assert receivable(paid) == 0
    agrees(stripe)


# --- the other direction: ours that the provider does not have


def test_a_refund_that_stripe_does_not_list_is_flagged_and_nothing_is_booked(stripe, paid, gone):
    del stripe.books.things[gone.provider_ref]
    stripe.books._get(stripe.intent_of(paid.payment.public_id)["latest_charge"])["amount_refunded"] = 0
    now = timezone.now() + timedelta(hours=2)

    reconcile(provider="stripe", since=now - timedelta(days=14), now=now, is_daily=True)

    assert Payment.objects.get().review == (
        f"Our records show a refund of €10.00 ({gone.provider_ref}) that the provider does not list."
    )
    assert Refund.objects.get().status == "succeeded"


def test_a_refund_of_another_amount_is_flagged(stripe, paid, gone):
    stripe.books._get(gone.provider_ref)["amount"] = 900
    settle_payment(payment_id=paid.payment.pk, now=timezone.now())
    assert Payment.objects.get().review == (
        f"The provider refunded €9.00 ({gone.provider_ref}), our records say €10.00."
    )
