"""Publishing, withdrawing and archiving many products at once, and undoing it."""

from datetime import timedelta

import pytest

from shop.catalog.models import Product
from shop.catalog.operations import restore_product_status, set_product_status
from shop.core.actor import SYSTEM, By
from tests.factories.catalog import make_product
from tests.factories.orders import NOW

pytestmark = pytest.mark.django_db
EARLIER = NOW - timedelta(days=1)
_Status = Product.Status


@pytest.fixture
def products(channel):
    """Three, of which the last is archived."""
    made = [make_product(name, skus=[name.upper()]) for name in ("Mug", "Bowl", "Cup")]
    Product.objects.update(updated_at=EARLIER)
    Product.objects.filter(slug="cup").update(status=_Status.ARCHIVED)
    return {product.slug: product.pk for product in made}


def rows():
    return list(Product.objects.order_by("pk").values_list("slug", "status", "updated_at"))


def test_only_those_that_are_named_and_are_not_so_already_change(products):
    changed = set_product_status(
        product_ids=[products["bowl"], products["cup"]], status=_Status.ARCHIVED, by=By(SYSTEM, NOW)
    )
    assert changed == 1
    assert rows() == [("mug", "active", EARLIER), ("bowl", "archived", NOW), ("cup", "archived", EARLIER)]


def test_undone_is_what_nobody_changed_since_and_each_is_what_it_was(products):
    archived = {products["mug"]: "active", products["bowl"]: "draft"}
    set_product_status(product_ids=archived, status=_Status.ARCHIVED, by=By(SYSTEM, EARLIER))
    undo = {"before": archived, "status": _Status.ARCHIVED, "by": By(SYSTEM, NOW)}
    set_product_status(product_ids=[products["mug"]], status=_Status.DRAFT, by=By(SYSTEM, EARLIER))

    assert [restore_product_status(**undo), restore_product_status(**undo)] == [1, 0]

    assert rows() == [("mug", "draft", EARLIER), ("bowl", "draft", NOW), ("cup", "archived", EARLIER)]
