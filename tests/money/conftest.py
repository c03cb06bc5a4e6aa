import pytest

from shop.payments.providers import get_provider
from tests.factories.books import assert_books_are_right
from tests.factories.catalog import make_product


@pytest.fixture(autouse=True)
def _books_are_right_afterwards(db):
    yield
    assert_books_are_right()


@pytest.fixture
def bank(settings):
    """A provider whose every word is ours; see tests.factories.bank."""
    settings.PAYMENT_PROVIDER_CLASSES = settings.PAYMENT_PROVIDER_CLASSES | {"bank": "tests.factories.bank.FakeBank"}
    settings.PAYMENT_PROVIDERS = (*settings.PAYMENT_PROVIDERS, "bank", "bank_transfer", "invoice")
    fake = get_provider("bank")
    fake.reset()
    return fake


@pytest.fixture
def mug(channel):
    """A mug at 19.00 with delivery at 4.90: one costs 23.90, two cost 42.90."""
    return make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=10)


@pytest.fixture
def gone(bank, settings):
    """Take the bank away, as somebody would by editing the settings."""

    def take():
        classes = settings.PAYMENT_PROVIDER_CLASSES
        settings.PAYMENT_PROVIDER_CLASSES = {code: path for code, path in classes.items() if code != "bank"}
        settings.PAYMENT_PROVIDERS = [code for code in settings.PAYMENT_PROVIDERS if code != "bank"]

    return take
