"""What locks prevent is refused by the writing statement as well: rows are as somebody else left them meanwhile."""

from importlib import import_module

import pytest
from django.db import transaction
from django.db.models import F

from shop.checkout.inputs import PaymentChoice
from shop.core.actor import SYSTEM, By
from shop.core.errors import Busy
from shop.core.money import Money
from shop.fulfilment.models import Fulfilment, Return, Withdrawal
from shop.fulfilment.operations import EditInput, cancel_order, declare_withdrawal, edit_order, prepare_parcels
from shop.fulfilment.steps.changes import complete_change, revert_change
from shop.fulfilment.steps.parcels import move_parcel_row
from shop.fulfilment.steps.progress import move_return, move_withdrawal
from shop.fulfilment.steps.returned_units import NotReturnable, claim_units
from shop.orders.models import Order, OrderChange, OrderLine
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote, Payment, PaymentTransaction, Refund
from shop.payments.providers.base import PaymentResult
from shop.payments.rules import CreditTooHigh
from shop.payments.steps import RefundTooHigh, book_refund, issue_credit_note, record_snapshot
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.returns import make_return, make_sent_order

pytestmark = [pytest.mark.django_db, pytest.mark.breaks_rules]  # steps are called without their operation
SHOP = By(SYSTEM, NOW)


@pytest.fixture
def mug(channel):
    return make_product("Mug", skus=["MUG"], price_minor=1900, stock=10)


def test_a_parcel_that_moved_meanwhile(mug):
    [parcel] = prepare_parcels(order_id=make_order(("MUG", 1)).order.pk, by=SHOP)
    Fulfilment.objects.update(status="picking")
    with pytest.raises(ForbiddenTransition), transaction.atomic():
        move_parcel_row(parcel=parcel, target=Fulfilment.Status.CANCELLED)
    assert (parcel.status, Fulfilment.objects.get().status) == ("planned", "picking")


def test_a_return_that_moved_meanwhile(mug):
    return_ = make_return(make_sent_order(("MUG", 1)), 1)
    Return.objects.update(status="rejected")
    with pytest.raises(ForbiddenTransition), transaction.atomic():
        move_return(order=return_.order, return_=return_, target=Return.Status.APPROVED, message="", by=SHOP)
    assert (return_.status, Return.objects.get().status) == ("requested", "rejected")


def test_a_withdrawal_that_moved_meanwhile(mug):
    order = make_sent_order(("MUG", 1))
    withdrawal = declare_withdrawal(order_id=order.pk, name="Ada", email="ada@example.com", units=None, by=SHOP)
    Withdrawal.objects.update(status="goods_back")
    with pytest.raises(ForbiddenTransition), transaction.atomic():
        move_withdrawal(
            order=order, withdrawal=withdrawal, target=Withdrawal.Status.PROOF_OF_SENDING, message="", by=SHOP
        )
    assert (withdrawal.status, Withdrawal.objects.get().status) == ("acknowledged", "goods_back")


@pytest.mark.parametrize(("units", "is_refused"), [(2, False), (3, True)])
def test_units_that_are_in_a_return_meanwhile(mug, units, is_refused):
    line = make_sent_order(("MUG", 3)).lines.get()
    OrderLine.objects.update(quantity_returned=1)
    with transaction.atomic():
        if is_refused:
            with pytest.raises(NotReturnable):
                claim_units(units={line.pk: units})
        else:
            claim_units(units={line.pk: units})
        assert OrderLine.objects.get().quantity_returning == (0 if is_refused else units)
        transaction.set_rollback(True)


def test_a_change_that_ended_meanwhile_is_neither_completed_nor_taken_back_again(mug):
    order = make_order(("MUG", 2)).order
    line = order.lines.get()
    change = edit_order(order_id=order.pk, edit=EditInput(quantities={line.pk: 3}), by=SHOP).change
    stale = OrderChange.objects.get(pk=change.pk)
    with transaction.atomic():
        revert_change(order=order, change=change, status=OrderChange.Status.WITHDRAWN, by=SHOP)
    notes, events = CreditNote.objects.count(), order.events.count()
    with transaction.atomic():
        complete_change(order=order, change=stale, now=NOW)
        revert_change(order=order, change=stale, status=OrderChange.Status.LAPSED, by=SHOP)
    assert OrderChange.objects.get().status == "withdrawn"
    assert (CreditNote.objects.count(), order.events.count()) == (notes, events)


def test_money_that_went_back_meanwhile(mug, monkeypatch):
    order = make_order(("MUG", 1)).order
    stale = [Payment.objects.get()]
    monkeypatch.setattr("shop.payments.steps.refunds.lock_payments", lambda **_: stale)
    with transaction.atomic():
        Payment.objects.update(refunded_minor=F("captured_minor") - 99)
        with pytest.raises(RefundTooHigh), transaction.atomic():
            book_refund(order=order, amount=Money(100, "EUR"), reason="", now=NOW)
        assert not Refund.objects.exists()
        assert len(book_refund(order=order, amount=Money(99, "EUR"), reason="", now=NOW)) == 1
        assert Payment.objects.get().refunded_minor == Payment.objects.get().captured_minor
        transaction.set_rollback(True)


@pytest.mark.parametrize(("captured", "refunded"), [(2390, 0), (2390, 2390), (0, 0)])
def test_more_than_came_in_is_never_booked_as_a_refund(mug, captured, refunded):
    order = make_order(("MUG", 1)).order
    Payment.objects.update(captured_minor=captured, refunded_minor=refunded)
    with pytest.raises(RefundTooHigh), transaction.atomic():
        book_refund(order=order, amount=Money(2391 if not refunded else 1, "EUR"), reason="", now=NOW)
    assert not Refund.objects.exists()
    assert Payment.objects.get().refunded_minor == refunded


def test_a_payment_that_moved_meanwhile_is_not_written_over(mug, monkeypatch):
    order = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge")).order
    stale = [Payment.objects.get()]
    monkeypatch.setattr("shop.payments.steps.snapshots.lock_payments", lambda **_: stale)
    Payment.objects.update(status="failed", failure="Declined.")
    before = Payment.objects.values().get()
    result = PaymentResult("captured", "tx", captured=Money(2390, "EUR"))
    with pytest.raises(Busy), transaction.atomic():
        record_snapshot(order=order, payment_id=stale[0].pk, result=result, now=NOW)
    assert Payment.objects.values().get() == before
    assert not PaymentTransaction.objects.exists()


def test_units_that_were_sent_meanwhile_are_not_cancelled(mug, monkeypatch):
    order = make_order(("MUG", 3)).order
    line = order.lines.get()
    module = import_module("shop.fulfilment.operations.cancel_order")
    choose = module._pieces_to_cancel

    def choose_before_somebody_sends(*given):
        pieces = choose(*given)
        OrderLine.objects.update(quantity_fulfilled=2)
        return pieces

    monkeypatch.setattr(module, "_pieces_to_cancel", choose_before_somebody_sends)
    with pytest.raises(module.NothingToCancel):
        cancel_order(order_id=order.pk, quantities={line.pk: 2}, reason="", by=SHOP)
    assert (OrderLine.objects.get().quantity_cancelled, CreditNote.objects.count(), Refund.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("counter", "left", "asked", "is_refused"),
    [("line", 99, 100, True), ("line", 100, 100, False), ("order", 99, 100, True), ("order", 100, 100, False)],
)
def test_what_was_credited_meanwhile(mug, monkeypatch, counter, left, asked, is_refused):
    from shop.payments.queries import credit_parts
    from shop.payments.rules import CreditLine, plan_credit

    order = make_order(("MUG", 1)).order
    line = order.lines.get()
    wanted = {line.pk: CreditLine(0, Money(asked, "EUR"))}
    plan = plan_credit(credit_parts(order), currency="EUR", lines=wanted)
    monkeypatch.setattr("shop.payments.steps.credit.credit_plan", lambda **_: plan)
    with transaction.atomic():
        if counter == "line":
            OrderLine.objects.update(credited_minor=F("total_minor") - left)
        else:
            Order.objects.update(credited_minor=F("total_minor") - left)
        note = {
            "order": order, "kind": CreditNote.Kind.REFUND, "lines": wanted, "shipping": None, "allowance": None,
            "reason": "", "by": SHOP,
        }  # fmt: skip
        if is_refused:
            with pytest.raises(CreditTooHigh), transaction.atomic():
                issue_credit_note(**note)
            assert not CreditNote.objects.exists()
        else:
            assert issue_credit_note(**note).total_minor == asked
        transaction.set_rollback(True)
