"""Attempts to pay that end with their orders, cannot be ended, or have nobody left who could be asked about them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, pay_order, settle_open_payments, withdraw_change
from shop.core.actor import By
from shop.core.models import AttemptCount
from shop.fulfilment.operations import EditInput, cancel_order, edit_order
from shop.orders.models import Order, OrderEvent
from shop.orders.queries import order_path
from shop.payments.models import Payment, Refund
from tests.factories.orders import NOW, PAYMENT_TIME, make_order

pytestmark = pytest.mark.django_db
LATER = NOW + PAYMENT_TIME + timedelta(seconds=1)
TEN_MINUTES = timedelta(minutes=10)
ASK = PaymentChoice("bank", "ask")


@pytest.fixture
def waiting(bank, mug):
    """Two mugs for 42.90 whose buyer is at the bank."""
    return make_order(("MUG", 2), payment=ASK)


def charge_of(bank, payment):
    return bank.charges[payment.public_id]


def arrives(charge):
    charge.status, charge.captured = "captured", charge.amount


# --- on its way --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_down", [False, True])
def test_a_debit_on_its_way_is_found_within_ten_minutes_after_its_order_was_cancelled(
    bank, waiting, staff_actor, is_down
):
    charge = charge_of(bank, waiting.payment)
    charge.status, bank.is_down = "processing", is_down
    cancel_order(order_id=waiting.order.pk, by=By(staff_actor, NOW), reason="")
    assert Payment.objects.get().status == "processing"
    bank.is_down = False
    later = NOW + timedelta(days=3)
    assert settle_open_payments(now=later) == 1  # nothing is known yet
    arrives(charge)

    assert settle_open_payments(now=later + TEN_MINUTES) == 1

    order = Order.objects.get()
    assert (order.status, order.payment_status) == ("cancelled", "refunded")
    assert charge.refunds == {Refund.objects.get().public_id: 4290}


def test_a_debit_that_comes_back_after_its_order_was_cancelled_is_not_asked_about_again(bank, waiting, staff_actor):
    charge = charge_of(bank, waiting.payment)
    charge.status = "processing"
    cancel_order(order_id=waiting.order.pk, by=By(staff_actor, NOW), reason="")
    charge.status = "failed"

    assert [settle_open_payments(now=LATER + TEN_MINUTES * again) for again in range(3)] == [1, 0, 0]

    assert (Payment.objects.get().status, Order.objects.get().status) == ("failed", "cancelled")


@pytest.mark.parametrize("is_down", [False, True])
def test_what_waits_for_its_buyer_is_ended_with_its_order(bank, waiting, staff_actor, is_down):
    bank.is_down = is_down
    cancel_order(order_id=waiting.order.pk, by=By(staff_actor, NOW), reason="")
    bank.is_down = False
    settle_open_payments(now=LATER)

    assert (Payment.objects.get().status, charge_of(bank, waiting.payment).status) == ("cancelled", "cancelled")
    assert settle_open_payments(now=LATER + TEN_MINUTES) == 0


@pytest.mark.parametrize("is_down", [False, True])
def test_what_the_provider_never_heard_of_is_ended_with_its_order(bank, waiting, staff_actor, is_down):
    bank.charges.clear()
    bank.is_down = is_down
    cancel_order(order_id=waiting.order.pk, by=By(staff_actor, NOW), reason="")
    bank.is_down = False
    settle_open_payments(now=LATER)

    assert Payment.objects.get().status == "cancelled"


def test_a_transfer_is_not_awaited_after_its_order_was_cancelled(bank, mug, staff_actor):
    placed = make_order(("MUG", 2), payment=PaymentChoice("bank_transfer"))
    cancel_order(order_id=placed.order.pk, by=By(staff_actor, NOW), reason="")
    assert Payment.objects.get().status == "cancelled"


def test_a_debit_for_a_change_that_staff_took_back_is_found_within_ten_minutes(bank, mug, staff_actor):
    order = make_order(("MUG", 1), payment=PaymentChoice("bank", "pay")).order
    change = edit_order(order_id=order.pk, edit=EditInput(add={"MUG": 1}), by=By(staff_actor, NOW)).change
    attempt = pay_order(order_id=order.pk, payment=ASK, now=NOW).payment
    charge = charge_of(bank, attempt)
    charge.status = "processing"

    withdraw_change(change_id=change.pk, by=By(staff_actor, NOW))
    assert Payment.objects.get(pk=attempt.pk).status == "processing"
    arrives(charge)
    settle_open_payments(now=NOW + TEN_MINUTES)

    order.refresh_from_db()
    assert (order.status, charge.refunds) == ("placed", {Refund.objects.get().public_id: 1900})


def test_a_payment_whose_provider_does_not_answer_is_asked_about_again_later_and_not_in_a_moment(bank, waiting):
    bank.is_down = True
    later = NOW + TEN_MINUTES

    assert [settle_open_payments(now=later), settle_open_payments(now=later)] == [1, 0]

    payment = Payment.objects.get()
    assert (payment.status, payment.updated_at) == ("requires_action", later)


# --- declined just then ------------------------------------------------------------------------------------------


def test_a_decline_in_the_moment_of_the_deadline_keeps_its_reason_and_counts(bank, waiting):
    charge_of(bank, waiting.payment).status = "failed"

    expire_orders(now=LATER)

    payment = Payment.objects.get()
    assert (payment.status, payment.failure) == ("failed", "Declined.")
    assert set(AttemptCount.objects.values_list("attempts", flat=True)) == {1}
    assert Order.objects.get().status == "cancelled"


def test_of_two_attempts_that_end_with_their_order_each_keeps_its_own_reason(bank, waiting, monkeypatch):
    bank.is_down = True  # so the first stays open
    pay_order(order_id=waiting.order.pk, payment=PaymentChoice("test", "challenge"), now=NOW)
    bank.is_down = False
    result = replace(bank.fetch(waiting.payment.public_id), status="cancelled", failure="Declined.")
    monkeypatch.setattr(bank, "cancel", lambda _attempt: result)

    expire_orders(now=LATER)

    rows = Payment.objects.order_by("pk").values_list("provider", "status", "failure")
    assert list(rows) == [("bank", "cancelled", "Declined."), ("test", "cancelled", "")]


def test_a_decline_while_staff_take_a_change_back_keeps_its_reason_and_counts(bank, mug, staff_actor):
    order = make_order(("MUG", 1), payment=PaymentChoice("bank", "pay")).order
    change = edit_order(order_id=order.pk, edit=EditInput(add={"MUG": 1}), by=By(staff_actor, NOW)).change
    attempt = pay_order(order_id=order.pk, payment=ASK, now=NOW).payment
    charge_of(bank, attempt).status = "failed"

    withdraw_change(change_id=change.pk, by=By(staff_actor, NOW))

    attempt.refresh_from_db()
    assert (attempt.status, attempt.failure) == ("failed", "Declined.")
    assert set(AttemptCount.objects.values_list("attempts", flat=True)) == {1}


# --- nobody to ask -----------------------------------------------------------------------------------------------


def test_a_provider_that_was_taken_away_keeps_no_other_from_being_asked_and_staff_are_told_once(gone, waiting):
    other = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge"), email="bob@example.com")
    gone()

    assert [settle_open_payments(now=NOW + TEN_MINUTES * again) for again in (1, 2)] == [2, 2]

    payment = Payment.objects.get(pk=waiting.payment.pk)
    assert (
        payment.review
        == "The provider bank is no longer set up in this shop. Check there whether a payment was received."
    )
    assert OrderEvent.objects.filter(kind="payment.mismatch").count() == 1
    assert Payment.objects.get(pk=other.payment.pk).review == ""


def test_an_order_whose_provider_was_taken_away_lapses(gone, waiting):
    gone()

    expire_orders(now=LATER)

    payment = Payment.objects.get()
    assert (Order.objects.get().status, payment.status, payment.review != "") == ("expired", "cancelled", True)


def test_an_order_whose_provider_was_taken_away_can_be_cancelled(gone, mug, staff_actor):
    placed = make_order(("MUG", 1), payment=PaymentChoice("bank", "hold"))
    gone()

    order = cancel_order(order_id=placed.order.pk, by=By(staff_actor, NOW), reason="")

    payment = Payment.objects.get()
    assert (order.status, payment.status, payment.review != "") == ("cancelled", "authorised", True)


def test_a_refund_whose_provider_was_taken_away_waits_with_its_reason(gone, mug, staff_actor):
    placed = make_order(("MUG", 1), payment=PaymentChoice("bank", "pay"))
    gone()

    cancel_order(order_id=placed.order.pk, by=By(staff_actor, NOW), reason="")

    refund = Refund.objects.get()
    assert (refund.status, refund.failure) == ("requested", "This payment method is not available.")


@pytest.mark.parametrize("method", ["ask", "pay"])
def test_a_buyers_page_is_shown_though_the_provider_was_taken_away(gone, mug, client, method):
    placed = make_order(("MUG", 1), payment=PaymentChoice("bank", method))
    gone()
    assert client.get(order_path(placed.order)).status_code == 200
