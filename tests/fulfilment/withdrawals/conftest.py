"""Goods that were bought and sent."""

import pytest

from tests.factories.catalog import make_product
from tests.factories.returns import make_sent_order


@pytest.fixture
def goods(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    make_product("Lake bowl", skus=["BOWL"], price_minor=2400, stock=10)


@pytest.fixture
def sent(goods):
    return make_sent_order(("MUG", 2))
