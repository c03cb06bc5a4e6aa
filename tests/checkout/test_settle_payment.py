"""The buyer's return, late money and lapsed orders."""

from datetime import timedelta

import pytest

from shop.cart.operations import add_to_cart
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, settle_open_payments, settle_payment
from shop.core.money import Money
from shop.inventory.models import StockLevel
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderEvent
from shop.payments.models import Payment, Refund, TestCharge
from shop.payments.providers.base import PaymentResult, ProviderUnavailable
from shop.payments.providers.test import TestProvider
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, PAYMENT_TIME, make_order

pytestmark = pytest.mark.django_db
LATER = NOW + PAYMENT_TIME + timedelta(seconds=1)
CHALLENGE = PaymentChoice("test", "challenge")


@pytest.fixture
def waiting(channel):
    """An order of 2 of 3 mugs whose buyer is at the bank."""
    make_product(skus=["MUG"], price_minor=1900, stock=3)
    return make_order(("MUG", 2), payment=CHALLENGE)


def answer(placed, *, approve):
    TestProvider().answer_challenge(attempt_id=placed.payment.public_id, approve=approve)


def test_an_approved_payment_places_the_order_once_however_often_it_is_settled(waiting):
    answer(waiting, approve=True)

    for _ in range(3):
        order = settle_payment(payment_id=waiting.payment.pk, now=NOW)

    assert (order.status, order.payment_status) == ("placed", "paid")
    assert Payment.objects.get().captured_minor == 4290
    assert MailMessage.objects.count() == 1
    assert OrderEvent.objects.filter(kind="order.placed").count() == 1


def test_nothing_happens_while_the_buyer_has_not_answered(waiting):
    order = settle_payment(payment_id=waiting.payment.pk, now=NOW)
    assert (order.status, Payment.objects.get().status) == ("pending", "requires_action")


def test_a_refused_challenge_cancels_the_order_and_reopens_the_cart(channel):
    make_product(skus=["MUG"], stock=3)
    cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=2, now=NOW).cart
    placed = make_order(cart_id=cart.pk, payment=CHALLENGE)
    answer(placed, approve=False)

    order = settle_payment(payment_id=placed.payment.pk, now=NOW)

    cart.refresh_from_db()
    assert (order.status, cart.status, StockLevel.objects.get().allocated) == ("cancelled", "open", 0)


def test_an_unpaid_order_lapses_at_its_deadline_and_not_before(waiting):
    assert expire_orders(now=NOW + PAYMENT_TIME - timedelta(seconds=1)) == 0

    assert expire_orders(now=LATER) == 1

    order = Order.objects.get()
    assert (order.status, order.fulfilment_status) == ("expired", "none_needed")
    assert Payment.objects.get().status == "cancelled"
    assert StockLevel.objects.get().allocated == 0
    assert TestCharge.objects.get().status == "cancelled"


def test_an_order_that_was_paid_a_moment_before_its_deadline_is_placed_by_the_sweep(waiting):
    answer(waiting, approve=True)
    expire_orders(now=LATER)
    assert (Order.objects.get().status, StockLevel.objects.get().allocated) == ("placed", 2)


def test_late_money_takes_the_stock_again_where_there_is_some(waiting):
    expire_orders(now=LATER)
    TestCharge.objects.update(status="captured")

    order = settle_payment(payment_id=waiting.payment.pk, now=LATER)

    assert (order.status, order.payment_status, order.fulfilment_status) == ("placed", "paid", "unfulfilled")
    assert StockLevel.objects.get().allocated == 2
    assert list(order.lines.values_list("quantity_cancelled", flat=True)) == [0]


def test_late_money_for_goods_that_were_sold_goes_back_by_itself(waiting):
    expire_orders(now=LATER)
    make_order(("MUG", 2))
    TestCharge.objects.filter(reference=waiting.payment.public_id).update(status="captured")

    order = settle_payment(payment_id=waiting.payment.pk, now=LATER)

    assert (order.status, order.payment_status) == ("expired", "refunded")
    refund = Refund.objects.get()
    assert (refund.status, refund.amount_minor) == ("succeeded", 4290)
    assert TestCharge.objects.get(reference=waiting.payment.public_id).refunded_minor == 4290
    assert StockLevel.objects.get().allocated == 2
    assert MailMessage.objects.filter(dedupe_key__startswith=f"{order.public_id}:paid_late:").count() == 1


@pytest.mark.parametrize("captured", [Money(4289, "EUR"), Money(4290, "USD"), None])
def test_true_news_with_a_wrong_amount_never_pays_an_order(waiting, monkeypatch, captured):
    wrong = PaymentResult(status="captured", reference="x", captured=captured)
    monkeypatch.setattr(TestProvider, "fetch", lambda *_args: wrong)

    order = settle_payment(payment_id=waiting.payment.pk, now=NOW)

    assert (order.status, order.payment_status) == ("pending", "unpaid")
    assert OrderEvent.objects.last().kind == "payment.mismatch"


def test_a_provider_that_does_not_answer_leaves_the_payment_in_doubt_and_the_sweep_asks_again(channel, monkeypatch):
    make_product(skus=["MUG"], stock=3)

    def down(*_args):
        raise ProviderUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(TestProvider, "start", down)
        placed = make_order(("MUG", 1))
    assert (placed.order.status, placed.payment.status) == ("pending", "processing")
    TestCharge.objects.create(
        reference=placed.payment.public_id,
        amount_minor=placed.order.total_minor,
        currency="EUR",
        status="captured",
    )

    assert settle_open_payments(now=NOW + timedelta(seconds=30)) == 0
    assert settle_open_payments(now=NOW + timedelta(seconds=61)) == 1

    assert Order.objects.get().status == "placed"
