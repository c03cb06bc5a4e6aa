"""Goods that were bought and sent, and what can be had instead."""

import pytest

from tests.factories.catalog import make_product
from tests.factories.returns import make_sent_order


@pytest.fixture
def order(channel):
    make_product(skus=["RUST", "MOSS"], price_minor=1900, stock=10)
    make_product("Lake bowl", skus=["BOWL"], price_minor=2400, stock=10)
    make_product("Salt spoon", skus=["SPOON"], price_minor=700, stock=10)
    return make_sent_order(("RUST", 2))
