"""What a provider tells of refunds, also of those that were made elsewhere."""

from datetime import timedelta

import pytest
from django.db import transaction

from shop.core.actor import By
from shop.fulfilment.operations import refund_order, retry_refund
from shop.ledger.queries import balances_of
from shop.orders.locks import lock_order
from shop.orders.models import Order, OrderEvent
from shop.payments.models import Payment, PaymentTransaction, Refund
from shop.payments.operations import sweep_refunds
from shop.payments.providers.base import RefundResult
from shop.payments.steps import record_refund_result
from tests.factories.books import journals
from tests.factories.orders import NOW
from tests.money.news.charges import charge_of, settle
from tests.money.timeline import euros


@pytest.mark.django_db
def test_a_refund_made_at_the_providers_own_desk_is_booked_once(bank, paid):
    charge_of(bank, paid).elsewhere = 1000

    for _ in range(2):
        order = settle(paid)

    refund = Refund.objects.get()
    assert (refund.status, refund.amount_minor, refund.note) == ("succeeded", 1000, None)
    assert (order.payment_status, Payment.objects.get().refunded_minor) == ("partially_paid", 1000)
    assert balances_of(order_id=order.pk)["receivable"] == 1000
    assert OrderEvent.objects.filter(kind="refund.elsewhere").count() == 1


@pytest.mark.django_db
def test_what_went_back_elsewhere_can_be_credited_without_going_back_again(bank, paid, staff_actor):
    charge_of(bank, paid).elsewhere = 1000
    settle(paid)

    given = refund_order(order_id=paid.order.pk, allowance=euros(1000), by=By(staff_actor, NOW))

    assert given.refunds == []
    assert Order.objects.get().payment_status == "partially_refunded"


@pytest.mark.django_db
def test_a_failed_refund_that_staff_sent_elsewhere_is_taken_for_it(bank, paid, staff_actor):
    bank.refuses_refunds = "Not today."
    failed = refund_order(order_id=paid.order.pk, allowance=euros(1000), by=By(staff_actor, NOW)).refunds[0]
    assert failed.status == "failed"

    charge_of(bank, paid).elsewhere = 1000
    settle(paid)

    failed.refresh_from_db()
    assert (failed.status, Refund.objects.count(), Payment.objects.get().refunded_minor) == ("succeeded", 1, 1000)


@pytest.mark.django_db
def test_more_than_is_left_here_went_back_elsewhere_is_for_staff(bank, paid, staff_actor):
    refund_order(order_id=paid.order.pk, allowance=euros(4290), by=By(staff_actor, NOW))
    charge_of(bank, paid).elsewhere = 1000
    settle(paid)
    assert Payment.objects.get().review == (
        "€10.00 was refunded at the provider, which is more than was left to refund."
    )


@pytest.mark.django_db
def test_a_refund_on_its_way_arrives_and_may_come_back_and_go_out_again(bank, paid, staff_actor):
    bank.refund_status = "sent"
    refund = refund_order(order_id=paid.order.pk, allowance=euros(1000), by=By(staff_actor, NOW)).refunds[0]
    assert (refund.status, "refund" in journals(paid.order)) == ("sent", False)

    bank.refund_status = "succeeded"
    assert sweep_refunds(now=NOW + timedelta(minutes=9)) == 0
    assert sweep_refunds(now=NOW + timedelta(minutes=10)) == 1
    assert balances_of(order_id=paid.order.pk)["receivable"] == 0

    def say(status):
        with transaction.atomic():
            order = lock_order(order_id=paid.order.pk)
            refund.refresh_from_db()
            return record_refund_result(order=order, refund=refund, result=RefundResult(status), now=NOW)

    assert [say("failed"), say("failed")] == [True, False]
    assert balances_of(order_id=paid.order.pk)["receivable"] == -1000
    assert retry_refund(refund_id=refund.pk, by=By(staff_actor, NOW)).status == "succeeded"
    assert [fact.kind for fact in PaymentTransaction.objects.all()] == ["capture", "refund", "refund_failed", "refund"]
    assert say("sent") is False
