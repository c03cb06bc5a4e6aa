"""Payments and refunds that do not exist, or whose provider nobody can ask, are refused, and nothing is written."""

from datetime import timedelta

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import (
    abandon_payment,
    ignore_line,
    release_payment,
    settle_open_payments,
    settle_payment,
)
from shop.core.actor import GUEST, By
from shop.core.errors import NotFound
from shop.fulfilment.operations import cancel_order, cancel_unpaid_order, retry_refund
from shop.inventory.models import StockLevel
from shop.ledger.models import Entry, Journal
from shop.orders.models import Order, OrderEvent
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Payment, PaymentTransaction, Refund
from shop.payments.operations import carry_out_refund, close_review, confirm_refund, end_payment
from shop.reports.verify import find_breaks
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db

ASKED_FOR_NOBODY = {
    "carry_out_refund": lambda by: carry_out_refund(refund_id=0, now=NOW),
    "confirm_refund": lambda by: confirm_refund(refund_id=0, by=by),
    "retry_refund": lambda by: retry_refund(refund_id=0, by=by),
    "end_payment": lambda by: end_payment(payment_id=0, now=NOW),
    "close_review": lambda by: close_review(payment_id=0, by=by),
    "release_payment": lambda by: release_payment(payment_id=0, by=by),
    "abandon_payment": lambda by: abandon_payment(payment_id=0, now=NOW),
    "settle_payment": lambda by: settle_payment(payment_id=0, now=NOW),
    "ignore_line": lambda by: ignore_line(line_id=0, reason="Rent", by=by),
}


@pytest.mark.parametrize("name", ASKED_FOR_NOBODY)
def test_what_does_not_exist_is_not_found_and_the_provider_is_not_asked(bank, mug, staff_actor, name):
    make_order(("MUG", 1), payment=PaymentChoice("bank", "hold"))
    before = (Payment.objects.values().get(), OrderEvent.objects.count(), list(bank.calls))
    with pytest.raises(NotFound):
        ASKED_FOR_NOBODY[name](By(staff_actor, NOW))
    assert (Payment.objects.values().get(), OrderEvent.objects.count(), list(bank.calls)) == before
    assert not Refund.objects.exists()


def test_an_ended_attempt_that_the_provider_never_heard_of_stays_as_it_is(bank, mug, staff_actor):
    placed = make_order(("MUG", 1), payment=PaymentChoice("bank", "ask"))
    cancel_order(order_id=placed.order.pk, by=By(staff_actor, NOW), reason="")
    bank.charges.clear()
    before = (Payment.objects.values().get(), OrderEvent.objects.count())

    assert end_payment(payment_id=placed.payment.pk, now=NOW + timedelta(hours=1)).status == "cancelled"

    assert (Payment.objects.values().get(), OrderEvent.objects.count()) == before


def test_money_that_came_while_its_order_was_cancelled_is_sent_back_as_the_attempt_is_ended(bank, mug, staff_actor):
    placed = make_order(("MUG", 1), payment=PaymentChoice("bank", "ask"))
    bank.is_down = True
    cancel_order(order_id=placed.order.pk, by=By(staff_actor, NOW), reason="")
    bank.is_down = False
    charge = bank.charges[placed.payment.public_id]
    charge.status, charge.captured = "captured", charge.amount

    payment = end_payment(payment_id=placed.payment.pk, now=NOW)

    refund = Refund.objects.get()
    assert (payment.status, refund.status, refund.reason) == (
        "captured", "succeeded", "Paid after the order was cancelled"
    )  # fmt: skip
    assert charge.refunds == {refund.public_id: 2390}
    assert Order.objects.get().payment_status == "refunded"


def test_an_attempt_that_nobody_can_be_asked_about_is_flagged_for_staff_as_its_order_is_cancelled(
    gone, mug, staff_actor
):
    placed = make_order(("MUG", 1), payment=PaymentChoice("bank", "ask"))
    gone()

    order = cancel_order(order_id=placed.order.pk, by=By(staff_actor, NOW), reason="")

    payment = Payment.objects.get()
    assert (order.status, payment.status, payment.redirect_url) == ("cancelled", "cancelled", "")
    assert payment.review == (
        "The provider bank is no longer set up in this shop. Check there whether a payment was received."
    )
    assert StockLevel.objects.get().reserved == 0
    close_review(payment_id=payment.pk, by=By(staff_actor, NOW))
    settle_open_payments(now=NOW + timedelta(days=1))
    assert Payment.objects.get().review == ""


def test_a_buyer_does_not_cancel_while_a_debit_is_on_its_way_even_where_the_provider_is_gone(bank, gone, mug):
    placed = make_order(("MUG", 1), payment=PaymentChoice("bank", "ask"))
    bank.charges[placed.payment.public_id].status = "processing"
    settle_payment(payment_id=placed.payment.pk, now=NOW)

    for take in (lambda: None, gone):
        take()
        with pytest.raises(ForbiddenTransition, match="Your payment is being checked"):
            cancel_unpaid_order(order_id=placed.order.pk, by=By(GUEST, NOW))
        assert (Order.objects.get().status, Payment.objects.get().status) == ("pending", "processing")
        assert StockLevel.objects.get().reserved == 1


def test_an_attempt_is_not_given_up_while_the_provider_is_down(bank, mug):
    placed = make_order(("MUG", 1), payment=PaymentChoice("bank", "ask"))
    bank.is_down = True
    before = Payment.objects.values().get()

    order = abandon_payment(payment_id=placed.payment.pk, now=NOW)

    assert (order.status, Payment.objects.values().get()) == ("pending", before)
    assert StockLevel.objects.get().reserved == 1
    bank.is_down = False
    assert abandon_payment(payment_id=placed.payment.pk, now=NOW).status == "cancelled"
    assert StockLevel.objects.get().reserved == 0


def test_of_two_orders_the_one_that_is_given_up_ends(bank, mug):
    mine, other = (make_order(("MUG", 1), payment=PaymentChoice("bank", "ask")) for _ in range(2))
    for bank.is_down in (True, False):
        assert abandon_payment(payment_id=mine.payment.pk, now=NOW) == mine.order
    assert list(Order.objects.order_by("pk").values_list("pk", "status")) == [
        (mine.order.pk, "cancelled"), (other.order.pk, "pending"),
    ]  # fmt: skip


def test_a_failed_refund_gets_the_number_that_the_provider_lists_it_under(bank, mug, staff_actor):
    placed = make_order(("MUG", 1), payment=PaymentChoice("bank", "pay"))
    bank.refuses_refunds = "Try later."
    cancel_order(order_id=placed.order.pk, by=By(staff_actor, NOW), reason="")
    refund = Refund.objects.get()
    assert (refund.status, refund.provider_ref) == ("failed", "")
    charge = bank.charges[placed.payment.public_id]
    charge.refunds[refund.public_id] = 2390
    charge.returned[refund.public_id] = "Account closed."
    booked = (PaymentTransaction.objects.count(), Journal.objects.count(), Entry.objects.count())

    settle_payment(payment_id=placed.payment.pk, now=NOW)

    refund.refresh_from_db()
    assert (refund.status, refund.provider_ref) == ("failed", f"re_{refund.public_id}")
    assert (PaymentTransaction.objects.count(), Journal.objects.count(), Entry.objects.count()) == booked
    assert find_breaks().broken == ()
