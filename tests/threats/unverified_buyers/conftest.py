"""A shop that takes transfers and invoices."""

import pytest

from tests.factories.catalog import make_product


@pytest.fixture(autouse=True)
def _shop(channel, settings):
    settings.PAYMENT_PROVIDERS = ["test", "bank_transfer", "invoice"]
    make_product(skus=["MUG"], price_minor=1900, stock=99)
