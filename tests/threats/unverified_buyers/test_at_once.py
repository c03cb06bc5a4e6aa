"""Unverified orders of one network address at the same moment keep no more than in turn."""

import pytest

from shop.checkout.operations import TooMuchReserved
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.threats.unverified_buyers.buying import HERE, INVOICE


@pytest.mark.django_db(transaction=True)
def test_many_at_once_keep_a_thousand_euros_in_all():
    skus = [f"SOFA-{number}" for number in range(4)]  # each has a stock level of its own, on which no other waits
    for sku in skus:
        make_product(sku.title(), skus=[sku], price_minor=60_000, stock=9)

    def order(number):
        email = f"{number}@example.com"
        return make_order((skus[number], 1), payment=INVOICE, client=HERE, email=email, is_known=False)

    answers = all_at_once(4, order)

    assert [isinstance(answer, TooMuchReserved) for answer in answers].count(True) == 3, answers
    assert Order.objects.get().total_minor == 60_000
    assert sorted(StockLevel.objects.filter(variant__sku__in=skus).values_list("reserved", flat=True)) == [0, 0, 0, 1]
