"""Goods that were bought and sent."""

import pytest

from shop.reports.verify import find_breaks
from tests.factories.catalog import make_product
from tests.factories.returns import make_sent_order


@pytest.fixture(autouse=True)
def _everything_adds_up_afterwards(request, db):
    yield
    if request.node.get_closest_marker("breaks_rules") is None:
        assert find_breaks().broken == ()


@pytest.fixture
def goods(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    make_product("Lake bowl", skus=["BOWL"], price_minor=2400, stock=10)


@pytest.fixture
def sent(goods):
    return make_sent_order(("MUG", 2))
