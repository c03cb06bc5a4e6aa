"""A shop that is open."""

import pytest

from tests.factories.catalog import make_product


@pytest.fixture(autouse=True)
def _shop(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=99)
