"""What a provider tells: late, twice, in any order, wrong, and about disputes and refunds made elsewhere."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import transaction

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, settle_payment
from shop.checkout.steps import apply_result
from shop.core.actor import By
from shop.core.ids import new_id
from shop.core.money import Money
from shop.fulfilment.operations import CreditLine, RefundTooHigh, cancel_order, refund_order, retry_refund, ship_order
from shop.inventory.models import StockLevel
from shop.ledger.queries import balances_of
from shop.notifications.models import MailMessage
from shop.orders.locks import lock_order
from shop.orders.models import Order, OrderEvent
from shop.payments.models import Payment, PaymentTransaction, Refund
from shop.payments.operations import close_review, sweep_refunds, write_off
from shop.payments.providers.base import PaymentResult, RefundResult, SeenRefund
from shop.payments.queries import standing
from shop.payments.steps import record_refund_result
from tests.concurrency.threads import all_at_once
from tests.drawn import drawn
from tests.factories.bank import Charge
from tests.factories.books import assert_books_are_right, journals
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, PAYMENT_TIME, make_order
from tests.factories.shop import make_channel

LATER = NOW + PAYMENT_TIME + timedelta(seconds=1)
ASK = PaymentChoice("bank", "ask")
PAY = PaymentChoice("bank", "pay")


def euros(minor):
    return Money(minor, "EUR")


@pytest.fixture
def waiting(bank, mug):
    """Two mugs for 42.90 whose buyer is at the bank."""
    return make_order(("MUG", 2), payment=ASK)


@pytest.fixture
def paid(bank, mug):
    """Two mugs for 42.90, paid."""
    return make_order(("MUG", 2), payment=PAY)


def charge_of(bank, placed):
    return bank.charges[placed.payment.public_id]


def settle(placed, now=NOW):
    return settle_payment(payment_id=placed.payment.pk, now=now)


def pays(charge):
    charge.status, charge.captured = "captured", charge.amount


# --- money in ----------------------------------------------------------------------------------------------------


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


# --- money out ---------------------------------------------------------------------------------------------------


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


# --- disputes ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_dispute_that_is_won_gives_the_money_back(bank, paid):
    charge = charge_of(bank, paid)
    charge.dispute, charge.disputed = "open", 4290
    for _ in range(2):
        order = settle(paid)
    assert (Payment.objects.get().status, order.payment_status) == ("disputed", "disputed")
    assert balances_of(order_id=order.pk)["chargebacks"] == 4290

    charge.dispute = "won"
    for _ in range(2):
        order = settle(paid)

    assert (Payment.objects.get().status, order.payment_status) == ("won", "paid")
    books = balances_of(order_id=order.pk)
    assert (books["chargebacks"], books["clearing"], books["receivable"]) == (0, 4290, 0)
    assert journals(order) == ["sale", "capture", "chargeback", "chargeback_won"]


@pytest.mark.django_db
@pytest.mark.parametrize("heard_of_before", [True, False])
def test_a_dispute_that_is_lost_is_owed_again(bank, paid, heard_of_before):
    charge = charge_of(bank, paid)
    charge.disputed = 2000
    if heard_of_before:
        charge.dispute = "open"
        settle(paid)

    charge.dispute = "lost"
    for _ in range(2):
        order = settle(paid)

    assert (Payment.objects.get().status, order.payment_status) == ("lost", "disputed")
    books = balances_of(order_id=order.pk)
    assert (books["chargebacks"], books["clearing"], books["receivable"]) == (0, 2290, 2000)


@pytest.mark.django_db
def test_what_a_bank_took_back_is_not_refunded_as_well(bank, paid, staff_actor):
    charge = charge_of(bank, paid)
    charge.dispute, charge.disputed = "open", 4290
    settle(paid)

    given = refund_order(order_id=paid.order.pk, allowance=euros(100), by=By(staff_actor, NOW))

    assert given.refunds == []
    assert Payment.objects.get().refunded_minor == 0


@pytest.mark.django_db
def test_a_second_dispute_after_one_that_was_won(bank, paid):
    charge = charge_of(bank, paid)
    charge.disputed = 4290
    for state in ("open", "won", "open", "lost"):
        charge.dispute = state
        settle(paid)
    kinds = [fact.source.rpartition("_")[0].partition(":")[0] for fact in PaymentTransaction.objects.all()]
    assert kinds == ["capture", "chargeback", "chargeback_won", "chargeback"]


@pytest.mark.django_db
def test_a_second_dispute_while_one_is_open_takes_more(bank, paid):
    charge = charge_of(bank, paid)
    charge.dispute = "open"
    for charge.disputed in (1000, 3000, 3000):
        order = settle(paid)
    assert (Payment.objects.get().disputed_minor, balances_of(order_id=order.pk)["chargebacks"]) == (3000, 3000)

    charge.dispute, charge.disputed = "lost", 4000
    order = settle(paid)

    books = balances_of(order_id=order.pk)
    assert (Payment.objects.get().status, books["chargebacks"], books["receivable"]) == ("lost", 0, 4000)


@pytest.mark.django_db
def test_what_a_bank_took_above_what_was_not_given_back_yet_is_lost_and_not_owed(bank, paid, staff_actor):
    ship_order(order_id=paid.order.pk, by=By(staff_actor, NOW))
    mug = paid.order.lines.get().pk
    refund_order(order_id=paid.order.pk, lines={mug: CreditLine(1)}, by=By(staff_actor, NOW))
    charge = charge_of(bank, paid)
    for charge.dispute, charge.disputed in (("open", 4290), ("lost", 4290)):
        order = settle(paid)
    books = balances_of(order_id=order.pk)
    assert (books["chargebacks"], books["receivable"], books["write_offs"]) == (0, 2390, 1900)
    assert (standing(order).owed, books["clearing"]) == (euros(2390), 4290 - 1900 - 4290)
    told = OrderEvent.objects.get(kind="payment.lost").message
    assert told == "Dispute lost: €23.90 is owed again, €19.00 had been refunded before and is lost"

    write_off(order_id=order.pk, reason="Lost", by=By(staff_actor, NOW))

    order.refresh_from_db()
    assert (order.status, balances_of(order_id=order.pk)["receivable"]) == ("closed", 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "steps",
    [
        [("open", 2000), ("lost", 2000)],  # one of 10.00 is won while the other is open
        [("lost", 2000)],  # both are heard of when they are decided
        [("open", 3000), ("lost", 2000)],  # the one of 20.00 is lost first
    ],
)
def test_of_two_disputes_each_is_booked_by_its_own_outcome(bank, paid, steps):
    charge = charge_of(bank, paid)
    for charge.dispute, charge.disputed in [("open", 3000), *steps]:
        for _ in range(2):
            order = settle(paid)

    books = balances_of(order_id=order.pk)
    assert (books["chargebacks"], books["clearing"], books["receivable"]) == (0, 2290, 2000)
    payment = Payment.objects.get()
    assert (payment.status, payment.disputed_minor) == ("lost", 2000)
    facts = payment.transactions.filter(kind__startswith="chargeback").values_list("kind", "amount_minor")
    assert list(facts) == [("chargeback", 3000), ("chargeback_won", 1000)]


@pytest.mark.django_db
@pytest.mark.parametrize(("dispute", "disputed"), [("open", 3000), ("lost", 3000), ("won", 2000)])
def test_what_a_bank_decides_anew_after_a_lost_dispute_is_for_staff(bank, paid, dispute, disputed):
    charge = charge_of(bank, paid)
    for charge.dispute, charge.disputed in (("lost", 2000), ("open", 1000), ("lost", 2000)):
        settle(paid)  # older news say nothing
    assert Payment.objects.get().review == ""

    charge.dispute, charge.disputed = dispute, disputed
    settle(paid)

    payment = Payment.objects.get()
    assert (payment.status, payment.disputed_minor) == ("lost", 2000)
    assert (
        payment.review
        == "The bank changed its decision about a lost dispute. Check it with the provider and record it."
    )


def test_a_refund_and_a_dispute_at_once_never_give_back_more_than_came_in(transactional_db, bank, staff_actor):
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=100)
    for _ in range(6):
        placed = make_order(("MUG", 1), payment=PAY)
        charge = charge_of(bank, placed)
        charge.dispute, charge.disputed = "open", 2390

        def either(index, placed=placed):
            if index % 2:
                return settle(placed)
            return refund_order(order_id=placed.order.pk, allowance=euros(500), by=By(staff_actor, NOW))

        for result in all_at_once(6, either):
            assert not isinstance(result, Exception) or isinstance(result, RefundTooHigh)
        payment = Payment.objects.get(pk=placed.payment.pk)
        assert payment.disputed_minor == 2390
        assert payment.refunded_minor == sum(charge.refunds.values()) <= payment.captured_minor
        assert PaymentTransaction.objects.filter(payment=payment, kind="chargeback").count() == 1
    assert_books_are_right()


def test_return_webhook_and_sweep_at_once_book_one_capture_and_send_one_mail(transactional_db, bank):
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=100)
    for _ in range(6):
        placed = make_order(("MUG", 1), payment=ASK)
        pays(charge_of(bank, placed))

        def one_of_three(index, placed=placed):
            return expire_orders(now=LATER) if index % 3 == 0 else settle(placed)

        results = all_at_once(9, one_of_three)

        assert [result for result in results if isinstance(result, Exception)] == []
        order = Order.objects.get(pk=placed.order.pk)
        assert (order.status, order.payment_status) == ("placed", "paid")
        assert journals(order) == ["sale", "capture"]
        assert PaymentTransaction.objects.filter(payment=placed.payment).count() == 1
        assert MailMessage.objects.filter(dedupe_key__startswith=order.public_id).count() == 1
    assert_books_are_right()
