"""Whoever tries out cards is stopped after a few declines, before stock is held (OWASP OAT-001)."""

from datetime import timedelta

import pytest

from shop.cart.operations import add_to_cart
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import PaymentDeclined, TooManyDeclines, settle_payment
from shop.core.actor import Actor
from shop.inventory.models import StockLevel
from shop.orders.models import Order, OrderEvent
from shop.payments.models import DeclineCount, Payment
from shop.payments.operations import purge_declines
from shop.payments.queries import CLIENT_LIMIT, DECLINE_LIMIT, DECLINE_WINDOW
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.shop import make_channel

DECLINE = PaymentChoice("test", "decline")
PAY = PaymentChoice("test", "success")


def attempt(**values):
    return make_order(("MUG", 1), **{"payment": DECLINE, **values})


def declined(times, **values):
    for index in range(times):
        with pytest.raises(PaymentDeclined):
            attempt(**{name: value(index) if callable(value) else value for name, value in values.items()})


@pytest.mark.django_db
def test_an_address_is_stopped_after_five_declines_even_with_a_good_card(mug):
    declined(DECLINE_LIMIT)
    for payment in (DECLINE, PAY):
        with pytest.raises(TooManyDeclines):
            attempt(payment=payment, email="ADA@example.com ")
    assert Order.objects.count() == DECLINE_LIMIT
    assert (StockLevel.objects.get().reserved, StockLevel.objects.get().allocated) == (0, 0)
    assert OrderEvent.objects.filter(kind="payment.too_many_declines").count() == 1
    assert attempt(payment=PAY, email="other@example.com").order.status == "placed"


@pytest.mark.django_db
def test_a_cart_is_stopped_whoever_pays_for_it(mug):
    cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=1, now=NOW).cart
    declined(DECLINE_LIMIT, cart_id=cart.pk, lines=[], email=lambda index: f"{index}@example.com")
    with pytest.raises(TooManyDeclines):
        attempt(cart_id=cart.pk, lines=[], email="new@example.com", payment=PAY)


@pytest.mark.django_db
def test_a_network_address_is_stopped_after_ten_and_is_kept_as_a_hash(mug):
    declined(CLIENT_LIMIT, client="203.0.113.9", email=lambda index: f"{index}@example.com")
    with pytest.raises(TooManyDeclines):
        attempt(client="203.0.113.9", email="new@example.com", payment=PAY)
    assert attempt(client="203.0.113.8", email="new@example.com", payment=PAY).order.status == "placed"
    assert not Payment.objects.filter(client_key__contains="203").exists()
    assert not DeclineCount.objects.filter(key__contains="@").exists()


@pytest.mark.django_db
def test_the_guard_ends_by_itself_and_leaves_no_rows(mug):
    declined(DECLINE_LIMIT)
    later = NOW + DECLINE_WINDOW
    declined(DECLINE_LIMIT, now=later)  # a new window begins
    with pytest.raises(TooManyDeclines):
        attempt(now=later)
    assert purge_declines(now=later + DECLINE_WINDOW + timedelta(seconds=1)) == 1
    assert not DeclineCount.objects.exists()


@pytest.mark.django_db
def test_staff_may_go_on(mug):
    declined(DECLINE_LIMIT)
    staff = Actor(kind="staff", label="m@example.com")
    assert attempt(actor=staff, payment=PAY).order.status == "placed"


@pytest.mark.django_db
def test_who_goes_back_from_the_bank_was_not_declined(bank, mug):
    for _ in range(DECLINE_LIMIT + 1):
        placed = attempt(payment=PaymentChoice("bank", "ask"))
        bank.charges[placed.payment.public_id].status = "cancelled"
        settle_payment(payment_id=placed.payment.pk, now=NOW)
    assert not DeclineCount.objects.exists()


def test_fifty_at_once_get_no_more_than_a_few_tries(transactional_db):
    make_channel()
    make_product(skus=["MUG"], stock=100)

    def one(_):
        return attempt(client="203.0.113.9")

    tries = [all_at_once(5, one) for _ in range(10)]

    declines = sum(isinstance(result, PaymentDeclined) for round_ in tries for result in round_)
    stopped = sum(isinstance(result, TooManyDeclines) for round_ in tries for result in round_)
    assert DECLINE_LIMIT <= declines <= DECLINE_LIMIT + 5
    assert declines + stopped == 50
    assert StockLevel.objects.get().reserved == 0
