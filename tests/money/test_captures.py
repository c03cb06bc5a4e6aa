"""Money that is held: taking it in parts, letting go of it, and its end."""

from datetime import timedelta

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import (
    CaptureRefused,
    CaptureTooHigh,
    capture_payment,
    expire_orders,
    release_payment,
    settle_open_payments,
    settle_payment,
    warn_of_ending_authorisations,
)
from shop.core.actor import GUEST, By
from shop.core.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from shop.core.money import Money
from shop.fulfilment.operations import cancel_order, refund_order
from shop.inventory.models import StockLevel
from shop.ledger.queries import balances_of
from shop.orders.models import Order, OrderEvent
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Payment, PaymentTransaction, Refund
from shop.payments.providers.base import ProviderUnavailable
from tests.concurrency.threads import all_at_once, unexpected
from tests.factories.books import assert_books_are_right, journals
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, PAYMENT_TIME, make_order
from tests.factories.shop import make_channel

LATER = NOW + PAYMENT_TIME + timedelta(seconds=1)
HOLD = PaymentChoice("bank", "hold")


def euros(minor):
    return Money(minor, "EUR")


@pytest.fixture
def held(bank, mug):
    """Two mugs for 42.90, authorised."""
    return make_order(("MUG", 2), payment=HOLD)


def charge_of(bank, placed):
    return bank.charges[placed.payment.public_id]


def take(placed, actor, **values):
    return capture_payment(order_id=placed.order.pk, by=By(actor, NOW), **values)


@pytest.mark.django_db
def test_held_money_places_the_order_and_is_only_a_memo_in_the_books(held):
    order = held.order
    assert (order.status, order.payment_status, held.payment.status) == ("placed", "authorised", "authorised")
    books = balances_of(order_id=order.pk)
    assert (books["receivable"], books["authorised"], books["authorised_offset"]) == (4290, 4290, -4290)
    assert "clearing" not in books
    assert journals(order) == ["sale", "authorisation"]


@pytest.mark.django_db
def test_a_capture_takes_all_that_is_owed(bank, held, staff_actor):
    payment = take(held, staff_actor)

    order = Order.objects.get()
    assert (payment.status, payment.captured_minor, order.payment_status) == ("captured", 4290, "paid")
    assert charge_of(bank, held).captured == 4290
    books = balances_of(order_id=order.pk)
    assert (books["receivable"], books["clearing"], books["authorised"]) == (0, 4290, 0)


@pytest.mark.django_db
def test_captures_in_parts_and_the_rest_is_released_by_the_last(bank, held, staff_actor):
    take(held, staff_actor, amount=euros(1000), is_final=False)
    order = Order.objects.get()
    assert (order.payment_status, Payment.objects.get().status) == ("partially_paid", "authorised")

    take(held, staff_actor, amount=euros(2000))

    order.refresh_from_db()
    assert (order.payment_status, Payment.objects.get().status) == ("partially_paid", "captured")
    facts = list(PaymentTransaction.objects.values_list("kind", "amount_minor"))
    assert facts == [("authorise", 4290), ("capture", 1000), ("capture", 2000), ("void", 1290)]
    assert charge_of(bank, held).captures == {f"cap_{held.payment.public_id}_0": 1000,
                                              f"cap_{held.payment.public_id}_1000": 2000}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        (euros(4291), CaptureTooHigh),
        (euros(0), InvalidInput),
        (euros(-1), InvalidInput),
        (Money(100, "USD"), InvalidInput),
    ],
)
def test_refuses_amounts_that_are_not_held(held, staff_actor, amount, refusal):
    with pytest.raises(refusal):
        take(held, staff_actor, amount=amount)
    assert Payment.objects.get().captured_minor == 0


@pytest.mark.django_db
def test_refuses_strangers_stale_forms_and_orders_without_a_hold(held, bank, staff_actor):
    with pytest.raises(Forbidden):
        take(held, GUEST)
    with pytest.raises(NotFound):
        capture_payment(order_id=held.order.pk + 1, by=By(staff_actor, NOW))
    with pytest.raises(StaleVersion):
        take(held, staff_actor, version=held.order.version + 99)
    with pytest.raises(ForbiddenTransition):
        take(make_order(("MUG", 1)), staff_actor)


@pytest.mark.django_db
def test_no_more_is_taken_than_is_owed_after_a_credit(bank, held, staff_actor):
    refund_order(order_id=held.order.pk, allowance=euros(290), by=By(staff_actor, NOW))
    with pytest.raises(CaptureTooHigh):
        take(held, staff_actor, amount=euros(4001))

    take(held, staff_actor)

    assert (Payment.objects.get().captured_minor, Order.objects.get().payment_status) == (4000, "paid")
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_nothing_is_taken_where_nothing_is_owed(bank, held, staff_actor):
    refund_order(order_id=held.order.pk, allowance=euros(4290), by=By(staff_actor, NOW))
    with pytest.raises(CaptureTooHigh):
        take(held, staff_actor)
    assert "capture" not in bank.calls


@pytest.mark.django_db
def test_a_capture_whose_answer_was_lost_is_found_and_repeating_it_is_the_same_capture(
    bank, held, staff_actor, monkeypatch
):
    def takes_but_does_not_answer(**values):
        capture(**values)
        raise ProviderUnavailable

    capture = bank.capture
    with monkeypatch.context() as patch, pytest.raises(ProviderUnavailable):
        patch.setattr(bank, "capture", takes_but_does_not_answer)
        take(held, staff_actor, amount=euros(1000), is_final=False)
    assert (Payment.objects.get().captured_minor, charge_of(bank, held).captured) == (0, 1000)

    take(held, staff_actor, amount=euros(1000), is_final=False)

    assert (Payment.objects.get().captured_minor, charge_of(bank, held).captured) == (1000, 1000)


@pytest.mark.django_db
def test_a_capture_that_the_bank_refuses_takes_nothing(bank, held, staff_actor):
    charge_of(bank, held).status = "expired"
    with pytest.raises(CaptureRefused):
        take(held, staff_actor)
    assert (Payment.objects.get().status, Order.objects.get().payment_status) == ("expired", "unpaid")


@pytest.mark.django_db
def test_a_hold_is_released_and_the_order_is_owed(bank, held, staff_actor):
    release_payment(payment_id=held.payment.pk, by=By(staff_actor, NOW))

    order = Order.objects.get()
    assert (charge_of(bank, held).status, Payment.objects.get().status) == ("voided", "voided")
    assert (order.status, order.payment_status) == ("placed", "unpaid")
    with pytest.raises(ForbiddenTransition):
        release_payment(payment_id=held.payment.pk, by=By(staff_actor, NOW))


@pytest.mark.django_db
def test_cancelling_releases_the_hold_and_credits_everything(bank, held, staff_actor):
    cancel_order(order_id=held.order.pk, by=By(staff_actor, NOW), reason="")

    order = Order.objects.get()
    assert (order.status, charge_of(bank, held).status, Payment.objects.get().status) == (
        "cancelled",
        "voided",
        "voided",
    )
    assert order.credited_minor == order.total_minor
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_a_hold_that_the_cancel_could_not_release_is_released_by_the_sweep(bank, held, staff_actor):
    bank.is_down = True
    cancel_order(order_id=held.order.pk, by=By(staff_actor, NOW), reason="")
    assert charge_of(bank, held).status == "authorised"

    bank.is_down = False
    settle_open_payments(now=NOW + timedelta(minutes=2))

    assert (charge_of(bank, held).status, Payment.objects.get().status) == ("voided", "voided")


@pytest.mark.django_db
def test_money_that_is_held_too_late_is_released_and_not_taken(bank, mug):
    placed = make_order(("MUG", 6), payment=PaymentChoice("bank", "ask"))
    expire_orders(now=LATER)
    make_order(("MUG", 5))
    charge_of(bank, placed).status = "authorised"

    settle_payment(payment_id=placed.payment.pk, now=LATER)

    order = Order.objects.get(pk=placed.order.pk)
    assert (order.status, order.payment_status) == ("expired", "unpaid")
    assert charge_of(bank, placed).status == "voided"
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_money_that_is_held_late_takes_the_stock_where_there_is_some(bank, mug):
    placed = make_order(("MUG", 6), payment=PaymentChoice("bank", "ask"))
    expire_orders(now=LATER)
    charge_of(bank, placed).status = "authorised"

    settle_payment(payment_id=placed.payment.pk, now=LATER)

    assert (Order.objects.get().status, Order.objects.get().payment_status) == ("placed", "authorised")
    assert StockLevel.objects.get().allocated == 6


@pytest.mark.django_db
def test_staff_are_told_once_before_a_hold_ends_and_its_end_is_booked(bank, held):
    ends = NOW + timedelta(days=7)
    charge_of(bank, held).expires_at = ends
    settle_payment(payment_id=held.payment.pk, now=NOW)
    assert warn_of_ending_authorisations(now=ends - timedelta(hours=37)) == 0

    assert [warn_of_ending_authorisations(now=ends - timedelta(hours=hours)) for hours in (36, 35)] == [1, 0]
    assert Payment.objects.get().review.startswith("The authorisation expires on 30 Nov")

    charge_of(bank, held).status = "expired"
    settle_open_payments(now=ends + timedelta(minutes=10))
    assert (Payment.objects.get().status, Order.objects.get().payment_status) == ("expired", "unpaid")
    assert list(OrderEvent.objects.filter(kind__startswith="payment.").values_list("kind", flat=True)) == [
        "payment.authorised",
        "payment.expiring",
        "payment.expired",
    ]


@pytest.mark.django_db
def test_a_capture_made_at_the_providers_own_desk_is_found_by_the_sweep(bank, held):
    charge_of(bank, held).captured = 4290
    charge_of(bank, held).status = "captured"
    assert settle_open_payments(now=NOW + timedelta(minutes=9)) == 0
    assert settle_open_payments(now=NOW + timedelta(minutes=10)) == 1
    assert Order.objects.get().payment_status == "paid"


def test_capture_and_cancel_at_once_take_no_money_for_nothing(transactional_db, bank, staff_actor):
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=100)
    for _ in range(8):
        placed = make_order(("MUG", 1), payment=HOLD)
        results = all_at_once(
            2,
            lambda index, order_id=placed.order.pk: (
                capture_payment(order_id=order_id, by=By(staff_actor, NOW))
                if index
                else cancel_order(order_id=order_id, by=By(staff_actor, NOW), reason="")
            ),
        )
        assert unexpected(results, ForbiddenTransition, CaptureTooHigh, CaptureRefused) == []
        settle_open_payments(now=NOW + timedelta(hours=1))
        order = Order.objects.get(pk=placed.order.pk)
        charge = bank.charges[placed.payment.public_id]
        payment = Payment.objects.get(pk=placed.payment.pk)
        kept = payment.captured_minor - payment.refunded_minor
        assert charge.captured - sum(charge.refunds.values()) == kept
        assert (order.status, kept) == ("cancelled", 0)
        assert charge.status in ("voided", "captured")
    assert_books_are_right()


def test_twenty_parallel_captures_take_the_money_once(transactional_db, bank, staff_actor):
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    placed = make_order(("MUG", 2), payment=HOLD)

    results = all_at_once(20, lambda _: take(placed, staff_actor, amount=euros(3000), is_final=False))

    assert unexpected(results, CaptureTooHigh) == []

    assert (Payment.objects.get().captured_minor, charge_of(bank, placed).captured) == (3000, 3000)
    assert PaymentTransaction.objects.filter(kind="capture").count() == 1
    assert_books_are_right()
