"""Whatever happens in a shop: what two web processes serve is what the database says, or said less than a second ago."""

from __future__ import annotations

import time
from random import Random

import pytest
from django.db import connection, transaction

from shop.catalog.models import Category, Product, Variant
from shop.channels.models import Channel, ContentPage
from shop.inventory.models import StockLevel
from shop.pricing.models import Price
from shop.search.models import StaleProduct
from shop.search.operations import refresh_stale
from shop.search.steps import refresh_documents
from tests.drawn import drawn
from tests.factories import shop as shops
from tests.factories.catalog import make_category, make_product
from tests.kept.front import Fronted

PAGES = ["/", "/c/", "/c/mugs/", "/p/dock-mug/", "/p/bowl/", "/search/?q=mug", "/help/returns/", "/api/v1/products/"]
MAX_AGE = 1.0  # seconds, as promised


@pytest.fixture
def processes(transactional_db, monkeypatch):
    shops.make_channel()
    mugs = make_category("Mugs")
    make_product("Dock mug", skus=["MUG-A", "MUG-B"], category=mugs)
    make_product("Bowl", skus=["BOWL"], category=make_category("Bowls"))
    ContentPage.objects.create(kind="help", slug="returns", title="Returns", body="Text")
    refresh_stale()
    both = [Fronted(monkeypatch, listens=True) for _ in range(2)]
    yield both
    for each in both:
        each.changes.stop()


def _reprice(chance):
    Price.objects.filter(variant__sku=chance.choice(["MUG-A", "MUG-B", "BOWL"])).update(
        amount_minor=chance.randint(100, 9999)
    )


def _sell(chance):
    level = chance.choice(list(StockLevel.objects.all()))
    StockLevel.objects.filter(pk=level.pk).update(on_hand=chance.choice([0, 1, 3, 50, 500]))


def _rename(chance):
    Product.objects.filter(slug="bowl").update(name=f"Bowl {chance.random()}")


def _sweep(_chance):
    refresh_documents(product_ids=StaleProduct.objects.values_list("product_id", flat=True))
    StaleProduct.objects.all().delete()


def _bring(chance):
    name = f"Mug {chance.randint(1, 10**9)}"
    make_product(name, skus=[name.upper()], category=Category.objects.get(slug="mugs"))


def _retire(_chance):
    Variant.objects.filter(sku="MUG-B").update(status="archived")


def _by_sql(chance):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pricing_price SET amount_minor = amount_minor + %s", [chance.randint(1, 9)])


def _announce(chance):
    Channel.objects.update(announcement=f"News {chance.random()}")


def _write(chance):
    ContentPage.objects.update(body=f"News {chance.random()}")


def _move(chance):
    Category.objects.filter(slug="bowls").update(name=f"Bowls {chance.random()}", position=chance.randint(0, 9))


ACTIONS = [_reprice, _sell, _rename, _sweep, _sweep, _bring, _retire, _by_sql, _announce, _write, _move]


@pytest.mark.parametrize("seed", drawn(range(10), 2))
def test_nothing_older_than_a_second_is_served(processes, seed):
    chance = Random(seed)
    for _ in range(6):
        action = chance.choice(ACTIONS)
        with transaction.atomic():
            action(chance)
        committed = time.monotonic()
        now = {page: processes[0].get(page, front=False).body for page in PAGES}
        waiting = [(process, page) for process in processes for page in PAGES]
        while waiting:
            process, page = chance.choice(waiting)
            asked = time.monotonic()
            if process.get(page).body == now[page]:
                waiting.remove((process, page))
            else:
                assert asked < committed + MAX_AGE, f"{page} is old after {action.__name__}, seed {seed}"
