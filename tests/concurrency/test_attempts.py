"""However many ask at once, no more are let through than an hour allows."""

import pytest
from django.utils import timezone

from shop.core.limits import TooManyAttempts
from shop.inventory.models import BackInStockRequest
from shop.inventory.operations import request_back_in_stock
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.shop import make_channel


@pytest.fixture
def wall(transactional_db):
    make_channel()
    make_product("Wall", skus=[f"W{index}" for index in range(20)], stock=0)


def test_of_20_requests_at_once_5_are_let_through(wall):
    def ask(index):
        request_back_in_stock(
            sku=f"W{index}", email="ada@example.com", locale="en", now=timezone.now(), client="203.0.113.9"
        )

    results = all_at_once(20, ask)

    assert [type(result) for result in results if result is not None] == [TooManyAttempts] * 15
    assert BackInStockRequest.objects.count() == 5
