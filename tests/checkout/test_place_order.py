"""Placing an order: the one operation behind every interface."""

import pytest

from shop.inventory.models import StockLevel
from shop.orders.models import Order
from tests.factories.catalog import make_product
from tests.factories.orders import make_order

pytestmark = pytest.mark.django_db


def test_a_paid_order_is_placed_with_exact_money_and_allocated_stock(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=10)

    placed = make_order(("MUG", 2))

    order = placed.order
    assert (order.status, order.payment_status) == ("placed", "paid")
    assert (order.subtotal_minor, order.shipping_minor, order.total_minor) == (3800, 490, 4290)
    assert order.tax_minor == 607 + 78
    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated) == (10, 2)
    assert Order.objects.count() == 1
