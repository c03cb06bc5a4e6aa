"""All webhooks lost, processes killed, payments at Stripe that nobody here knows: found and settled, or told."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from shop.checkout.operations import expire_orders, reconcile, reconcile_due, settle_open_payments
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.payments.models import Payment, ReconcileRun, ReconciliationItem, TestCharge
from shop.worker.tasks import sweep

pytestmark = pytest.mark.django_db(transaction=True)


def session_of(stripe, placed):
    return stripe.session_of(placed.payment.public_id)["id"]


def test_without_any_webhook_the_buyers_return_settles_at_once(stripe, buy, client):
    placed = buy()
    stripe.act("pay", session_of(stripe, placed))
    address = stripe.seen[0]["params"]["success_url"].removeprefix("http://testserver")
    assert "Thank you" in client.get(address, follow=True).content.decode()


def test_without_webhook_and_without_return_the_round_settles_within_two_minutes(stripe, buy):
    placed = buy()
    stripe.act("pay", session_of(stripe, placed))
    settle_open_payments(now=timezone.now() + timedelta(seconds=61))
    assert Order.objects.get(pk=placed.order.pk).status == "placed"


def test_the_worker_does_all_of_it(stripe, buy):
    placed = buy()
    stripe.act("pay", session_of(stripe, placed))
    Payment.objects.update(updated_at=timezone.now() - timedelta(minutes=2))
    assert sweep() > 0
    assert Order.objects.get(pk=placed.order.pk).status == "placed"
    assert ReconcileRun.objects.filter(provider="stripe", is_daily=True).count() == 1


@pytest.mark.breaks_rules
def test_money_of_a_killed_checkout_is_found_although_we_never_heard_of_its_session(stripe, buy):
    """Killed after Stripe made the session and before we noted it; then the order lapsed while Stripe was away."""
    placed = buy()
    session = session_of(stripe, placed)
    Payment.objects.update(provider_ref="", status="created", redirect_url="")
    stripe.act("pay", session)
    Payment.objects.update(status="cancelled")
    Order.objects.update(status="expired")
    StockLevel.objects.update(reserved=0, on_hand=0)

    found = reconcile(provider="stripe", since=timezone.now() - timedelta(hours=1), now=timezone.now())

    assert (found.repaired, found.open) == (1, 0)
    assert Order.objects.get().payment_status == "refunded"
    assert stripe.books.totals()["refund"] == -2390


def test_a_refund_and_a_dispute_whose_events_were_lost_are_found(stripe, buy):
    first, second = buy(), buy()
    for placed in (first, second):
        stripe.act("pay", session_of(stripe, placed))
        settle_open_payments(now=timezone.now() + timedelta(seconds=61))
    stripe.act("refund", {"payment_intent": stripe.intent_of(first.payment.public_id)["id"], "amount": "500"})
    stripe.act("dispute", stripe.intent_of(second.payment.public_id)["id"])

    found = reconcile(provider="stripe", since=timezone.now() - timedelta(hours=1), now=timezone.now())

    assert found.repaired == 2
    assert Payment.objects.get(pk=first.payment.pk).refunded_minor == 500
    assert Payment.objects.get(pk=second.payment.pk).status == "disputed"


def test_money_for_no_order_of_ours_is_told_once_and_is_resolved_by_staff(stripe, buy, settings):
    placed = buy()
    stripe.act("pay", session_of(stripe, placed))
    things = stripe.books.things[session_of(stripe, placed)]
    things["client_reference_id"] = "pay_lost"

    for _ in range(2):
        found = reconcile(provider="stripe", since=timezone.now() - timedelta(hours=1), now=timezone.now())

    item = ReconciliationItem.objects.get()
    assert (found.open, item.kind, item.detail) == (1, "unknown", "23.90 EUR was paid")


def test_another_shop_on_the_same_account_is_none_of_our_business(stripe, buy, settings):
    placed = buy()
    stripe.act("pay", session_of(stripe, placed))
    settings.SITE_URL = "https://other.example"
    found = reconcile(provider="stripe", since=timezone.now() - timedelta(hours=1), now=timezone.now())
    assert found.seen == 0


def test_another_amount_is_told_until_it_agrees(stripe, buy):
    placed = buy()
    stripe.act("pay", session_of(stripe, placed), amount=2300)
    now = timezone.now()
    reconcile(provider="stripe", since=now - timedelta(hours=1), now=now)
    item = ReconciliationItem.objects.get()
    assert item.detail == "The provider captured 23.00 EUR, our records say 0.00 EUR"
    assert Payment.objects.get().review != ""


def test_it_counts_what_is_open_of_this_provider_only(stripe, buy):
    now = timezone.now()
    TestCharge.objects.create(reference="unknown", amount_minor=2390, currency="EUR", status="captured")
    assert [reconcile(provider=code, since=now - timedelta(hours=1), now=now).open for code in ("test", "stripe")] == [
        1,
        0,
    ]


def test_it_runs_every_five_minutes_and_once_a_day_over_two_weeks(stripe, buy):
    buy()
    now = timezone.now()
    assert reconcile_due(now=now) == 2  # stripe and the test bank
    assert reconcile_due(now=now + timedelta(minutes=4)) == 0
    assert reconcile_due(now=now + timedelta(minutes=5)) == 2
    assert reconcile_due(now=now + timedelta(days=1, minutes=6)) == 2
    spans = [
        (run.is_daily, run.started_at - run.since)
        for run in ReconcileRun.objects.filter(provider="stripe").order_by("id")
    ]
    assert spans == [
        (True, timedelta(days=14)),
        (False, timedelta(hours=1, minutes=5)),
        (True, timedelta(days=14)),
    ]


def test_after_an_outage_it_looks_back_to_where_it_last_succeeded(stripe, buy):
    buy()
    now = timezone.now()
    reconcile_due(now=now)
    stripe.break_next("reset", times=9)
    reconcile_due(now=now + timedelta(minutes=10))
    assert ReconcileRun.objects.filter(provider="stripe").first().failure != ""
    stripe.faults.clear()
    reconcile_due(now=now + timedelta(hours=3))
    last = ReconcileRun.objects.filter(provider="stripe").first()
    assert (last.failure, last.since) == ("", now - timedelta(hours=1))


def run_command():
    out = io.StringIO()
    try:
        call_command("reconcile", "--json", "--days", "1", stdout=out)
        code = 0
    except CommandError as error:
        code = error.returncode
    return code, json.loads(out.getvalue())


def test_the_command_repairs_and_says_whether_staff_must_look(stripe, buy):
    placed = buy()
    stripe.act("pay", session_of(stripe, placed))
    code, said = run_command()
    assert (code, said["providers"][0]["repaired"]) == (0, 1)
    assert Order.objects.get().status == "placed"

    Payment.objects.update(review="look at me")
    code, said = run_command()
    assert (code, said["for_staff"]["payments to review"]) == (1, 1)

    stripe.break_next("reset", times=9)
    assert run_command()[0] == 2


def test_an_order_that_stripe_cannot_be_asked_about_waits_to_lapse(stripe, buy):
    placed = buy()
    stripe.break_next("reset", times=99)
    expire_orders(now=placed.order.payment_deadline)
    assert Order.objects.get().status == "pending"
