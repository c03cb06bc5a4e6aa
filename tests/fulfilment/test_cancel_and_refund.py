"""Cancelling orders and giving money back."""

from datetime import timedelta

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.core.actor import GUEST, By
from shop.core.errors import Forbidden, InvalidInput, NotFound
from shop.core.money import Money
from shop.fulfilment.operations import (
    CreditTooHigh,
    NothingToRefund,
    OrderRefund,
    cancel_order,
    refund_order,
    retry_refund,
    ship_order,
)
from shop.inventory.models import StockLevel
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Payment, Refund, TestCharge
from shop.payments.operations import sweep_refunds
from shop.payments.providers.base import ProviderUnavailable, RefundResult
from shop.payments.providers.test import TestProvider
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.shop import make_channel


def euros(minor):
    return Money(minor, "EUR")


@pytest.fixture
def order(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    return make_order(("MUG", 2)).order


@pytest.mark.django_db
def test_cancelling_frees_the_stock_gives_all_money_back_and_tells_the_buyer(order, staff_actor):
    cancelled = cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="Broken in the kiln")

    assert (cancelled.status, cancelled.payment_status) == ("cancelled", "refunded")
    assert StockLevel.objects.get().allocated == 0
    assert list(cancelled.lines.values_list("quantity_cancelled", flat=True)) == [2]
    refund = Refund.objects.get()
    assert (refund.status, refund.amount_minor, refund.reason) == ("succeeded", 4290, "Broken in the kiln")
    assert TestCharge.objects.get().refunded_minor == 4290
    assert MailMessage.objects.filter(dedupe_key=f"{order.public_id}:cancelled").count() == 1


@pytest.mark.django_db
def test_cancelling_an_unpaid_order_ends_its_payment(channel, staff_actor):
    make_product(skus=["MUG"], stock=10)
    placed = make_order(("MUG", 2), payment=PaymentChoice("test", "challenge"))

    cancel_order(order_id=placed.order.pk, by=By(staff_actor, NOW), reason="")

    assert (Payment.objects.get().status, TestCharge.objects.get().status) == ("cancelled", "cancelled")
    assert not Refund.objects.exists()
    assert StockLevel.objects.get().allocated == 0


@pytest.mark.django_db
def test_a_sent_order_is_not_cancelled(order, staff_actor):
    ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={order.lines.get().pk: 1})
    with pytest.raises(ForbiddenTransition):
        cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="")
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_a_second_cancel_is_refused_and_refunds_nothing_more(order, staff_actor):
    cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="")
    with pytest.raises(ForbiddenTransition):
        cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="")
    assert Refund.objects.get().reason == "Order cancelled"


@pytest.mark.django_db
def test_refunds_add_up_to_what_was_paid_and_not_a_cent_more(order, staff_actor):
    refund_order(order_id=order.pk, allowance=euros(1900), reason="Chipped", by=By(staff_actor, NOW))
    order.refresh_from_db()
    assert order.payment_status == "partially_refunded"

    with pytest.raises(CreditTooHigh):
        refund_order(order_id=order.pk, allowance=euros(2391), reason="", by=By(staff_actor, NOW))
    refund_order(order_id=order.pk, allowance=euros(2390), reason="", by=By(staff_actor, NOW))

    order.refresh_from_db()
    assert order.payment_status == "refunded"
    payment = Payment.objects.get()
    assert (payment.captured_minor, payment.refunded_minor, TestCharge.objects.get().refunded_minor) == (4290,) * 3
    assert MailMessage.objects.filter(dedupe_key__contains=":refunded:").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("minor", [0, -1])
def test_refuses_amounts_that_are_not_positive(order, staff_actor, minor):
    with pytest.raises(NothingToRefund):
        refund_order(order_id=order.pk, allowance=euros(minor), reason="", by=By(staff_actor, NOW))


@pytest.mark.django_db
def test_refuses_another_currency_an_unpaid_order_and_strangers(order, staff_actor):
    with pytest.raises(InvalidInput):
        refund_order(order_id=order.pk, allowance=Money(100, "USD"), reason="", by=By(staff_actor, NOW))
    with pytest.raises(Forbidden):
        refund_order(order_id=order.pk, allowance=euros(100), reason="", by=By(GUEST, NOW))
    with pytest.raises(NotFound):
        refund_order(order_id=order.pk + 1, allowance=euros(100), reason="", by=By(staff_actor, NOW))
    unpaid = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge")).order
    with pytest.raises(ForbiddenTransition):
        refund_order(order_id=unpaid.pk, allowance=euros(100), reason="", by=By(staff_actor, NOW))
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_a_refund_that_the_provider_fails_is_kept_and_can_be_repeated_once(order, staff_actor, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(TestProvider, "refund", lambda *_args, **_values: RefundResult("failed", failure="Closed."))
        given = refund_order(order_id=order.pk, allowance=euros(500), reason="", by=By(staff_actor, NOW))
    refund = given.refunds[0]
    assert (refund.status, refund.failure, TestCharge.objects.get().refunded_minor) == ("failed", "Closed.", 0)
    assert sweep_refunds(now=NOW + timedelta(days=1)) == 0

    for _ in range(2):
        refund = retry_refund(refund_id=refund.pk, by=By(staff_actor, NOW))

    assert (refund.status, TestCharge.objects.get().refunded_minor) == ("succeeded", 500)


@pytest.mark.django_db
def test_a_refund_whose_fate_nobody_knows_is_asked_about_again_by_the_sweep(order, staff_actor, monkeypatch):
    def arrives_but_does_not_answer(provider, **values):
        refund(provider, **values)
        raise ProviderUnavailable

    refund = TestProvider.refund
    with monkeypatch.context() as patch:
        patch.setattr(TestProvider, "refund", arrives_but_does_not_answer)
        given = refund_order(order_id=order.pk, allowance=euros(500), reason="", by=By(staff_actor, NOW))
    assert (given.refunds[0].status, TestCharge.objects.get().refunded_minor) == ("requested", 500)

    assert sweep_refunds(now=NOW + timedelta(seconds=59)) == 0
    assert sweep_refunds(now=NOW + timedelta(seconds=60)) == 1

    assert (Refund.objects.get().status, TestCharge.objects.get().refunded_minor) == ("succeeded", 500)


@pytest.mark.django_db
def test_a_refund_that_a_killed_process_left_behind_is_carried_out_by_the_sweep(order, staff_actor, monkeypatch):
    class Killed(BaseException):
        pass

    def kill(*_args, **_values):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(TestProvider, "refund", kill)
        refund_order(order_id=order.pk, allowance=euros(500), reason="", by=By(staff_actor, NOW))
    assert (Refund.objects.get().status, TestCharge.objects.get().refunded_minor) == ("requested", 0)

    assert sweep_refunds(now=NOW) == 1

    assert (Refund.objects.get().status, TestCharge.objects.get().refunded_minor) == ("succeeded", 500)


def test_a_hundred_parallel_refunds_never_exceed_what_was_captured(transactional_db, staff_actor):
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    order = make_order(("MUG", 2)).order

    results = all_at_once(
        100, lambda _: refund_order(order_id=order.pk, allowance=euros(1000), reason="", by=By(staff_actor, NOW))
    )

    assert sum(isinstance(result, OrderRefund) for result in results) == 4
    assert sum(isinstance(result, CreditTooHigh) for result in results) == 96
    payment = Payment.objects.get()
    assert (payment.refunded_minor, TestCharge.objects.get().refunded_minor) == (4000, 4000)
    assert Order.objects.get().payment_status == "partially_refunded"
