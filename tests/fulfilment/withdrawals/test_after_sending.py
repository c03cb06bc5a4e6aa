"""A withdrawal from what was sent: goods and money come back, in either order."""

from datetime import date, timedelta

import pytest

from shop.core.actor import GUEST, By
from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.fulfilment.operations import (
    Inspection,
    announce_goods,
    close_settled,
    close_withdrawal,
    match_withdrawals,
    ship_order,
)
from shop.inventory.models import StockLevel
from shop.notifications.models import MailMessage
from tests.factories.orders import NOW, make_order
from tests.factories.returns import make_sent_order
from tests.fulfilment.withdrawals.declaring import LATER, counts, declare, handle, say, states


@pytest.mark.django_db
def test_a_whole_order_comes_back_and_delivery_is_paid_back_too(sent, staff_actor):
    withdrawal = declare(sent)
    assert (withdrawal.status, withdrawal.refund_due_on) == ("acknowledged", date(2026, 12, 7))
    assert counts(sent) == [(2, 0, 2, 0)]

    done = handle(withdrawal, staff_actor)

    sent.refresh_from_db()
    assert (done.status, done.refund_minor) == ("refunded", 3800 + 490)
    assert (sent.fulfilment_status, sent.payment_status, counts(sent)) == ("returned", "refunded", [(2, 0, 0, 2)])
    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 10
    assert states(withdrawal) == ["declared", "acknowledged", "goods_back", "refunded"]
    assert close_settled(now=LATER) == 1


@pytest.mark.django_db
def test_a_part_that_comes_back_leaves_delivery_paid(sent, staff_actor):
    line = sent.lines.get()
    done = handle(declare(sent, {line.pk: 1}), staff_actor)
    assert done.refund_minor == 1900
    rest = handle(declare(sent, {line.pk: 1}), staff_actor)
    assert rest.refund_minor == 1900 + 490  # now nothing is left with the buyer


@pytest.mark.django_db
def test_a_forged_declaration_that_was_closed_neither_keeps_delivery_nor_gives_it_back(sent, staff_actor):
    forged = say(order_number=str(sent.number), email=sent.email)
    match_withdrawals(now=NOW)
    assert forged.lines.get().quantity_claimed == 2
    close_withdrawal(withdrawal_id=forged.pk, note="It was somebody else.", by=By(staff_actor, NOW))

    line = sent.lines.get()
    assert handle(declare(sent, {line.pk: 1}), staff_actor).refund_minor == 1900
    assert handle(declare(sent, {line.pk: 1}), staff_actor).refund_minor == 1900 + 490


@pytest.mark.django_db
def test_of_a_dearer_delivery_only_the_cheapest_is_paid_back(goods, staff_actor):
    order = make_sent_order(("MUG", 2), shipping_method="express")
    assert handle(declare(order), staff_actor).refund_minor == 3800 + 490


@pytest.mark.django_db
def test_the_refund_may_come_before_the_goods_and_they_are_booked_later(sent, staff_actor):
    withdrawal = declare(sent)
    announce_goods(withdrawal_id=withdrawal.pk, tracking_number="0034", by=By(GUEST, LATER))
    line = sent.lines.get()
    done = handle(withdrawal, staff_actor, inspections={})
    assert (done.status, done.refund_minor, counts(sent)) == ("refunded", 4290, [(2, 0, 2, 0)])
    assert close_settled(now=LATER) == 0

    handle(withdrawal, staff_actor, refund=False, inspections={line.pk: Inspection(received=2)})
    assert counts(sent) == [(2, 0, 0, 2)]
    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 10
    assert close_settled(now=LATER) == 1
    assert states(withdrawal) == ["declared", "acknowledged", "proof_of_sending", "refunded", "closed"]


@pytest.mark.django_db
def test_a_tracking_number_that_is_too_long_is_cut(sent):
    announced = announce_goods(withdrawal_id=declare(sent).pk, tracking_number="1" * 81, by=By(GUEST, LATER))
    assert announced.tracking_number == "1" * 80


@pytest.mark.django_db
def test_staff_may_say_that_it_was_declared_just_now_and_not_a_second_later(sent, staff_actor):
    by = By(staff_actor, LATER)
    with pytest.raises(InvalidInput) as refused:
        declare(sent, by=by, declared_at=LATER + timedelta(seconds=1))
    assert refused.value.fields == {"declared_on": "This day is in the future."}
    assert declare(sent, by=by, declared_at=LATER).declared_at == LATER


@pytest.mark.django_db
def test_lost_value_is_deducted_and_damaged_goods_stay_out_of_stock(sent, staff_actor):
    withdrawal, line = declare(sent), sent.lines.get()
    inspections = {line.pk: Inspection(2, "damaged", restock=False, deduction=Money(1000, "EUR"))}
    done = handle(withdrawal, staff_actor, inspections=inspections)
    assert done.refund_minor == 4290 - 1000
    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 8
    assert "€10.00" in MailMessage.objects.get(dedupe_key__contains=":settled").text


@pytest.mark.django_db
def test_lost_value_is_kept_of_the_goods_that_lost_it_and_no_more_than_they_are_worth(goods, staff_actor):
    order = make_sent_order(("MUG", 1), ("BOWL", 1))
    withdrawal, mug, bowl = declare(order), order.lines.get(sku="MUG"), order.lines.get(sku="BOWL")
    for lost in (2401, -1):
        inspections = {mug.pk: Inspection(1), bowl.pk: Inspection(1, deduction=Money(lost, "EUR"))}
        with pytest.raises(InvalidInput) as refused:
            handle(withdrawal, staff_actor, inspections=inspections)
        assert list(refused.value.fields) == [f"deduction_{bowl.pk}"]

    inspections = {mug.pk: Inspection(1), bowl.pk: Inspection(1, deduction=Money(1000, "EUR"))}
    assert handle(withdrawal, staff_actor, inspections=inspections).refund_minor == 1900 + 1400 + 490
    assert list(order.lines.values_list("sku", "credited_minor")) == [("MUG", 1900), ("BOWL", 1400)]


@pytest.mark.django_db
def test_nothing_is_kept_of_what_was_paid_back_before(goods, staff_actor):
    order = make_order(("MUG", 1), ("BOWL", 1)).order
    mug, bowl = order.lines.get(sku="MUG"), order.lines.get(sku="BOWL")
    ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={mug.pk: 1})
    withdrawal = declare(order)
    assert withdrawal.refund_minor == 2400  # the bowl was not sent
    inspections = {mug.pk: Inspection(1), bowl.pk: Inspection(deduction=Money(500, "EUR"))}
    with pytest.raises(InvalidInput) as refused:
        handle(withdrawal, staff_actor, inspections=inspections)
    assert list(refused.value.fields) == [f"deduction_{bowl.pk}"]
    handle(withdrawal, staff_actor, inspections={bowl.pk: Inspection(deduction=Money(500, "EUR"))}, refund=False)
    inspections[bowl.pk] = Inspection(deduction=Money(0, "EUR"))
    assert handle(withdrawal, staff_actor, inspections=inspections).refund_minor == 2400 + 1900 + 490
