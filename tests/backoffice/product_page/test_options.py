"""The options of a product, and which variants have them."""

import pytest

from shop.catalog.models import OptionValue, Product, Variant
from shop.pricing.models import Price
from tests.backoffice.product_page.form import save
from tests.factories.catalog import make_product
from tests.pages import markup

pytestmark = pytest.mark.django_db


def test_two_variants_may_swap_their_options(staff, mug):
    rust, lake = OptionValue.objects.order_by("pk")
    name = f"option_{rust.option_id}"

    answer = save(staff, mug, **{f"variants-0-{name}": lake.pk, f"variants-1-{name}": rust.pk})

    assert answer.status_code == 302
    assert Variant.objects.get(sku="RUST").option_values.get() == lake
    assert Variant.objects.get(sku="RUST").options_key == str(lake.pk)
    assert Variant.objects.get(sku="LAKE").options_key == str(rust.pk)


def test_the_same_options_twice_are_an_error_in_the_form(staff, mug):
    rust = OptionValue.objects.order_by("pk")[0]

    answer = save(staff, mug, **{f"variants-1-option_{rust.option_id}": rust.pk})

    assert "Another variant has these options." in markup(answer)
    assert Variant.objects.get(sku="LAKE").option_values.get() != rust


def test_a_second_variant_needs_an_option_first(staff, channel):
    product = make_product("Bowl", skus=["BOWL"])

    answer = save(staff, product, **{"variants-TOTAL_FORMS": "2", "variants-1-sku": "BOWL-2", "variants-1-price": "5"})

    assert "Add an option first" in markup(answer)
    assert Variant.objects.count() == 1


def test_renaming_a_value_in_place_keeps_its_variants(staff, mug):
    rust = OptionValue.objects.order_by("pk")[0]

    save(staff, mug, **{"options-0-values": "Terracotta #C65F43\nLake"})

    rust.refresh_from_db()
    assert (rust.value, rust.swatch) == ("Terracotta", "#c65f43")
    assert Variant.objects.get(sku="RUST").option_values.get() == rust


def test_a_value_that_a_variant_has_cannot_be_left_out(staff, mug):
    answer = save(staff, mug, **{"options-0-values": "Rust", "name": "Other"})

    assert answer.status_code == 422
    assert "Variants use Glaze Lake." in markup(answer)
    assert Product.objects.get().name == "Dock mug"
    assert OptionValue.objects.count() == 2


def test_a_new_option_gives_its_first_value_to_all_and_makes_the_other_combinations_on_request(staff, mug):
    added = {
        "options-TOTAL_FORMS": "2", "options-1-name": "Size", "options-1-values": "Small\nLarge", "options-1-position": "1",
    }  # fmt: skip

    answer = save(staff, mug, button="_add_variants", **added)

    assert answer.status_code == 302
    small, large = OptionValue.objects.filter(option__name="Size")
    assert set(small.variants.values_list("sku", flat=True)) == {"RUST", "LAKE"}
    made = Variant.objects.filter(option_values=large)
    assert sorted(made.values_list("sku", flat=True)) == ["RUST-LAKE-LARGE", "RUST-RUST-LARGE"]
    assert set(Price.objects.values_list("amount_minor", flat=True)) == {1900}
    assert Price.objects.count() == 4
    assert Variant.objects.values("options_key").distinct().count() == 4


def test_new_rows_may_be_withdrawn_and_come_last(staff, mug):
    rows = {"variants-TOTAL_FORMS": "3", "variants-2-sku": "X", "variants-2-DELETE": "on"}

    assert save(staff, mug, **rows).status_code == 302
    assert list(Variant.objects.values_list("sku", flat=True)) == ["RUST", "LAKE"]
