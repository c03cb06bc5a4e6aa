"""When a product counts as changed: what is read by its time is read anew."""

from datetime import timedelta

import pytest

from shop.catalog.models import Product, Variant
from shop.catalog.operations import set_variant_status
from shop.core.actor import SYSTEM, By
from tests.factories.catalog import make_product
from tests.factories.orders import NOW

pytestmark = pytest.mark.django_db


def test_a_variant_that_is_hidden_changes_its_product_and_no_other(channel):
    mug, bowl = make_product("Mug", skus=["RUST", "LAKE"]), make_product("Bowl", skus=["BOWL"])
    before = NOW - timedelta(days=1)
    Product.objects.update(updated_at=before)
    rust = Variant.objects.get(sku="RUST")

    set_variant_status(variant_ids=[rust.pk], status=Variant.Status.HIDDEN, by=By(SYSTEM, NOW))

    assert dict(Product.objects.values_list("pk", "updated_at")) == {mug.pk: NOW, bowl.pk: before}
