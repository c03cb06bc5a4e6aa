"""Money for orders that have ended: what counts as paid in full, and whose cart that was."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.cart.models import Cart
from shop.cart.operations import add_to_cart, keep_typed
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, mark_paid, pay_order, settle_payment
from shop.core.actor import Actor, By
from shop.core.ids import new_id
from shop.core.money import Money
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from shop.payments.providers.test import TestProvider
from tests.concurrency.threads import all_at_once
from tests.factories.bank import Charge
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, PAYMENT_TIME, make_order
from tests.factories.shop import make_channel

pytestmark = pytest.mark.django_db
LATER = NOW + PAYMENT_TIME + timedelta(seconds=1)
MONTH = NOW + timedelta(days=30)
_LOCKED = ("inventory_stockmovement", "cart_cart", "payments_payment", "orders_order", "payments_refund")


def came_in(placed, minor, reference, actor, now=NOW):
    return mark_paid(
        payment_id=placed.payment.pk, amount=Money(minor, "EUR"), reference=reference, booked_on=date(2026, 11, 23),
        by=By(actor, now),
    ).order  # fmt: skip


def pay_late(bank, placed):
    charge = bank.charges[placed.payment.public_id]
    charge.status, charge.captured = "captured", charge.amount
    return settle_payment(payment_id=placed.payment.pk, now=LATER)


def test_what_went_back_when_the_order_lapsed_does_not_count_as_paid(bank, mug, staff_actor):
    placed = make_order(("MUG", 2), payment=PaymentChoice("bank_transfer"))
    came_in(placed, 2000, "SEPA 1", staff_actor)
    expire_orders(now=MONTH)
    assert [refund.amount_minor for refund in Refund.objects.all()] == [2000]

    order = came_in(placed, 2290, "SEPA 2", staff_actor, now=MONTH)

    assert (order.status, order.payment_status) == ("expired", "refunded")
    assert [refund.amount_minor for refund in Refund.objects.all()] == [2000, 2290]
    told = MailMessage.objects.filter(dedupe_key__contains=":paid_late").order_by("pk")
    assert ["€20.00" in told[0].text, "€22.90" in told[1].text] == [True, True]


def test_a_cart_whose_order_is_paid_late_is_bought(bank, mug):
    cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=2, now=NOW).cart
    placed = make_order(cart_id=cart.pk, payment=PaymentChoice("bank", "ask"))
    bank.charges[placed.payment.public_id].problem = "Not looked at"
    expire_orders(now=LATER)
    assert Cart.objects.get().status == "open"
    bank.charges[placed.payment.public_id].problem = ""

    assert pay_late(bank, placed).status == "placed"

    assert Cart.objects.get().status == "completed"
    again = make_order(cart_id=cart.pk, payment=PaymentChoice("bank", "pay"), now=LATER)
    assert (again.order.pk, again.replayed, Order.objects.count()) == (placed.order.pk, True, 1)


def test_what_was_put_into_the_cart_since_the_order_lapsed_stays_there_when_it_is_paid_late(bank, mug):
    make_product("Bowl", skus=["BOWL"], price_minor=1000, stock=9)
    added = add_to_cart(user_id=None, token="", sku="MUG", quantity=2, now=NOW)
    placed = make_order(cart_id=added.cart.pk, payment=PaymentChoice("bank", "ask"))
    bank.charges[placed.payment.public_id].problem = "Not looked at"
    expire_orders(now=LATER)
    add_to_cart(user_id=None, token=added.token, sku="BOWL", quantity=1, now=LATER)
    add_to_cart(user_id=None, token=added.token, sku="MUG", quantity=1, now=LATER)
    bank.charges[placed.payment.public_id].problem = ""

    assert pay_late(bank, placed).status == "placed"

    cart = Cart.objects.get()
    assert (cart.status, list(cart.lines.values_list("variant__sku", "quantity"))) == (
        "open",
        [("MUG", 1), ("BOWL", 1)],
    )
    rest = make_order(cart_id=cart.pk, payment=PaymentChoice("bank", "pay"), now=LATER)
    assert (rest.replayed, rest.order.subtotal_minor, Cart.objects.get().status) == (False, 2900, "completed")


def test_what_was_typed_in_a_newer_cart_outlives_the_lapse_of_an_order(bank, mug, shopper):
    first = add_to_cart(user_id=shopper.pk, token="", sku="MUG", quantity=2, now=NOW).cart
    placed = make_order(cart_id=first.pk, payment=PaymentChoice("bank", "ask"), actor=Actor("customer", shopper.pk))
    newer = add_to_cart(user_id=shopper.pk, token="", sku="MUG", quantity=1, now=NOW).cart
    keep_typed(cart_id=newer.pk, typed={"city": "Oslo"}, now=NOW)
    bank.charges[placed.payment.public_id].problem = "Not looked at"
    expire_orders(now=LATER)
    newer.refresh_from_db()
    assert (newer.typed, newer.lines.get().quantity) == ({"city": "Oslo"}, 3)


def test_money_paid_twice_that_a_bank_took_back_at_once_is_noted(bank, mug):
    placed = make_order(("MUG", 2), payment=PaymentChoice("bank", "pay"))
    second = Payment.objects.create(
        order=placed.order, public_id=new_id("pay"), provider="bank", amount_minor=4290, currency="EUR",
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    bank.charges[second.public_id] = Charge(4290, "EUR", "captured", captured=4290, dispute="open", disputed=4000)

    settle_payment(payment_id=second.pk, now=NOW)

    second.refresh_from_db()
    assert (second.status, second.captured_minor, second.refunded_minor) == ("disputed", 4290, 290)


def test_of_two_attempts_that_were_paid_unheard_of_one_goes_back_as_soon_as_a_third_is_chosen(bank, mug):
    placed = make_order(("MUG", 2), payment=PaymentChoice("bank", "ask"))
    bank.is_down = True  # so the first stays open
    second = pay_order(order_id=placed.order.pk, payment=PaymentChoice("test", "challenge"), now=NOW).payment
    bank.is_down = False
    charge = bank.charges[placed.payment.public_id]
    charge.status, charge.captured = "captured", charge.amount
    TestProvider().answer_challenge(attempt_id=second.public_id, approve=True)

    order = pay_order(order_id=placed.order.pk, payment=PaymentChoice("bank_transfer"), now=NOW).order

    assert (order.status, order.payment_status) == ("placed", "paid")
    refund = Refund.objects.get()
    assert (refund.status, refund.amount_minor) == ("succeeded", 4290)
    rows = Payment.objects.order_by("pk").values_list("provider", "status", "captured_minor")
    assert list(rows) == [("bank", "captured", 4290), ("test", "captured", 4290), ("bank_transfer", "cancelled", 0)]


def test_an_order_that_lapses_frees_its_goods_last(bank, mug, staff_actor):
    cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=2, now=NOW).cart
    placed = make_order(cart_id=cart.pk, payment=PaymentChoice("bank_transfer"))
    came_in(placed, 2000, "SEPA 1", staff_actor)

    with CaptureQueriesContext(connection) as met:
        expire_orders(now=MONTH)

    locked = [
        query["sql"] for query in met if "FOR UPDATE" in query["sql"] or "inventory_stockmovement" in query["sql"]
    ]
    tables = [next(name for name in _LOCKED if name in sql) for sql in locked]
    assert tables.index("inventory_stockmovement") > tables.index("cart_cart") > tables.index("orders_order")
    assert tables.index("inventory_stockmovement") > tables.index("payments_payment")


@pytest.mark.django_db(transaction=True)
def test_late_money_and_another_order_of_the_same_cart_at_once_leave_one_order(bank):
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=100)
    for _ in range(6):
        cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=2, now=NOW).cart
        placed = make_order(cart_id=cart.pk, payment=PaymentChoice("bank", "ask"))
        Order.objects.filter(pk=placed.order.pk).update(payment_deadline=NOW)
        expire_orders(now=NOW)

        def either(index, cart=cart, placed=placed):
            if index % 2:
                return pay_late(bank, placed)
            return make_order(cart_id=cart.pk, payment=PaymentChoice("bank", "pay"), now=LATER)

        results = all_at_once(6, either)

        assert [result for result in results if isinstance(result, Exception)] == []
        orders = Order.objects.filter(cart_key=cart.pk)
        assert orders.filter(status="placed", payment_status="paid").count() == 1
        assert set(orders.exclude(status="placed").values_list("payment_status", flat=True)) <= {"refunded"}
