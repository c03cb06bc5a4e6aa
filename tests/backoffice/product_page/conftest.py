"""A mug in two glazes, and staff who edit it."""

import pytest

from shop.catalog.models import Product
from tests.factories.catalog import make_product


@pytest.fixture
def staff(channel, manager, client):
    client.force_login(manager)
    return client


@pytest.fixture
def mug(channel) -> Product:
    """A mug in two glazes, €19.00, 10 of each."""
    product = make_product("Dock mug", skus=["RUST", "LAKE"])
    for variant in product.variants.all():
        variant.options_key = str(variant.option_values.get().pk)
        variant.save()
    return product
