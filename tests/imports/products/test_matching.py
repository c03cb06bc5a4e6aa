"""Which product, variant, option and category of the shop a record is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shop.catalog.models import Category, Media, OptionType, OptionValue, Product, Variant
from shop.imports.records import Notice, RejectedRecord
from shop.pricing.models import Price
from tests.factories.catalog import make_product
from tests.imports.products.records import FULL, STORED, product, sized, tallies, variant

pytestmark = pytest.mark.usefixtures("channel")


def test_variants_may_swap_their_options(run):
    run(product(sized("A", "S"), sized("B", "M")))
    assert tallies(run(product(sized("A", "M"), sized("B", "S")))) == (0, 1, 0, 0, 2, 0)
    assert dict(Variant.objects.values_list("sku", "option_values__value")) == {"A": "M", "B": "S"}
    keys = {v.sku: v.options_key for v in Variant.objects.all()}
    ids = dict(OptionValue.objects.values_list("value", "pk"))
    assert keys == {"A": str(ids["M"]), "B": str(ids["S"])}


def test_a_renamed_option_leaves_nothing_behind(run):
    run(product(sized("A", "S"), sized("B", "M")))
    run(product(variant("A", options=(("Taille", "S"),)), variant("B", options=(("Taille", "M"),))))
    assert list(OptionType.objects.values_list("name", flat=True)) == ["Taille"]
    assert OptionValue.objects.count() == 2


def test_a_variant_is_known_by_its_options_when_its_sku_is_new(run):
    run(product(sized("A", "S"), sized("B", "M")))
    known = Variant.objects.get(sku="B").pk
    assert tallies(run(product(sized("A", "S"), sized("NEW", "M")))) == (0, 1, 0, 0, 1, 1)
    assert Variant.objects.get(pk=known).sku == "NEW"


def test_what_only_the_shop_has_is_kept(run):
    run(FULL, pictures=STORED)
    report = run(replace(FULL, variants=FULL.variants[:1], pictures=()), pictures=STORED)
    assert Variant.objects.count() == 3
    assert Media.objects.count() == 2
    assert OptionValue.objects.count() == 3
    assert report.notices == [Notice(2, "mug", "kept, although they are not in the file: MUG-L, MUG-X")]


def test_options_of_a_variant_that_the_file_does_not_know_are_refused(run):
    run(product(sized("A", "S"), sized("B", "M")))
    report = run(product(sized("A", "M")))
    assert report.refusals == [
        RejectedRecord(3, "mug", 'the variant "B" in the shop has the options that "A" has in the file')
    ]
    assert dict(Variant.objects.values_list("sku", "option_values__value")) == {"A": "S", "B": "M"}


def test_a_sku_of_another_product_is_kept_as_a_code_and_one_is_derived(run):
    make_product("Dock mug", skus=("TAKEN",))
    records = [product(sized("TAKEN", "S"), sized("FREE", "M"))]

    report = run(*records)

    assert (report.refusals, report.notices) == (
        [], [Notice(3, "mug", 'the SKU "TAKEN" belongs to "dock-mug"; this one became "MUG-S"')],
    )  # fmt: skip
    found = Variant.objects.order_by("sku").values_list("sku", "source_sku", "product__slug")
    assert list(found) == [("FREE", "", "mug"), ("MUG-S", "TAKEN", "mug"), ("TAKEN", "", "dock-mug")]
    assert tallies(run(*records)) == (0, 0, 1, 0, 0, 2)
    assert tallies(run(product(sized("TAKEN", "S", price=100), sized("FREE", "M")))) == (0, 1, 0, 0, 1, 1)


def test_a_derived_sku_is_found_again_by_that_of_the_source_when_the_options_change(run):
    make_product("Dock mug", skus=("TAKEN",))
    run(product(sized("TAKEN", "S")))

    run(product(sized("TAKEN", "Small")))

    variant = Variant.objects.get(product__slug="mug")
    assert (variant.sku, variant.source_sku) == ("MUG-S", "TAKEN")
    assert [value.value for value in variant.option_values.all()] == ["Small"]


def test_two_records_are_never_the_same_variant(run):
    second = sized("MUG-M", "M", source_sku="A")
    run(product(second))

    assert run(product(sized("A", "S"), second)).refusals == []

    found = Variant.objects.order_by("sku").values_list("sku", "source_sku", "option_values__value")
    assert list(found) == [("A", "", "S"), ("MUG-M", "A", "M")]


def test_of_two_records_that_the_source_calls_the_same_the_second_is_refused(run):
    run(product(sized("MUG-M", "M", source_sku="A")))

    report = run(product(variant("X", options=None, source_sku="A"), variant("Y", 100, options=None, source_sku="A")))

    assert report.refusals == [RejectedRecord(3, "mug", 'another row is also the variant "MUG-M" in the shop')]
    assert Price.objects.get().amount_minor == 1900


def test_categories_whose_names_share_a_slug_are_two(run):
    names = ("Café", "Cafe", "C/D", "C-D", "כוסות", "צלחות")
    for number, name in enumerate(names):
        run(product(variant(str(number)), handle=str(number), category_path=(name,)))
    run(product(variant("0"), handle="0", category_path=("CAFÉ",)))

    assert sorted(Category.objects.values_list("name", flat=True)) == sorted(names)
    assert len(set(Category.objects.values_list("slug", flat=True))) == len(names)
    Category.objects.filter(name="Café").update(name="Coffee bar")
    run(product(variant("0"), handle="0", category_path=("Café",)))
    assert Product.objects.get(slug="0").category.name == "Coffee bar"


def test_a_product_that_was_made_by_hand_is_found_by_its_handle(run):
    make_product("Mug", skus=("MUG",), price_minor=100, stock=1)
    assert tallies(run(product())) == (0, 1, 0, 0, 1, 0)
    assert Price.objects.get().amount_minor == 1900
    assert tallies(run(product())) == (0, 0, 1, 0, 0, 1)


def test_categories_are_found_by_place_and_slug(run):
    table = Category.objects.create(name="Table", slug="table", description="Kept")
    run(
        product(category_path=("TABLE", "Mugs")),
        product(variant("B"), handle="b", category_path=("Mugs",)),
        product(variant("C"), handle="c", category_path=("Table",)),
    )
    paths = sorted((c.parent.name if c.parent else "", c.name) for c in Category.objects.all())
    assert paths == [("", "Mugs"), ("", "Table"), ("Table", "Mugs")]
    assert Product.objects.get(slug="c").category == table
