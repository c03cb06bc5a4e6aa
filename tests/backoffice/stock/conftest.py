"""A mug, a second location, and staff at the desk."""

from __future__ import annotations

import pytest

from shop.inventory.models import Location
from tests.factories.catalog import make_product
from tests.factories.stock import assert_stock_adds_up


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG", "CUP"], stock=10)


@pytest.fixture
def shop_location(channel):
    return Location.objects.create(code="shop", name="Shop", priority=1)


@pytest.fixture
def staff(mug, manager, client):
    client.force_login(manager)
    yield client
    assert_stock_adds_up()
