import pytest

from tests.factories.stock import assert_stock_adds_up


@pytest.fixture(autouse=True)
def _stock_adds_up_afterwards(db):
    yield
    assert_stock_adds_up()
