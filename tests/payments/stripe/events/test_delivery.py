"""Webhooks: twice, backwards, late. Only what Stripe says when asked counts."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import close_old_connections
from django.utils import timezone

from shop.checkout.operations import process_events, settle_payment
from shop.inventory.models import StockLevel
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.payments.models import Payment, PaymentTransaction, ProviderEvent
from shop.payments.providers.base import ProviderUnavailable
from tests.payments.stripe.conftest import deliver, work
from tests.payments.stripe.events.telling import paid

pytestmark = pytest.mark.django_db(transaction=True)


def test_three_times_and_backwards_is_once(stripe, buy):
    placed = buy()
    paid(stripe, placed)
    deliver(list(reversed(stripe.news() * 3)))
    work(3)

    assert Order.objects.get().status == "placed"
    assert PaymentTransaction.objects.filter(kind="capture").count() == 1
    assert MailMessage.objects.count() == 1
    assert set(ProviderEvent.objects.values_list("outcome", flat=True)) == {"done"}
    assert not ProviderEvent.objects.filter(processed_at=None).exists()


def test_many_payments_shuffled_and_in_parallel_end_like_in_order(stripe, shop, buy):
    """The promise is `MANY_PAYMENTS=2000`; the suite runs a smaller one."""
    payments = int(os.environ.get("MANY_PAYMENTS", "40"))
    StockLevel.objects.update(on_hand=payments)
    placed = [buy(email=f"ada{number}@example.com") for number in range(payments)]
    for one in placed:
        paid(stripe, one)
        settle = stripe.intent_of(one.payment.public_id)
        stripe.act("refund", {"payment_intent": settle["id"], "amount": "100"})
    events = stripe.news() * 3
    random.Random(7).shuffle(events)

    def work_off(part):
        try:
            deliver(part)
            return process_events(now=timezone.now(), limit=10 * payments)
        finally:
            close_old_connections()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(work_off, [events[start::10] for start in range(10)]))
    for minutes in (5, 10, 20):  # a refund that was told before its payment waits for it
        process_events(now=timezone.now() + timedelta(minutes=minutes), limit=10 * payments)

    assert set(Order.objects.values_list("status", "payment_status")) == {("placed", "partially_paid")}
    assert PaymentTransaction.objects.filter(kind="capture").count() == payments
    assert MailMessage.objects.filter(dedupe_key__endswith=":placed").count() == payments
    ours = sum(row.captured_minor - row.refunded_minor - row.fee_minor for row in Payment.objects.all())
    assert ours == stripe.books.totals()["balance"]
    assert not ProviderEvent.objects.exclude(outcome="done").exists()


def test_seventy_two_hours_late_changes_nothing_back(stripe, buy):
    placed = buy()
    paid(stripe, placed)
    late = stripe.news()
    settle_payment(payment_id=placed.payment.pk, now=timezone.now())
    stripe.act("refund", {"payment_intent": stripe.intent_of(placed.payment.public_id)["id"], "amount": "2390"})
    deliver(stripe.news())
    work()
    assert Order.objects.get().payment_status == "refunded"

    deliver(late)
    process_events(now=timezone.now() + timedelta(hours=72))

    assert Order.objects.get().payment_status == "refunded"


def test_a_type_that_nobody_knows_is_kept_and_ignored(stripe, buy):
    event = stripe.act("tell", "customer.created", {"id": "cus_1", "object": "customer"})
    deliver([event])
    assert work() == 0
    assert ProviderEvent.objects.get().outcome == "ignored"


def test_a_payment_that_is_not_ours_is_ignored(stripe, buy):
    stripe.act("forge_intent", amount=100, currency="eur", metadata={"attempt": "pay_of_another_shop"})
    deliver(stripe.news())
    work()
    assert set(ProviderEvent.objects.values_list("outcome", flat=True)) == {"ignored"}


def test_events_that_came_in_together_need_one_look_at_stripe(stripe, buy):
    placed = buy()
    paid(stripe, placed)
    events = stripe.news()
    deliver(events)
    before = len(stripe.seen)
    work()
    assert len(events) == 3
    assert [one["path"].rsplit("/", 1)[1] for one in stripe.seen[before:]] == [placed.payment.provider_ref]


def test_a_refund_told_before_its_payment_waits_for_it(stripe, buy):
    placed = buy()
    intent = paid(stripe, placed)
    told_before = stripe.news()
    stripe.act("refund", {"payment_intent": intent["id"], "amount": "100"})
    deliver(stripe.news()[:1])
    work()
    event = ProviderEvent.objects.get()
    assert (event.outcome, event.reference) == ("waiting", intent["id"])

    deliver(told_before)
    work()
    process_events(now=event.next_try_at)

    assert set(ProviderEvent.objects.values_list("outcome", flat=True)) == {"done"}
    assert Payment.objects.get().refunded_minor == 100


def test_a_refund_of_somebody_elses_payment_is_ignored_in_the_end(stripe, buy):
    intent = stripe.act("forge_intent", amount=100, currency="eur", metadata={})
    stripe.news()
    stripe.act("refund", {"payment_intent": intent["id"], "amount": "100"})
    deliver(stripe.news()[:1])
    ProviderEvent.objects.update(tries=5)
    work()
    assert ProviderEvent.objects.get().outcome == "ignored"


def test_stripe_away_leaves_the_event_waiting_and_it_is_tried_again(stripe, buy):
    placed = buy()
    paid(stripe, placed)
    deliver(stripe.news()[-1:])
    stripe.break_next("reset", times=99)
    work()
    event = ProviderEvent.objects.get()
    assert (event.outcome, event.tries, event.failure.split(":")[0]) == ("waiting", 1, "ProviderUnavailable")

    stripe.faults.clear()
    assert work() == 0
    process_events(now=event.next_try_at)
    assert Order.objects.get().status == "placed"


def test_an_event_that_never_works_is_given_up_and_does_not_block_others(stripe, buy):
    first, second = buy(), buy()
    paid(stripe, first)
    deliver(stripe.news()[-1:])
    ProviderEvent.objects.update(failing_since=timezone.now() - timedelta(days=3))
    paid(stripe, second)
    deliver(stripe.news()[-1:])
    stripe.break_next("reset", f"GET /v1/checkout/sessions/{first.payment.provider_ref}", times=99)

    work()

    assert ProviderEvent.objects.get(reference=first.payment.public_id).outcome == "parked"
    assert Order.objects.get(pk=second.order.pk).status == "placed"


def _away(**_values):
    raise ProviderUnavailable


def test_an_event_is_tried_for_three_days_and_soon_after_stripe_is_back(stripe, buy, monkeypatch):
    placed = buy()
    paid(stripe, placed)
    deliver(stripe.news()[-1:])
    monkeypatch.setattr("shop.checkout.operations.provider_events.settle_payment", _away)
    began = moment = timezone.now()
    while ProviderEvent.objects.get().outcome == "waiting":
        assert process_events(now=moment) == 1
        waits, moment = ProviderEvent.objects.get().next_try_at - moment, ProviderEvent.objects.get().next_try_at
        assert waits <= timedelta(minutes=15)
    assert timedelta(days=3) <= moment - began <= timedelta(days=3, hours=1)
    assert ProviderEvent.objects.get().outcome == "parked"


def test_a_worker_that_was_killed_leaves_its_event_to_the_next_after_a_minute(stripe, buy):
    placed = buy()
    paid(stripe, placed)
    deliver(stripe.news()[-1:])
    now = timezone.now()
    from shop.checkout.operations.provider_events import _claim_event

    assert _claim_event(now) is not None  # and then the worker dies
    assert process_events(now=now + timedelta(seconds=59)) == 0
    assert process_events(now=now + timedelta(seconds=60)) == 1
    assert Order.objects.get().status == "placed"
