"""The books of a shop that sold before it had any."""

from importlib import import_module

from django.db import connection, transaction

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, settle_payment
from shop.core.money import Money
from shop.fulfilment.operations import cancel_order, refund_order
from shop.ledger.models import Entry, Journal
from shop.ledger.queries import balances
from shop.orders.models import Order, OrderLine
from shop.payments.models import CreditNote, PaymentTransaction
from tests.factories.books import assert_books_are_right
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, PAYMENT_TIME, make_order
from tests.factories.shop import make_channel

FORWARD = import_module("shop.ledger.migrations.0003_backfill").FORWARD

FORGET = """
SET session_replication_role = replica;
UPDATE payments_refund SET note_id = NULL;
DELETE FROM ledger_entry; DELETE FROM ledger_journal;
DELETE FROM payments_creditnoteline; DELETE FROM payments_creditnote; DELETE FROM payments_paymenttransaction;
UPDATE orders_order SET credited_minor = 0, shipping_credited_minor = 0;
UPDATE orders_orderline SET credited_minor = 0;
SET session_replication_role = DEFAULT;
"""


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_books_are_made_up_from_the_rows_once(transactional_db, bank, staff_actor):
    make_channel()
    make_product("Mug", skus=["MUG"], price_minor=1933, stock=100)
    make_product("Bowl", skus=["BOWL"], price_minor=999, stock=100)
    make_order(("MUG", 3), ("BOWL", 1))
    refunded = make_order(("MUG", 1), ("BOWL", 1)).order
    cancelled = make_order(("MUG", 1), ("BOWL", 2)).order
    for minor in (700, 77):
        refund_order(order_id=refunded.pk, allowance=Money(minor, "EUR"), actor=staff_actor, now=NOW)
    cancel_order(order_id=cancelled.pk, actor=staff_actor, reason="", now=NOW)
    late = make_order(("MUG", 90), payment=PaymentChoice("bank", "ask"))
    expire_orders(now=NOW + PAYMENT_TIME)
    make_order(("MUG", 50), email="b@example.com")
    charge = bank.charges[late.payment.public_id]
    charge.status, charge.captured = "captured", charge.amount
    settle_payment(payment_id=late.payment.pk, now=NOW + PAYMENT_TIME)
    assert Order.objects.get(pk=late.order.pk).payment_status == "refunded"
    assert_books_are_right()
    expected = balances(currency="EUR")
    lines = list(OrderLine.objects.order_by("pk").values_list("credited_minor", flat=True))

    run(FORGET)
    assert not Journal.objects.exists()
    run(FORWARD)

    assert_books_are_right()
    assert balances(currency="EUR") == expected
    assert list(OrderLine.objects.order_by("pk").values_list("credited_minor", flat=True)) == lines
    counts = [model.objects.count() for model in (Journal, Entry, CreditNote, PaymentTransaction)]
    run(FORWARD)
    assert [model.objects.count() for model in (Journal, Entry, CreditNote, PaymentTransaction)] == counts
    assert_books_are_right()
