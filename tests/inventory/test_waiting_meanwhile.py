"""Waiting for goods: a form that is sent twice, and a variant that is deleted while its waiters are told."""

from importlib import import_module

import pytest

from shop.catalog.models import Variant
from shop.core.idempotency import Claim
from shop.core.models import AttemptCount
from shop.inventory.models import BackInStockRequest, StockLevel
from shop.inventory.operations import notify_back_in_stock, request_back_in_stock
from shop.notifications.models import MailMessage
from tests.factories.catalog import make_product
from tests.factories.orders import NOW

pytestmark = pytest.mark.django_db
WAITING = import_module("shop.inventory.operations.waiting")


@pytest.fixture(autouse=True)
def mug(channel):
    return make_product("Dock mug", skus=["MUG"], stock=0)


def wait(**values):
    request_back_in_stock(**{"sku": "MUG", "email": "ada@example.com", "locale": "en_IE", "now": NOW, **values})


def test_a_request_repeated_with_its_key_is_neither_counted_again_nor_refused_when_stock_came_meanwhile():
    def send():
        wait(claim=Claim("guest", "key", "same", keeps_answer=False))

    send()
    counted = list(AttemptCount.objects.values_list("attempts", flat=True))
    StockLevel.objects.update(on_hand=1)

    send()

    assert BackInStockRequest.objects.count() == 1
    assert list(AttemptCount.objects.values_list("attempts", flat=True)) == counted


def test_who_waits_for_a_variant_that_is_deleted_just_then_is_not_told(monkeypatch):
    card = make_product("Card", skus=["CARD"], stock=None)
    BackInStockRequest.objects.create(variant=card.variants.get(), email="eve@example.com", created_at=NOW)
    wait()
    StockLevel.objects.update(on_hand=1)
    look = WAITING.availability_of

    def look_before_somebody_deletes(**values):
        found = look(**values)
        Variant.objects.filter(sku="CARD").delete()
        return found

    monkeypatch.setattr(WAITING, "availability_of", look_before_somebody_deletes)
    assert notify_back_in_stock(now=NOW) == 1
    assert MailMessage.objects.get().recipient == "ada@example.com"
