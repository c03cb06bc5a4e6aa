"""A guest with two mugs in the cart."""

from __future__ import annotations

import pytest

from tests.factories.catalog import make_product


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=5)


@pytest.fixture
def buyer(client, mug):
    client.post("/cart/lines/", {"sku": "MUG", "quantity": "2"})
    return client
