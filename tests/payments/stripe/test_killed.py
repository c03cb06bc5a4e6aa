"""The web process dies at each step of a checkout: after recovery, what Stripe took is orders plus refunds (F9)."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.utils import timezone

from shop.checkout.operations import expire_orders, process_events, reconcile_due, settle_open_payments, settle_payment
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.operations import sweep_refunds
from shop.payments.providers.stripe import StripeProvider

from .conftest import deliver

pytestmark = pytest.mark.django_db(transaction=True)
PLACE = import_module("shop.checkout.operations.place_order")
BEGIN = import_module("shop.checkout.operations.begin_payment")
SETTLE = import_module("shop.checkout.operations.settle_payment")


class Killed(BaseException):
    """No code of the shop catches it, and every open transaction is rolled back, as when the process dies."""


def before(function):
    def dies(*_args, **_values):
        raise Killed

    return dies


def after(function):
    def dies(*args, **values):
        function(*args, **values)
        raise Killed

    return dies


def recover(hours=1):
    """Let the worker go round for a while."""
    now = timezone.now()
    for minutes in (0, 2, 7, 12, 40, 46, 52, 60 * hours):
        at = now + timedelta(minutes=minutes)
        process_events(now=at)
        settle_open_payments(now=at)
        expire_orders(now=at)
        sweep_refunds(now=at)
        reconcile_due(now=at)


def money_is_somewhere(stripe):
    """Captured = orders + refunds, at Stripe and here, and nothing is held for nobody."""
    totals = stripe.books.totals()
    placed = sum(Order.objects.filter(status="placed").values_list("total_minor", flat=True))
    assert totals.get("charge", 0) + totals.get("refund", 0) == placed
    assert sum(Payment.objects.values_list("captured_minor", flat=True)) == totals.get("charge", 0)
    assert StockLevel.objects.get().reserved == 0
    assert not Order.objects.filter(status="pending").exists()


STARTS = {
    "before Stripe": (StripeProvider, "start", before),
    "after Stripe": (StripeProvider, "start", after),
    "before the answer is committed": (BEGIN, "apply_result", after),
    "before the buyer is answered": (PLACE, "remember", before),
}


@pytest.mark.drawn
@pytest.mark.parametrize("buyer_pays", [True, False])
@pytest.mark.parametrize("step", STARTS)
def test_killed_while_ordering(stripe, buy, monkeypatch, step, buyer_pays):
    owner, name, how = STARTS[step]
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, how(getattr(owner, name)))
        with pytest.raises(Killed):
            buy()
    sessions = stripe.books.all("checkout.session")
    assert len(sessions) == (0 if step == "before Stripe" else 1)
    if buyer_pays and sessions:
        stripe.act("pay", sessions[0]["id"])

    recover()

    money_is_somewhere(stripe)
    assert Order.objects.get().status == ("placed" if buyer_pays and sessions else "expired")


def test_killed_before_the_order_is_committed_leaves_nothing(stripe, buy, monkeypatch):
    monkeypatch.setattr(PLACE, "write_order", after(PLACE.write_order))
    with pytest.raises(Killed):
        buy()
    assert (Order.objects.count(), StockLevel.objects.get().reserved, stripe.seen) == (0, 0, [])


SETTLES = {
    "before Stripe is asked": (StripeProvider, "fetch", before),
    "after Stripe answered": (StripeProvider, "fetch", after),
    "before the news is committed": (SETTLE, "apply_result", after),
    "before refunds are carried out": (SETTLE, "follow_up", before),
}


@pytest.mark.drawn
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("step", SETTLES)
def test_killed_while_the_money_is_noted(stripe, buy, monkeypatch, step, late):
    """`late`: the order had lapsed and its goods are sold, so the money must go back."""
    placed = buy()
    session = stripe.session_of(placed.payment.public_id)["id"]
    if late:
        expire_orders(now=placed.order.payment_deadline)
        StockLevel.objects.update(on_hand=0)
        stripe.books.things[session]["status"] = "open"
    stripe.act("pay", session)
    owner, name, how = SETTLES[step]
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, how(getattr(owner, name)))
        with pytest.raises(Killed):
            settle_payment(payment_id=placed.payment.pk, now=timezone.now())

    recover()

    money_is_somewhere(stripe)
    assert Order.objects.get().payment_status == ("refunded" if late else "paid")


def test_a_worker_killed_with_an_event_in_hand_loses_nothing(stripe, buy, monkeypatch):
    placed = buy()
    stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"])
    deliver(stripe.news())
    with monkeypatch.context() as patch:
        patch.setattr(StripeProvider, "fetch", before(None))
        with pytest.raises(Killed):
            process_events(now=timezone.now())
    recover()
    money_is_somewhere(stripe)
    assert Order.objects.get().status == "placed"
