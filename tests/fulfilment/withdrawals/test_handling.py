"""Handling withdrawals: what staff cannot have found, and what happened to the order meanwhile."""

from importlib import import_module

import pytest

from shop.core.actor import GUEST, By
from shop.core.errors import InvalidInput, NotFound
from shop.core.idempotency import Claim
from shop.fulfilment.models import Withdrawal, WithdrawalLine
from shop.fulfilment.operations import (
    Inspection,
    NothingToWithdraw,
    announce_goods,
    assign_withdrawal,
    cancel_order,
    close_withdrawal,
    declare_without_login,
    handle_withdrawal,
    match_withdrawals,
    release_order,
    ship_order,
)
from shop.inventory.models import StockLevel
from shop.notifications.models import MailMessage
from shop.orders.models import OrderEvent
from shop.payments.models import CreditNote, Refund
from tests.factories.orders import NOW, make_order
from tests.fulfilment.withdrawals.declaring import counts, declare, handle, say, states

pytestmark = pytest.mark.django_db
MATCHING = import_module("shop.fulfilment.operations.assign_withdrawal")


def written(order):
    return Withdrawal.objects.values().get(), counts(order), OrderEvent.objects.count(), MailMessage.objects.count()


@pytest.mark.parametrize(
    ("found", "field", "message"),
    [
        (Inspection(received=3), "received", "This is more than are still expected."),
        (Inspection(received=-1), "received", "This is more than are still expected."),
        (Inspection(received=1, condition="lovely"), "condition", "Choose a condition."),
        (Inspection(received=1, condition="damaged"), "restock", "Damaged items cannot be restocked."),
    ],
)
def test_what_cannot_have_come_back_is_refused(sent, staff_actor, found, field, message):
    withdrawal = declare(sent)
    line = sent.lines.get()
    before = written(sent)
    with pytest.raises(InvalidInput) as refusal:
        handle(withdrawal, staff_actor, inspections={line.pk: found})
    assert refusal.value.fields == {f"{field}_{line.pk}": message}
    assert written(sent) == before
    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 8
    assert not CreditNote.objects.exists()


def test_what_is_damaged_is_received_where_it_is_not_restocked(sent, staff_actor):
    damaged = Inspection(received=2, condition="damaged", restock=False)
    done = handle(declare(sent), staff_actor, inspections={sent.lines.get().pk: damaged})
    assert (done.status, counts(sent)) == ("refunded", [(2, 0, 0, 2)])
    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 8


def test_proof_of_sending_needs_a_tracking_number(sent):
    withdrawal = declare(sent)
    before = written(sent)
    with pytest.raises(InvalidInput) as refusal:
        announce_goods(withdrawal_id=withdrawal.pk, tracking_number="  ", by=By(GUEST, NOW))
    assert refusal.value.fields == {"tracking_number": "Enter the tracking number."}
    assert written(sent) == before


def test_what_nobody_declared_is_not_found(sent, staff_actor):
    by = By(staff_actor, NOW)
    for act in (
        lambda: assign_withdrawal(withdrawal_id=0, order_number=str(sent.number), by=by),
        lambda: handle_withdrawal(withdrawal_id=0, inspections={}, refund=True, by=by),
        lambda: close_withdrawal(withdrawal_id=0, note="Forged", by=by),
        lambda: announce_goods(withdrawal_id=0, tracking_number="1", by=By(GUEST, NOW)),
    ):
        with pytest.raises(NotFound):
            act()
    assert (counts(sent), OrderEvent.objects.filter(kind__startswith="withdrawal.").count()) == ([(2, 0, 0, 0)], 0)


def test_a_form_that_is_sent_twice_declares_once_and_mails_one_receipt(goods):
    def send(goods):
        claim = Claim("guest", "key", "same", keeps_answer=False)
        return declare_without_login(
            name="Ada", email="ada@example.com", order_number="1", goods=goods, now=NOW, claim=claim
        )

    assert send("The mug") == send("The mug, please")
    assert (Withdrawal.objects.get().goods, MailMessage.objects.count()) == ("The mug", 1)


def test_a_withdrawal_from_a_cancelled_order_is_assigned_neither_by_itself_nor_by_staff(goods, staff_actor):
    order = make_order(("MUG", 2)).order
    cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="Out of clay")
    withdrawal = say(order_number=str(order.number))
    before = written(order)

    assert match_withdrawals(now=NOW) == 0
    with pytest.raises(NothingToWithdraw):
        assign_withdrawal(withdrawal_id=withdrawal.pk, order_number=str(order.number), by=By(staff_actor, NOW))

    assert written(order) == before
    assert (Withdrawal.objects.get().order_id, WithdrawalLine.objects.count()) == (None, 0)


def test_of_two_workers_who_find_the_same_order_one_assigns_it(sent, monkeypatch):
    withdrawal = say(order_number=str(sent.number))
    find = MATCHING._find_order

    def find_after_another_worker(number):
        monkeypatch.setattr(MATCHING, "_find_order", find)
        assert match_withdrawals(now=NOW) == 1
        return find(number)

    monkeypatch.setattr(MATCHING, "_find_order", find_after_another_worker)
    assert match_withdrawals(now=NOW) == 0
    assert (states(withdrawal), counts(sent)) == (["declared"], [(2, 0, 2, 0)])


def test_what_was_sent_before_staff_looked_comes_back(goods, staff_actor):
    """Declared without login: the order waits on hold, until somebody sends it all the same."""
    order = make_order(("MUG", 2)).order
    withdrawal = say(order_number=str(order.number))
    assert match_withdrawals(now=NOW) == 1
    by = By(staff_actor, NOW)
    release_order(order_id=order.pk, by=by)
    ship_order(order_id=order.pk, by=by)
    assert counts(order) == [(2, 0, 0, 0)]

    handle(withdrawal, staff_actor, refund=False, inspections={})

    assert counts(order) == [(2, 0, 2, 0)]
    row = WithdrawalLine.objects.get()
    assert (row.quantity, row.awaited, row.quantity_received) == (2, 2, 0)
    assert not Refund.objects.exists()
    done = handle(Withdrawal.objects.get(), staff_actor)
    assert (done.refund_minor, counts(order)) == (4290, [(2, 0, 0, 2)])
