"""Orders whose provider has something to tell."""

import pytest

from tests.factories.orders import make_order
from tests.money.timeline import ASK, PAY


@pytest.fixture
def waiting(bank, mug):
    """Two mugs for 42.90 whose buyer is at the bank."""
    return make_order(("MUG", 2), payment=ASK)


@pytest.fixture
def paid(bank, mug):
    """Two mugs for 42.90, paid."""
    return make_order(("MUG", 2), payment=PAY)
