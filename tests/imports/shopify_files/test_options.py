"""Options and SKUs of Shopify's product files."""

from __future__ import annotations

import pytest

from shop.imports.records import Notice, RejectedRecord
from tests.imports.files import more, read, read_text, row


@pytest.mark.parametrize("value", ["Default Title", "Pennsylvania Field Notes", ""])
def test_one_variant_with_the_option_title_has_no_options(tmp_path, value):
    file = read(tmp_path, row(Option1_Name="Title", Option1_Value=value))
    assert file.products[0].variants[0].options == ()


def test_an_option_called_title_with_several_values_is_an_option(tmp_path):
    file = read(
        tmp_path,
        row(Option1_Name="Title", Option1_Value="Small", Variant_SKU="S"),
        more(Option1_Value="Large", Variant_SKU="L", Variant_Price="2"),
    )
    assert [v.options for v in file.products[0].variants] == [(("Title", "Small"),), (("Title", "Large"),)]


def test_up_to_three_options_keep_their_order_and_first_spelling(tmp_path):
    head = row(
        Option1_Name="Size", Option1_Value="S", Option2_Name="Colour", Option2_Value="Red",
        Option3_Name="Fit", Option3_Value="Slim", Variant_SKU="1",
    )  # fmt: skip
    file = read(
        tmp_path,
        head,
        more(Option1_Value="M", Option2_Value="red", Option3_Value="SLIM", Variant_SKU="2", Variant_Price="1"),
    )
    assert [v.options for v in file.products[0].variants] == [
        (("Size", "S"), ("Colour", "Red"), ("Fit", "Slim")),
        (("Size", "M"), ("Colour", "Red"), ("Fit", "Slim")),
    ]


def test_an_option_without_a_name_gets_one_that_is_marked_as_made_up(tmp_path):
    file = read(tmp_path, row(Option1_Value="Blue", Option2_Name="Size", Option2_Value="S"))
    assert file.products[0].variants[0].options == (("Option 1", "Blue"), ("Size", "S"))
    assert file.products[0].unnamed_options == ("Option 1",)


def test_titles_in_place_of_handles_are_never_one_product(tmp_path):
    file = read_text(tmp_path, "Handle,Title,Variant Price\n,Tee (red),10\n,Tee red,20\n,Tee red!,30\n")
    assert [product.name for product in file.products] == ["Tee (red)", "Tee red", "Tee red!"]
    assert [product.handle for product in file.products] == ["tee-red-49d3149f", "tee-red", "tee-red-0b151c75"]


def test_the_same_options_twice_are_refused_the_second_time(tmp_path):
    file = read(
        tmp_path,
        row(Option1_Name="Size", Option1_Value="S", Variant_SKU="1"),
        more(Option1_Value="s", Variant_SKU="2", Variant_Price="1"),
        more(Option1_Value="M", Variant_SKU="3", Variant_Price="1"),
    )
    assert [v.sku for v in file.products[0].variants] == ["1", "3"]
    assert file.refusals == (RejectedRecord(3, "mug", "same options as line 2: s"),)


def test_a_variant_that_lacks_an_option_is_refused(tmp_path):
    file = read(tmp_path, row(Option1_Name="Size", Option1_Value="S"), more(Variant_SKU="X", Variant_Price="1"))
    assert file.refusals == (RejectedRecord(3, "mug", 'the option "Size" has no value'),)


def test_two_options_of_one_name_refuse_the_product(tmp_path):
    file = read(tmp_path, row(Option1_Name="Size", Option1_Value="S", Option2_Name="size", Option2_Value="M"))
    assert file.products == ()
    assert file.refusals == (RejectedRecord(2, "mug", "two options have the same name: Size, size"),)


def test_missing_skus_are_derived_from_handle_and_options(tmp_path):
    file = read(
        tmp_path,
        row(Variant_SKU="", Option1_Name="Size", Option1_Value="XL / wide"),
        more(Variant_Price="1", Option1_Value="½"),
        more(Variant_Price="1", Option1_Value="¼"),
        row(Handle="other", Variant_SKU=""),
    )
    skus = [variant.sku for product in file.products for variant in product.variants]
    assert skus[0] == "MUG-XL-WIDE"
    assert skus[3] == "OTHER"
    assert len(set(skus)) == 4
    again = read(tmp_path, more(Handle="x", Title="X", Variant_Price="1"), *[
        row(Variant_SKU="", Option1_Name="Size", Option1_Value="½"),
        more(Variant_Price="1", Option1_Value="¼"),
    ])  # fmt: skip
    assert [variant.sku for variant in again.products[1].variants] == skus[1:3]


def test_a_derived_sku_gives_way_to_a_written_one(tmp_path):
    file = read(tmp_path, row(Handle="mug", Variant_SKU=""), row(Handle="other", Variant_SKU="MUG"))
    skus = [variant.sku for product in file.products for variant in product.variants]
    assert skus[1] == "MUG"
    assert skus[0].startswith("MUG-")


def test_a_sku_belongs_to_the_first_good_row_that_has_it(tmp_path):
    file = read(
        tmp_path,
        row(Handle="a", Variant_SKU="X", Variant_Price="bad"),
        row(Handle="b", Variant_SKU="X"),
        row(Handle="c", Variant_SKU="X", Option1_Name="Size", Option1_Value="S"),
        more(Handle="c", Variant_SKU="x", Variant_Price="1", Option1_Value="M"),
    )
    assert [(p.handle, [v.sku for v in p.variants]) for p in file.products] == [("b", ["X"]), ("c", ["C-S", "x"])]
    assert file.products[1].variants[0].source_sku == "X"
    assert file.refusals == (RejectedRecord(2, "a", 'the price "bad" is not an amount'),)
    assert file.notices == (Notice(4, "c", 'the SKU "X" is used on line 3; this one became "C-S"'),)


def test_a_row_without_title_and_handle_is_refused(tmp_path):
    file = read(tmp_path, row(Handle="", Title="", Variant_SKU="2"), row(Handle="", Title="Named by title"))
    assert file.refusals == (RejectedRecord(2, "", "the row has no handle"),)
    assert file.products[0].handle == "named-by-title"


def test_a_title_that_differs_is_noticed(tmp_path):
    file = read(
        tmp_path, row(Option1_Name="S", Option1_Value="1"), row(Title="Cup", Variant_SKU="B", Option1_Value="2")
    )
    assert file.notices == (Notice(3, "mug", 'the title "Cup" was ignored, line 2 has one'),)
