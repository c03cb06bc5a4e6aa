"""A mug to buy."""

import pytest

from tests.factories.catalog import make_product


@pytest.fixture(autouse=True)
def mug(channel):
    make_product("Dock mug", skus=["MUG"], stock=10)
