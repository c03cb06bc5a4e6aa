"""What the worker asks about every three seconds costs the same however many payments there have been."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.checkout.operations import settle_open_payments
from shop.payments.operations import sweep_refunds
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order

_PAYMENTS = """
INSERT INTO payments_payment (order_id, public_id, provider, method, provider_ref, amount_minor, captured_minor,
    refunded_minor, currency, status, redirect_url, failure, created_at, updated_at)
SELECT order_id, 'pay_' || n, provider, method, '', amount_minor, amount_minor, 0, currency, 'captured', '', '',
    created_at, updated_at FROM payments_payment, generate_series(1, 20000) n
"""
_REFUNDS = """
INSERT INTO payments_refund (payment_id, public_id, amount_minor, currency, reason, status, provider_ref, failure,
    created_at, updated_at)
SELECT id, 'ref_' || id, 1, currency, '', 'succeeded', '', '', created_at, updated_at FROM payments_payment
"""


@pytest.mark.django_db
@pytest.mark.breaks_rules
def test_the_round_finds_what_is_unfinished_by_an_index(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=1)
    make_order(("MUG", 1))
    with connection.cursor() as cursor:
        for sql in (_PAYMENTS, _REFUNDS, "ANALYZE payments_payment", "ANALYZE payments_refund"):
            cursor.execute(sql)
    later = NOW + timedelta(hours=3)

    with CaptureQueriesContext(connection) as met:
        assert settle_open_payments(now=later) == sweep_refunds(now=later) == 0

    plans = []
    for sql in [query["sql"] for query in met if query["sql"].startswith("SELECT")]:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    assert len(plans) == 2
    assert not [plan for plan in plans if "Seq Scan on payments" in plan]
