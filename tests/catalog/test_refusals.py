"""What the catalogue does not take, and what only the database knows: refused, and nothing is written."""

import pytest
from django.db import IntegrityError, connection, transaction

from shop.catalog.models import BundleComponent, OptionType, OptionValue, Product, Redirect, Variant
from shop.catalog.operations import (
    add_redirects,
    delete_product,
    delete_variant,
    set_bundle,
    set_variant_status,
)
from shop.catalog.rules import MAX_VARIANTS, ValueInput
from shop.catalog.steps import ValueInUse, add_missing_variants, write_option_values
from shop.core.actor import SYSTEM, By
from shop.core.errors import DomainError, InvalidInput, NotFound
from tests.factories.catalog import make_product
from tests.factories.orders import NOW

pytestmark = pytest.mark.django_db
SHOP = By(SYSTEM, NOW)


def test_what_does_not_exist_is_not_deleted(channel):
    make_product()
    with pytest.raises(NotFound, match="There is no such variant"):
        delete_variant(variant_id=0, by=SHOP)
    with pytest.raises(NotFound, match="There is no such product"):
        delete_product(product_id=0, by=SHOP)
    assert (Variant.objects.count(), Product.objects.count()) == (1, 1)


@pytest.mark.parametrize("more", [0, 1])
def test_so_many_redirects_at_once_and_no_more(channel, monkeypatch, more):
    monkeypatch.setattr("shop.catalog.operations.MAX_REDIRECTS", 3)
    make_product()
    rows = [(f"/old-{number}", "/p/dock-mug/") for number in range(3 + more)]
    if not more:
        assert add_redirects(rows=rows, by=SHOP) == 3
        return
    with pytest.raises(InvalidInput) as refusal:
        add_redirects(rows=rows, by=SHOP)
    assert refusal.value.fields == {"file": "Add at most 3 redirects at once."}
    assert not Redirect.objects.exists()


@pytest.mark.parametrize("status", [Variant.Status.ACTIVE, Variant.Status.ARCHIVED])
def test_a_value_that_variants_have_is_not_left_out_even_where_buyers_do_not_see_them(channel, status):
    make_product(skus=["RUST", "LAKE"])
    Variant.objects.filter(sku="LAKE").update(status=status)
    option = OptionType.objects.get()
    with pytest.raises(ValueInUse) as refusal, transaction.atomic():
        write_option_values(option=option, values=[ValueInput("Rust", "")])
    assert (
        refusal.value.message
        == {
            "active": "Variants use Glaze Lake. Change or remove them first.",
            "archived": "Archived variants use Glaze Lake, so keep it. Buyers do not see it.",
        }[status]
    )
    assert list(option.values.values_list("value", flat=True)) == ["Rust", "Lake"]


def test_options_make_at_most_two_thousand_variants(channel):
    product = Product.objects.create(name="Poster", slug="poster")
    for name, count in (("Motif", 3), ("Size", 667)):
        axis = OptionType.objects.create(product=product, name=name)
        OptionValue.objects.bulk_create(OptionValue(option=axis, value=f"{name} {n}", position=n) for n in range(count))
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        add_missing_variants(product_id=product.pk)
    assert refusal.value.message == "These options make 2001 variants. A product can have at most 2000."
    assert (MAX_VARIANTS, Variant.objects.count()) == (2000, 0)


def test_a_status_that_the_database_does_not_know_is_a_fault_and_not_the_same_options(channel):
    variant = make_product().variants.get()
    with pytest.raises(IntegrityError, match="variant_status"):
        set_variant_status(variant_ids=[variant.pk], status="sold", by=SHOP)
    assert Variant.objects.get().status == "active"


def test_parts_that_the_database_refuses_otherwise_are_a_fault_and_not_a_bundles_stock(channel):
    product = make_product(skus=["SET", "MUG"], stock=None)
    bundle, mug = product.variants.order_by("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE catalog_bundlecomponent ADD CONSTRAINT not_seven CHECK (quantity <> 7)")
    with pytest.raises(IntegrityError, match="not_seven"):
        set_bundle(variant_id=bundle.pk, components={mug.pk: 7}, by=SHOP)
    assert not BundleComponent.objects.exists()
