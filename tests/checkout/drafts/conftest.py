"""Writing and sending drafts as staff."""

import pytest

from shop.checkout.inputs import LineInput
from shop.checkout.operations import save_draft, send_draft
from shop.core.actor import By
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS, NOW


@pytest.fixture
def products(channel):
    make_product("Mug", skus=["MUG"], price_minor=1900, stock=10)
    make_product("Bowl", skus=["BOWL"], price_minor=1000, stock=10)


@pytest.fixture
def save(staff_actor):
    def write(*lines, **values):
        inputs = [LineInput(sku, quantity) for sku, quantity in lines or [("MUG", 2)]]
        defaults = {"email": "ada@example.com", "shipping_address": ADDRESS, "by": By(staff_actor, NOW)}
        return save_draft(lines=inputs, **{**defaults, **values})

    return write


@pytest.fixture
def send(staff_actor):
    return lambda draft, **values: send_draft(order_id=draft.pk, **{"by": By(staff_actor, NOW), **values})
