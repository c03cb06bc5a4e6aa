"""A change that waits for its payment: paid, declined, lapsed or taken back."""

from datetime import timedelta

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import (
    NothingToPay,
    PaymentDeclined,
    PriceChanged,
    TooManyDeclines,
    lapse_changes,
    settle_payment,
    withdraw_change,
)
from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden, NotFound
from shop.core.money import Money
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.operations import ChangeWaiting, cancel_order, prepare_parcels
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderChange
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote, Payment, Refund, TestCharge
from shop.payments.queries import DECLINE_LIMIT
from tests.factories.orders import NOW, make_order
from tests.fulfilment.edits.changing import LATER, check_money, line, pay, stock


@pytest.mark.django_db
def test_an_unpaid_change_lapses_by_itself_and_everything_is_as_it_was(order, edit):
    before = (stock(), order.lines.count())
    edit(order, add={"VASE": 2}, quantities={line(order, "BOWL").pk: 0})
    assert lapse_changes(now=NOW + timedelta(days=2)) == 0

    assert lapse_changes(now=LATER) == 1
    assert lapse_changes(now=LATER) == 0

    check_money(order)
    assert OrderChange.objects.get().status == "lapsed"
    assert CreditNote.objects.get().reason == "Change not paid"
    assert stock() == before[0]
    assert (order.status, order.payment_status, order.total_minor, order.credited_minor) == (
        "placed", "paid", 11290, 6000
    )  # fmt: skip
    assert (line(order, "BOWL").quantity_cancelled, line(order, "BOWL").quantity_held) == (0, 0)
    assert (line(order, "VASE").quantity_cancelled, line(order, "VASE").quantity_held) == (2, 0)
    mail = MailMessage.objects.get(dedupe_key__contains=":changed:")
    assert mail.subject == f"#{order.number} Your order stays as it was"
    with pytest.raises(NothingToPay):
        pay(order, now=LATER)


@pytest.mark.django_db
def test_a_declined_payment_of_a_change_leaves_it_open_to_be_paid_another_way(order, edit):
    edit(order, add={"VASE": 1})
    order.refresh_from_db()
    with pytest.raises(PaymentDeclined):
        pay(order, method="decline")
    assert OrderChange.objects.get().status == "awaiting_payment"
    assert Order.objects.get().version == order.version  # staff who look at it meanwhile may go on
    pay(order)
    assert OrderChange.objects.get().status == "applied"
    check_money(order)


@pytest.mark.django_db
def test_a_payment_that_nobody_told_of_completes_the_change_when_its_time_is_over(order, edit):
    edit(order, add={"VASE": 1})
    attempt = pay(order, method="challenge").payment
    TestCharge.objects.filter(reference=attempt.public_id).update(status="captured")

    assert lapse_changes(now=LATER) == 1

    assert OrderChange.objects.get().status == "applied"  # the sweep asked, and it was paid
    check_money(order)


@pytest.mark.django_db
def test_a_change_is_no_place_to_try_out_cards(order, edit):
    edit(order, add={"VASE": 1})
    for _ in range(DECLINE_LIMIT):
        with pytest.raises(PaymentDeclined):
            pay(order, method="decline")
    with pytest.raises(TooManyDeclines):
        pay(order)


@pytest.mark.django_db
def test_a_change_whose_payment_is_on_its_way_waits_for_the_providers_answer(order, edit):
    edit(order, add={"VASE": 1})
    attempt = pay(order, method="challenge").payment
    charge = TestCharge.objects.filter(reference=attempt.public_id)
    charge.update(status="processing")

    assert [lapse_changes(now=LATER), lapse_changes(now=LATER)] == [1, 0]
    assert OrderChange.objects.get().status == "awaiting_payment"

    charge.update(status="captured")
    settle_payment(payment_id=attempt.pk, now=LATER)
    assert OrderChange.objects.get().status == "applied"
    check_money(order)


@pytest.mark.django_db
def test_a_payment_that_comes_after_the_change_lapsed_goes_back(order, edit):
    edit(order, add={"VASE": 1})
    attempt = pay(order, method="challenge").payment
    assert lapse_changes(now=LATER) == 1
    TestCharge.objects.filter(reference=attempt.public_id).update(status="captured")

    settle_payment(payment_id=attempt.pk, now=LATER)

    check_money(order)
    assert OrderChange.objects.get().status == "lapsed"
    assert (Refund.objects.get().amount_minor, order.payment_status) == (3000, "partially_refunded")


@pytest.mark.django_db
def test_staff_take_a_waiting_change_back(order, edit, staff_actor):
    change = edit(order, add={"VASE": 1}).change
    pay(order, method="challenge")
    for actor in (GUEST, Actor(kind="staff")):
        with pytest.raises(Forbidden):
            withdraw_change(change_id=change.pk, by=By(actor, NOW))
    assert withdraw_change(change_id=change.pk, by=By(staff_actor, NOW)).status == "withdrawn"
    assert stock()["VASE"] == [3, 0, 0]
    assert Payment.objects.last().status == "cancelled"
    assert CreditNote.objects.get().reason == "Change undone"
    check_money(order)
    with pytest.raises(ForbiddenTransition):
        withdraw_change(change_id=change.pk, by=By(staff_actor, NOW))
    with pytest.raises(NotFound):
        withdraw_change(change_id=0, by=By(staff_actor, NOW))


@pytest.mark.django_db
def test_taking_a_change_back_leaves_the_payments_of_other_orders_alone(order, edit, staff_actor):
    change = edit(order, add={"VASE": 1}).change
    other = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge"))

    withdraw_change(change_id=change.pk, by=By(staff_actor, NOW))

    charge = TestCharge.objects.get(reference=other.payment.public_id)
    other.payment.refresh_from_db()
    assert (other.payment.status, charge.status) == ("requires_action", "requires_action")


@pytest.mark.django_db
def test_only_one_change_waits_at_a_time(order, edit):
    edit(order, add={"VASE": 1})
    with pytest.raises(ChangeWaiting):
        edit(order, quantities={line(order, "BOWL").pk: 0})


@pytest.mark.django_db
def test_cancelling_everything_takes_a_waiting_change_and_unsent_parcels_with_it(order, edit, staff_actor):
    edit(order, add={"VASE": 1}, quantities={line(order, "BOWL").pk: 0})
    prepare_parcels(order_id=order.pk, by=By(staff_actor, NOW))

    cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="Changed my mind")

    check_money(order)
    assert (order.status, order.payment_status, order.credited_minor) == ("cancelled", "refunded", order.total_minor)
    assert (OrderChange.objects.get().status, Fulfilment.objects.get().status) == ("withdrawn", "cancelled")
    assert stock() == {"MUG": [10, 0, 0], "BOWL": [10, 0, 0], "VASE": [3, 0, 0]}
    assert Refund.objects.get().amount_minor == 5290


@pytest.mark.django_db
def test_the_amount_of_a_change_is_fixed_with_the_attempt(order, edit):
    edit(order, add={"VASE": 1})
    with pytest.raises(PriceChanged):
        pay(order, expected=Money(2999, "EUR"))
    first = pay(order, method="challenge").payment
    again = pay(order, method="challenge").payment
    assert first == again
    other = pay(order).payment
    first.refresh_from_db()
    assert (first.status, other.status, first.amount_minor) == ("cancelled", "captured", 3000)
