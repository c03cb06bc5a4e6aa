"""Buying by transfer from one network address."""

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.inventory.models import StockLevel
from tests.factories.orders import make_order
from tests.threats.doors import DOORS, NAMES

every_door = pytest.mark.parametrize("door", DOORS, ids=NAMES)


TRANSFER, INVOICE = PaymentChoice("bank_transfer"), PaymentChoice("invoice")


HERE = "203.0.113.7"


def level():
    row = StockLevel.objects.get(variant__sku="MUG")
    return row.reserved, row.allocated


def buy(quantity=1, *, payment=TRANSFER, email="eve@example.com", client=HERE, **values):
    return make_order(("MUG", quantity), payment=payment, email=email, client=client, is_known=False, **values).order
