"""Which events and mails each operation on a placed order writes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shop.checkout import operations as checkout
from shop.fulfilment import operations as fulfilment
from shop.fulfilment.operations.follow_up import follow_up
from shop.notifications.models import MailMessage
from shop.orders import operations as orders
from shop.payments import operations as payments
from shop.payments.models import Refund
from tests.factories.orders import NOW, make_order
from tests.factories.returns import make_return, make_sent_order, settlement
from tests.money.timeline import BUYER, PAY, STAFF, TRANSFER, does, euros, newest

pytestmark = pytest.mark.django_db


def test_refunds(bank, mug):
    order = make_order(("MUG", 2), payment=PAY).order
    bank.is_down = True
    does(fulfilment.refund_order, "refund.requested", "refunded", order_id=order.pk, allowance=euros(100), by=STAFF)
    bank.is_down, bank.refuses_refunds = False, "Not today."
    does(payments.sweep_refunds, "refund.failed", "", now=NOW + timedelta(minutes=1))
    bank.refuses_refunds = ""
    does(fulfilment.retry_refund, "refund.requested refund.succeeded", "", refund_id=Refund.objects.get().pk, by=STAFF)
    bank.is_down = True
    done = does(
        fulfilment.refund_order, "refund.requested", "refunded", order_id=order.pk, allowance=euros(100), by=STAFF
    )
    bank.is_down = False
    does(payments.carry_out_refund, "refund.succeeded", "", refund_id=done.refunds[0].pk, now=NOW)
    bank.is_down = True
    fulfilment.refund_order(order_id=order.pk, allowance=euros(100), by=STAFF)
    bank.is_down = False
    Refund.objects.filter(status="requested").update(failure="")  # the process died before it asked
    does(follow_up, "refund.succeeded", "", order_ids=[order.pk], now=NOW)


def test_a_refund_that_staff_transfer_themselves(bank, mug):
    placed = make_order(("MUG", 2), payment=TRANSFER)
    checkout.mark_paid(payment_id=placed.payment.pk, amount=euros(4290), reference="a", booked_on=NOW.date(), by=STAFF)
    done = fulfilment.refund_order(order_id=placed.order.pk, allowance=euros(100), by=STAFF)
    does(payments.confirm_refund, "refund.succeeded", "", refund_id=done.refunds[0].pk, by=STAFF)


def test_cancelling(bank, mug):
    order = make_order(("MUG", 2), payment=PAY).order
    does(
        fulfilment.cancel_order,
        "order.partly_cancelled refund.succeeded",
        "partly_cancelled",
        order_id=order.pk,
        quantities={order.lines.get().pk: 1},
        reason="",
        by=STAFF,
    )
    does(
        fulfilment.cancel_order, "order.cancelled refund.succeeded", "cancelled", order_id=order.pk, reason="", by=STAFF
    )


def test_what_staff_do_with_an_order(bank, mug):
    order = make_order(("MUG", 2), payment=PAY).order
    does(orders.hold_order, "order.held", "", order_id=order.pk, reason="Ask", by=STAFF)
    does(fulfilment.release_order, "order.released", "", order_id=order.pk, by=STAFF)
    does(
        orders.edit_contact,
        "order.phone_corrected order.email_corrected",
        "",
        order_id=order.pk,
        email="b@example.com",
        phone="030 1",
        by=STAFF,
    )
    MailMessage.objects.update(sent_at=NOW)
    does(
        orders.send_mail_again,
        "order.mail_sent_again",
        "placed",
        order_id=order.pk,
        message_id=newest(MailMessage),
        by=STAFF,
    )
    does(orders.mail_order_link, "", "link", number=str(order.number), email="b@example.com", now=NOW)


def test_changes(bank, mug):
    order = make_order(("MUG", 2), payment=PAY).order
    line = order.lines.get().pk
    does(
        fulfilment.edit_order,
        "change.applied refund.succeeded",
        "changed",
        order_id=order.pk,
        edit=fulfilment.EditInput(quantities={line: 1}),
        by=STAFF,
    )
    done = does(
        fulfilment.edit_order,
        "change.awaiting_payment",
        "pay",
        order_id=order.pk,
        edit=fulfilment.EditInput(quantities={line: 3}),
        by=STAFF,
    )
    does(checkout.withdraw_change, "change.withdrawn", "changed", change_id=done.change.pk, by=STAFF)
    fulfilment.edit_order(order_id=order.pk, edit=fulfilment.EditInput(quantities={line: 3}), by=STAFF)
    does(checkout.lapse_changes, "change.lapsed", "changed", now=NOW + timedelta(days=3))
    fulfilment.edit_order(order_id=order.pk, edit=fulfilment.EditInput(quantities={line: 3}), by=STAFF)
    does(checkout.pay_order, "payment.captured change.applied", "changed", order_id=order.pk, payment=PAY, now=NOW)


def test_parcels(bank, mug):
    order = make_order(("MUG", 3), payment=PAY).order
    line = order.lines.get().pk
    does(fulfilment.ship_order, "order.shipped", "shipped", order_id=order.pk, quantities={line: 1}, by=STAFF)
    [parcel] = does(fulfilment.prepare_parcels, "parcel.planned", "", order_id=order.pk, by=STAFF)
    does(fulfilment.move_parcel, "parcel.picking", "", parcel_id=parcel.pk, target="picking", by=STAFF)
    does(fulfilment.move_parcel, "parcel.packed", "", parcel_id=parcel.pk, target="packed", by=STAFF)
    does(fulfilment.ship_parcel, "order.shipped", "shipped", parcel_id=parcel.pk, by=STAFF)
    tracking = {"carrier": "DHL", "tracking_number": "JD1", "tracking_url": ""}
    does(fulfilment.edit_tracking, "parcel.shipped", "", parcel_id=parcel.pk, by=STAFF, **tracking)
    does(fulfilment.move_parcel, "parcel.lost", "", parcel_id=parcel.pk, target="lost", by=STAFF)
    does(fulfilment.resend_parcel, "order.shipped", "shipped", parcel_id=parcel.pk, by=STAFF)


def test_returns(bank, mug):
    order = make_sent_order(("MUG", 4), payment=PAY)
    items = [fulfilment.ReturnItem(order.lines.get().pk, 1, "not_liked", "")]
    asked = {"order_id": order.pk, "items": items, "comment": "", "by": BUYER}
    back = does(fulfilment.request_return, "return.requested", "return_requested", **asked)
    does(fulfilment.approve_return, "return.approved", "return_approved", return_id=back.pk, instructions="", by=STAFF)
    does(fulfilment.announce_return, "return.in_transit", "", return_id=back.pk, tracking_number="JD1", by=BUYER)
    received = {line.pk: fulfilment.ReceivedUnits(1) for line in back.lines.all()}
    does(
        fulfilment.receive_return,
        "return.received return.inspected return.refunded refund.succeeded",
        "return_settled",
        return_id=back.pk,
        received=received,
        settlement=settlement(),
        by=STAFF,
    )
    does(fulfilment.close_settled, "return.closed", "", now=NOW)
    does(
        fulfilment.reject_return,
        "return.rejected",
        "return_rejected",
        return_id=make_return(order, 1).pk,
        reason="Broken",
        by=STAFF,
    )
    does(fulfilment.cancel_return, "return.cancelled", "", return_id=make_return(order, 1).pk, by=BUYER)


def test_withdrawals(bank, mug):
    order = make_sent_order(("MUG", 2), payment=PAY)
    who = {"name": "Ada", "email": "ada@example.com"}
    declared = does(
        fulfilment.declare_withdrawal,
        "withdrawal.declared withdrawal.acknowledged",
        "receipt",
        order_id=order.pk,
        units=None,
        by=BUYER,
        **who,
    )
    does(
        fulfilment.announce_goods,
        "withdrawal.proof_of_sending",
        "",
        withdrawal_id=declared.pk,
        tracking_number="JD1",
        by=BUYER,
    )
    received = {row.order_line_id: fulfilment.Inspection(received=row.awaited) for row in declared.lines.all()}
    does(
        fulfilment.handle_withdrawal, "withdrawal.goods_back withdrawal.refunded refund.succeeded", "settled", withdrawal_id=declared.pk, inspections=received, refund=True, by=STAFF
    )  # fmt: skip
    does(fulfilment.close_settled, "withdrawal.closed", "", now=NOW)


def test_withdrawals_without_login(bank, mug):
    sent = [make_sent_order(("MUG", 1), payment=PAY) for _ in range(2)]
    who = {"name": "Ada", "email": "ada@example.com", "goods": "", "now": NOW}
    does(fulfilment.declare_without_login, "", "receipt", order_number=str(sent[0].number), **who)
    does(fulfilment.match_withdrawals, "withdrawal.declared", "", now=NOW)
    lost = does(fulfilment.declare_without_login, "", "receipt", order_number="?", **who)
    does(
        fulfilment.assign_withdrawal,
        "withdrawal.declared",
        "",
        withdrawal_id=lost.pk,
        order_number=str(sent[1].number),
        by=STAFF,
    )
    foreign = fulfilment.declare_without_login(order_number="?", **who)
    does(
        fulfilment.close_withdrawal, "withdrawal.closed", "", withdrawal_id=foreign.pk, note="Another shop's", by=STAFF
    )
