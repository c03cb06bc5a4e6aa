"""The process dies before each statement, and before and after each call to the bank; then the worker goes round.

Afterwards the bank's books are ours to the cent, what came in is what was sold less what went back, and no goods are
held for nobody (F9). A third of the statements is drawn; every night it is all of them.
"""

from contextlib import contextmanager, suppress
from datetime import timedelta
from random import randrange

import pytest
from django.db import connection

from shop.cart.models import Cart
from shop.cart.operations import add_to_cart
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import (
    capture_payment,
    expire_orders,
    settle_open_payments,
    settle_payment,
)
from shop.core.actor import By
from shop.core.money import Money
from shop.fulfilment.operations import cancel_order, refund_order
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from shop.payments.operations import sweep_refunds
from shop.payments.providers import get_provider
from tests.drawn import ALL
from tests.factories.books import assert_books_are_right
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, PAYMENT_TIME, make_order
from tests.factories.shop import make_channel

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + PAYMENT_TIME + timedelta(minutes=1)
MOST = 200


class Killed(BaseException):
    """What no code catches."""


@contextmanager
def killed_before(step):
    """Die before the statement with this number; yields a list that names it."""
    met = []

    def count(execute, sql, params, many, context):
        met.append(sql)
        if len(met) == step + 1:
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count), suppress(Killed):
        yield met


@pytest.fixture
def bank(settings):
    settings.PAYMENT_PROVIDER_CLASSES = settings.PAYMENT_PROVIDER_CLASSES | {"bank": "tests.factories.bank.FakeBank"}
    settings.PAYMENT_PROVIDERS = [*settings.PAYMENT_PROVIDERS, "bank"]
    fake = get_provider("bank")
    fake.reset()
    return fake


@pytest.fixture
def shop(bank):
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=1000)
    return bank


def buy(method, **values):
    cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=2, now=NOW).cart
    return cart, lambda: make_order(lines=[], cart_id=cart.pk, payment=PaymentChoice("bank", method), **values)


def worker_goes_round():
    """Twice, and again when every deadline is over."""
    for now in (NOW + timedelta(minutes=2), NOW + timedelta(minutes=4), LATER, LATER + timedelta(minutes=15)):
        expire_orders(now=now)
        settle_open_payments(now=now)
        sweep_refunds(now=now)


def assert_nothing_is_lost(bank):
    assert_books_are_right()
    for charge_id, charge in bank.charges.items():
        payment = Payment.objects.get(public_id=charge_id)
        assert (charge.captured, sum(charge.refunds.values())) == (payment.captured_minor, payment.refunded_minor)
        assert charge.status != "authorised" or payment.order.status == "placed"
    for order in Order.objects.all():
        payments = Payment.objects.filter(order=order)
        kept = sum(payment.captured_minor - payment.refunded_minor for payment in payments)
        sold = order.total_minor - order.credited_minor if order.placed_at else 0
        assert kept in (0, sold) if order.payment_status in ("authorised", "unpaid") else kept == sold, order.status
        assert order.status in ("placed", "cancelled", "expired")
    assert not Refund.objects.exclude(status="succeeded").exists()
    standing = Order.objects.filter(status="placed").count()
    held = StockLevel.objects.get()
    assert (held.allocated, held.reserved) == (2 * standing, 0)
    assert Order.objects.filter(status="placed").count() <= Cart.objects.filter(status="completed").count()


def kill_at_each_step(bank, prepare):
    """Run an action from scratch for each of its statements, killed there, until it runs through."""
    for step in range(MOST) if ALL else range(randrange(3), MOST, 3):
        act = prepare()
        with killed_before(step) as met:
            act()
        worker_goes_round()
        ran_through = len(met) <= step
        if ran_through or step % 10 < 3:  # all orders are looked at each time
            assert_nothing_is_lost(bank)
        if ran_through:
            return step
    raise AssertionError("it never ran through")


@pytest.mark.parametrize("method", ["pay", "hold", "decline"])
def test_a_checkout_killed_before_each_statement(shop, method):
    emails = iter(range(MOST * 2))

    def prepare():
        _, order = buy(method, email=f"{next(emails)}@example.com")

        def act():
            with suppress(Exception):  # a declined payment is an answer
                order()

        return act

    assert kill_at_each_step(shop, prepare) > 15


@pytest.mark.parametrize("method", ["pay", "hold"])
@pytest.mark.parametrize("is_after", [False, True])
def test_a_checkout_killed_beside_the_call_to_the_bank_is_finished_by_the_buyer_who_comes_again(
    shop, monkeypatch, method, is_after
):
    start = shop.start

    def die(request):
        if is_after:
            start(request)
        raise Killed

    cart, order = buy(method)
    with monkeypatch.context() as patch, suppress(Killed):
        patch.setattr(shop, "start", die)
        order()
    assert Order.objects.get().status == "pending"

    assert order().order.status == "placed"

    assert Order.objects.count() == Payment.objects.count() == len(shop.charges) == 1
    assert Cart.objects.get(pk=cart.pk).status == "completed"
    assert_nothing_is_lost(shop)


def test_the_buyers_return_killed_before_each_statement(shop):
    def prepare():
        _, order = buy("ask")
        placed = order()
        charge = shop.charges[placed.payment.public_id]
        charge.status, charge.captured = "captured", charge.amount
        return lambda: settle_payment(payment_id=placed.payment.pk, now=NOW)

    kill_at_each_step(shop, prepare)
    assert not Order.objects.exclude(status="placed").exists()


def test_a_late_payment_killed_before_each_statement(shop):
    def prepare():
        _, order = buy("ask")
        placed = order()
        Order.objects.filter(pk=placed.order.pk).update(payment_deadline=NOW)
        charge = shop.charges[placed.payment.public_id]
        charge.status, charge.captured = "captured", charge.amount
        return lambda: expire_orders(now=NOW)

    kill_at_each_step(shop, prepare)


@pytest.mark.parametrize("method", ["pay", "hold"])
def test_a_cancel_killed_before_each_statement(shop, staff_actor, method):
    def prepare():
        _, order = buy(method)
        placed = order()
        return lambda: cancel_order(order_id=placed.order.pk, by=By(staff_actor, NOW), reason="")

    kill_at_each_step(shop, prepare)


def test_a_refund_killed_before_each_statement(shop, staff_actor):
    def prepare():
        _, order = buy("pay")
        placed = order()
        return lambda: refund_order(order_id=placed.order.pk, allowance=Money(500, "EUR"), by=By(staff_actor, NOW))

    kill_at_each_step(shop, prepare)


def test_a_capture_killed_before_each_statement(shop, staff_actor):
    def prepare():
        _, order = buy("hold")
        placed = order()
        return lambda: capture_payment(order_id=placed.order.pk, by=By(staff_actor, NOW))

    kill_at_each_step(shop, prepare)
