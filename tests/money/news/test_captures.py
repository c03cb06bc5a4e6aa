"""What a provider tells of money that came in: late, twice, in any order, wrong."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import transaction

from shop.checkout.operations import expire_orders, settle_open_payments, settle_payment
from shop.checkout.steps import apply_result
from shop.core.actor import By
from shop.core.ids import new_id
from shop.core.money import Money
from shop.fulfilment.operations import cancel_order
from shop.inventory.models import StockLevel
from shop.ledger.queries import balances_of
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderEvent
from shop.payments.models import Payment, PaymentTransaction, Refund
from shop.payments.operations import close_review
from shop.payments.providers.base import PaymentResult, SeenRefund
from tests.drawn import drawn
from tests.factories.bank import Charge
from tests.factories.books import journals
from tests.factories.orders import NOW, make_order
from tests.money.news.charges import LATER, charge_of, pays, settle
from tests.money.timeline import ASK, euros


@pytest.mark.django_db
def test_the_fee_is_booked_as_it_grows(bank, paid):
    for fee in (90, 90, 120, 100):
        charge_of(bank, paid).fee = fee
        settle(paid)
    books = balances_of(order_id=paid.order.pk)
    assert (books["fees"], books["clearing"]) == (120, 4170)
    assert journals(paid.order) == ["sale", "capture", "fee", "fee"]


@pytest.mark.django_db
def test_old_and_new_news_in_any_order_end_the_same(bank, mug):
    StockLevel.objects.update(on_hand=200)
    news = [
        {"status": "requires_action"},
        {"status": "processing"},
        {"status": "captured", "captured": euros(2390), "refunds": ()},
        {
            "status": "captured",
            "captured": euros(2390),
            "refunds": (SeenRefund("re_1", euros(500), "succeeded"),),
            "fee": euros(60),
        },
        {"status": "cancelled"},
    ]
    every = list(permutations(news))
    # One end is that of the first and one that of the last; the nightly run tries all that lie between.
    ends = set()
    for order_of_news in (every[0], *drawn(every[1:-1], 18), every[-1]):
        placed = make_order(("MUG", 1), payment=ASK)
        for values in order_of_news:
            result = PaymentResult(reference=placed.payment.public_id, **values)
            with transaction.atomic():
                order, payment = apply_result(payment=placed.payment, result=result, now=NOW)
        back = 500 if order.status == "placed" else 2390  # first cancelled and then paid: all of it goes back
        assert payment.refunded_minor == back
        ends.add((order.status, payment.status, payment.captured_minor, payment.fee_minor))
        Refund.objects.filter(payment=payment).update(failure="Nobody asks in this test.")
    assert ends == {("placed", "captured", 2390, 60), ("cancelled", "captured", 2390, 60)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "result",
    [
        PaymentResult("captured", "x", captured=euros(4289)),
        PaymentResult("captured", "x", captured=euros(4291)),
        PaymentResult("captured", "x", captured=Money(4290, "USD")),
        PaymentResult("captured", "x"),
        PaymentResult("captured", "x", captured=euros(4289), authorised=euros(4289)),
        PaymentResult("authorised", "x", authorised=euros(4289)),
        PaymentResult("authorised", "x"),
        PaymentResult("processing", "x", problem="It was made in test mode"),
        PaymentResult(
            "captured", "x", captured=euros(4290), refunds=(SeenRefund("re_1", Money(1, "USD"), "succeeded"),)
        ),
    ],
)
def test_true_news_with_wrong_content_never_pays_and_is_flagged_once(bank, waiting, monkeypatch, result):
    monkeypatch.setattr(bank, "fetch", lambda _attempt: result)

    for _ in range(3):
        settle(waiting)

    order, payment = Order.objects.get(), Payment.objects.get()
    assert (order.status, order.payment_status, payment.status) == ("pending", "unpaid", "requires_action")
    assert (payment.captured_minor, payment.authorised_minor) == (0, 0)
    assert OrderEvent.objects.filter(kind="payment.mismatch").count() == 1
    assert payment.review
    assert not PaymentTransaction.objects.exists()
    assert not MailMessage.objects.exists()


@pytest.mark.django_db
def test_wrong_news_that_is_told_already_is_asked_about_again_later_and_not_in_a_moment(bank, waiting):
    charge_of(bank, waiting).problem = "It was made in test mode"
    again = NOW + timedelta(minutes=5)
    for now in (NOW, again):
        settle(waiting, now)

    assert settle_open_payments(now=again + timedelta(seconds=59)) == 0
    assert settle_open_payments(now=again + timedelta(seconds=60)) == 1


@pytest.mark.django_db
def test_an_order_paid_with_a_wrong_amount_lapses_and_frees_its_goods(bank, waiting, staff_actor):
    charge_of(bank, waiting).captured = 4289
    charge_of(bank, waiting).status = "captured"

    expire_orders(now=LATER)

    assert (Order.objects.get().status, Payment.objects.get().status) == ("expired", "cancelled")
    assert StockLevel.objects.get().reserved == StockLevel.objects.get().allocated == 0
    assert Payment.objects.get().review == "Expected 42.90, got 42.89"
    close_review(payment_id=waiting.payment.pk, by=By(staff_actor, LATER))
    assert Payment.objects.get().review == ""


@pytest.mark.django_db
def test_late_money_goes_back_when_the_order_was_cancelled(bank, waiting, staff_actor):
    cancel_order(order_id=waiting.order.pk, by=By(staff_actor, NOW), reason="")
    pays(charge_of(bank, waiting))

    order = settle(waiting)

    assert (order.status, order.payment_status) == ("cancelled", "refunded")
    assert charge_of(bank, waiting).refunds == {Refund.objects.get().public_id: 4290}
    assert journals(order) == ["capture", "refund"]


@pytest.mark.django_db
def test_money_that_is_paid_twice_goes_back_and_the_buyer_is_told(bank, paid):
    second = Payment.objects.create(
        order=paid.order, public_id=new_id("pay"), provider="bank", amount_minor=4290, currency="EUR",
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    bank.charges[second.public_id] = Charge(4290, "EUR", "captured", captured=4290)

    for _ in range(2):
        order = settle_payment(payment_id=second.pk, now=NOW)

    assert (order.status, order.payment_status) == ("placed", "paid")
    assert bank.charges[second.public_id].refunds == {Refund.objects.get().public_id: 4290}
    assert charge_of(bank, paid).refunds == {}
    assert MailMessage.objects.filter(dedupe_key__contains=":paid_twice:").count() == 1
    assert OrderEvent.objects.filter(kind="payment.double").count() == 1
