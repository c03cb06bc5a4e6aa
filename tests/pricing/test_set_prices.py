"""Writing what variants cost."""

import pytest
from django.db import transaction

from shop.catalog.models import Variant
from shop.pricing.models import Price
from shop.pricing.steps import set_prices
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db


def test_no_amount_takes_variants_off_sale_in_that_currency_and_nothing_else(channel):
    make_product(skus=["RUST", "LAKE"], price_minor=1900)
    rust, lake = Variant.objects.order_by("pk")
    Price.objects.create(variant=rust, currency="USD", amount_minor=2100)
    with transaction.atomic():
        set_prices(variant_ids=[rust.pk], currency="EUR", amount_minor=None, compare_at_minor=None)
    assert sorted(Price.objects.values_list("variant__sku", "currency", "amount_minor")) == [
        ("LAKE", "EUR", 1900), ("RUST", "USD", 2100),
    ]  # fmt: skip
    assert lake.prices.get().amount_minor == 1900
