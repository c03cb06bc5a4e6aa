"""An order, and staff who change it."""

import pytest

from shop.core.actor import By
from shop.fulfilment.operations import EditInput, edit_order
from tests.factories.orders import NOW
from tests.fulfilment.edits.changing import setup_order


@pytest.fixture
def order(db):
    return setup_order()


@pytest.fixture
def edit(staff_actor):
    """Change an order as staff."""

    def change(order, *, now=NOW, operation=edit_order, **values):
        options = {key: values.pop(key) for key in ("version", "expected", "pay_within") if key in values}
        return operation(order_id=order.pk, edit=EditInput(**values), by=By(staff_actor, now), **options)

    return change
