"""How many statements it takes to note that an order is paid: the number can only fall."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from shop.checkout.inputs import PaymentChoice
from shop.checkout.steps import apply_result
from shop.core.money import Money
from shop.payments.providers.base import PaymentResult
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db


def statements_of(placed, result):
    with transaction.atomic(), CaptureQueriesContext(connection) as met:
        apply_result(payment=placed.payment, result=result, now=NOW)
    return [query["sql"] for query in met.captured_queries]


@pytest.mark.parametrize("lines", [1, 2])
def test_placing_a_paid_order_takes_nine_statements_however_many_lines(bank, mug, lines):
    make_product("Bowl", skus=["BOWL"])
    placed = make_order(*[("MUG", 1), ("BOWL", 1)][:lines], payment=PaymentChoice("bank", "ask"))
    asked = Money(placed.payment.amount_minor, "EUR")

    met = statements_of(placed, PaymentResult("captured", "x", captured=asked, fee=Money(50, "EUR")))

    # Lock order and payments; note the payment; stock (2); status; facts and timeline; books; the mail.
    assert len(met) == 9, "\n".join(met)


def test_news_that_changes_nothing_takes_four_statements(bank, mug):
    placed = make_order(("MUG", 1), payment=PaymentChoice("bank", "ask"))
    assert len(statements_of(placed, PaymentResult("requires_action", "x"))) <= 4
