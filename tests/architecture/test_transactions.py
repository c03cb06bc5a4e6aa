"""Every write of the shop happens inside a transaction, where caches and constraints see it as a whole."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.utils import timezone

from shop.cart.operations import add_to_cart, set_quantity
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, settle_payment
from shop.core.actor import By
from shop.core.money import Money
from shop.fulfilment.operations import cancel_order, refund_order, ship_order
from shop.notifications.delivery import deliver_due
from shop.notifications.models import MailMessage
from shop.search.operations import refresh_stale
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, PAYMENT_TIME, make_order
from tests.factories.shop import make_channel

WRITES = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def no_writes_outside_transactions():
    outside = []

    def watch(call, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES) and not context["connection"].in_atomic_block:
            outside.append(sql)
        return call(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
    assert outside == []


@pytest.mark.django_db(transaction=True)
def test_no_operation_writes_outside_a_transaction(staff_actor):
    make_channel()
    make_product(skus=["MUG"], stock=50)
    with no_writes_outside_transactions():
        cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=2, now=NOW).cart
        set_quantity(cart=cart, line_id=cart.lines.get().pk, quantity=1, now=NOW)
        paid = make_order(cart_id=cart.pk).order
        asked = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge"))
        settle_payment(payment_id=asked.payment.pk, now=NOW)
        expire_orders(now=NOW + PAYMENT_TIME)
        cancel_order(order_id=make_order(("MUG", 1)).order.pk, by=By(staff_actor, NOW), reason="")
        ship_order(order_id=paid.pk, by=By(staff_actor, NOW))
        refund_order(order_id=paid.pk, allowance=Money(100, "EUR"), reason="", by=By(staff_actor, NOW))
        refresh_stale()
        with transaction.atomic():  # the letters of NOW are due, whatever day it is
            MailMessage.objects.update(next_try_at=timezone.now())
        assert deliver_due() == MailMessage.objects.count() > 3
