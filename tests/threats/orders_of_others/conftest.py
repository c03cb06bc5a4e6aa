"""An order, and another one of somebody else."""

import pytest

from shop.core.actor import Actor
from tests.factories.catalog import make_product
from tests.factories.returns import make_return, make_sent_order


@pytest.fixture
def order(channel, shopper):
    """The shopper's, with a return that was asked for."""
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=100)
    actor = Actor(kind="customer", user_id=shopper.pk, label=shopper.email)
    order = make_sent_order(("MUG", 3), actor=actor, email=shopper.email)
    make_return(order, 1)
    order.refresh_from_db()
    return order


@pytest.fixture
def foreign(order):
    """Somebody's order, whose token is a true one."""
    return make_sent_order(("MUG", 1), email="eve@example.com")
