"""An order, and staff who pack it."""

import pytest

from shop.core.actor import By
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order


@pytest.fixture
def order(channel):
    make_product("Mug", skus=["MUG"], stock=10)
    make_product("Bowl", skus=["BOWL"], stock=10)
    order = make_order(("MUG", 2), ("BOWL", 3)).order
    order.refresh_from_db()
    return order


@pytest.fixture
def do(staff_actor):
    """Call an operation as staff."""
    return lambda operation, **values: operation(by=By(staff_actor, NOW), **values)
