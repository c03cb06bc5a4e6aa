"""What the rows of a Shopify file mean."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.imports.records import Notice, PictureRecord, RejectedRecord
from tests.imports.files import more, read, read_text, row


def test_reads_every_field_of_a_product(tmp_path):
    file = read(
        tmp_path,
        row(
            **{"Body_(HTML)": "<p>Line one\nLine two, with a comma</p>"},
            Title="  Dock   mug ",
            Vendor="Halden",
            Type="Mugs",
            Tags="blue, Stoneware,, blue ,BLUE",
            Published="true",
            Variant_SKU="DOCK",
            Variant_Grams="350",
            Variant_Inventory_Tracker="shopify",
            Variant_Inventory_Qty="12",
            Variant_Inventory_Policy="continue",
            Variant_Price="19.00",
            Variant_Compare_At_Price="24.00",
            Variant_Barcode="'4006381333931",
            Image_Src="https://cdn.example/mug.jpg?v=1",
            Image_Alt_Text="A blue mug",
            SEO_Title="Dock mug",
            SEO_Description="A mug.",
            Variant_Image="https://cdn.example/mug.jpg?v=2",
        ),
    )
    product = file.products[0]
    assert (product.handle, product.name, product.vendor, product.line) == ("mug", "Dock mug", "Halden", 2)
    assert product.description_html == "<p>Line one\nLine two, with a comma</p>"
    assert product.category_path == ("Mugs",)
    assert product.tags == ("Stoneware", "blue")
    assert product.status == "active"
    assert (product.seo_title, product.seo_description) == ("Dock mug", "A mug.")
    assert product.pictures == (PictureRecord("https://cdn.example/mug.jpg", "A blue mug"),)
    variant = product.variants[0]
    assert (variant.sku, variant.price_minor, variant.compare_at_minor) == ("DOCK", 1900, 2400)
    assert (variant.quantity, variant.tracked, variant.backorder) == (12, True, True)
    assert (variant.weight_grams, variant.barcode) == (350, "4006381333931")
    assert variant.picture_key == "https://cdn.example/mug.jpg"
    assert variant.options == ()
    assert file.refusals == ()
    assert file.notices == ()


def test_rows_of_one_handle_belong_together_wherever_they_stand(tmp_path):
    file = read(
        tmp_path,
        row(Handle="a", Title="A", Variant_SKU="A1", Option1_Name="Size", Option1_Value="S"),
        row(Handle="b", Title="B", Variant_SKU="B1"),
        more(Handle="A ", Variant_SKU="A2", Variant_Price="1", Option1_Value="M"),
    )
    assert [(product.handle, [v.sku for v in product.variants]) for product in file.products] == [
        ("a", ["A1", "A2"]),
        ("b", ["B1"]),
    ]


def test_the_row_with_the_title_is_the_head_even_if_it_comes_later(tmp_path):
    file = read(
        tmp_path,
        more(Variant_SKU="S", Variant_Price="1", Option1_Value="S"),
        row(Variant_SKU="M", Vendor="V", Option1_Name="Size", Option1_Value="M"),
    )
    assert (file.products[0].name, file.products[0].vendor) == ("Mug", "V")
    assert [v.options for v in file.products[0].variants] == [(("Size", "S"),), (("Size", "M"),)]


def test_a_row_without_variant_data_only_adds_a_picture(tmp_path):
    file = read(
        tmp_path, row(Image_Src="1.jpg"), more(Image_Src="2.jpg", Image_Alt_Text="Back"), more(Image_Src="1.jpg")
    )
    assert file.products[0].pictures == (PictureRecord("1.jpg"), PictureRecord("2.jpg", "Back"))
    assert len(file.products[0].variants) == 1


def test_pictures_are_ordered_by_their_positions(tmp_path):
    file = read(
        tmp_path,
        row(Image_Src="second.jpg", Image_Position="2"),
        more(Image_Src="first.jpg", Image_Position="1"),
        more(Image_Src="third.jpg", Image_Position="3"),
    )
    assert [picture.key for picture in file.products[0].pictures] == ["first.jpg", "second.jpg", "third.jpg"]


def test_a_picture_that_only_a_variant_names_is_a_picture_of_the_product(tmp_path):
    product = read(tmp_path, row(Image_Src="a.jpg", Variant_Image="b.jpg")).products[0]
    assert [picture.key for picture in product.pictures] == ["a.jpg", "b.jpg"]
    assert product.variants[0].picture_key == "b.jpg"


def test_a_row_with_nothing_in_it_is_noticed(tmp_path):
    file = read(tmp_path, row(), more())
    assert file.notices == (Notice(3, "mug", "the row holds neither a variant nor a picture"),)


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


BLANK = "Handle,Title,Body,Vendor,Tags,Status,SKU,Price,Barcode,Grams,Policy,Inventory quantity,SEO Title,Option1 Value"


@pytest.mark.parametrize(
    "text", ["Handle,SKU\na,A\n", f"{BLANK}\na,,,,,,A,,,,,,,\n".replace("Policy", "Inventory policy")]
)
def test_a_column_that_is_not_there_and_a_blank_cell_say_nothing(tmp_path, text):
    [product] = read_text(tmp_path, text).products
    [variant] = product.variants

    said = {name: getattr(product, name) for name in product.__slots__ if name not in ("handle", "variants", "line")}
    assert {name for name, value in said.items() if value not in (None, (), {}, False)} == set()
    said = {name: getattr(variant, name) for name in variant.__slots__ if name not in ("sku", "line")}
    assert {name for name, value in said.items() if value not in (None, (), "", False)} == set()


def test_a_blank_compare_at_price_and_a_blank_tracker_mean_none_as_shopify_writes_them(tmp_path):
    [product] = read_text(tmp_path, "Handle,SKU,Compare-at price,Inventory tracker\na,A,,\n").products

    assert (product.variants[0].compare_at_minor, product.variants[0].tracked) == (0, False)


LOCATIONS = {"Main warehouse": "main", "main": "main", "Shop Süd": "south", "south": "south"}


@pytest.mark.parametrize(
    "header",
    ["Main warehouse,Shop Süd", "Inventory Available: Main warehouse,Inventory Available: Shop Süd", "main,SOUTH"],
)
def test_columns_called_like_locations_count_what_lies_there(tmp_path, header):
    text = f"Handle,SKU,{header}\na,A,3,not stocked\nb,B,,0\n"
    products = read_text(tmp_path, text, locations=LOCATIONS).products

    assert [product.variants[0].counts for product in products] == [(("main", 3),), (("south", 0),)]


def test_rows_that_name_locations_are_one_variant_counted_at_each(tmp_path):
    text = (
        "Handle,Title,Option1 Name,Option1 Value,SKU,Location,Available,On hand (current),On hand (new)\n"
        "a,A,Size,S,AS,Main warehouse,1,3,\na,A,Size,S,AS,Shop Süd,5,5,7\na,A,Size,M,AM,Main warehouse,2,2,\n"
        "a,A,Size,M,AM,Moon,2,2,\na,A,Size,M,AM,main,9,9,9\n"
    )
    file = read_text(tmp_path, text, locations=LOCATIONS)

    assert [(v.sku, v.counts) for v in file.products[0].variants] == [
        ("AS", (("main", 3), ("south", 7))), ("AM", (("main", 2),)),
    ]  # fmt: skip
    assert [refusal.reason for refusal in file.refusals] == [
        'the shop has no location "Moon"', "same options as line 4: M",
    ]  # fmt: skip


def test_handles_of_other_scripts_stay_different_products(tmp_path):
    handles = ["חולצה-1", "מכנסיים-1", "1", "рубашка", "café", "cafe", "a/b", "a-b"]
    file = read(tmp_path, *(row(Handle=handle, Variant_SKU=str(n)) for n, handle in enumerate(handles)))

    found = [product.handle for product in file.products]
    assert found[:6] == handles[:6]
    assert len(set(found)) == len(handles)


@pytest.mark.parametrize(
    ("compare_at", "kept", "notices"),
    [
        ("24.00", 2400, ()),
        ("19.00", 0, ("the compare-at price is not above the price; it was left out",)),
        ("5", 0, ("the compare-at price is not above the price; it was left out",)),
        ("0.00", 0, ()),
        ("soon", None, ('the compare-at price "soon" is not an amount; it was left out',)),
    ],
)
def test_a_compare_at_price_must_be_above_the_price(tmp_path, compare_at, kept, notices):
    file = read(tmp_path, row(Variant_Compare_At_Price=compare_at))
    assert file.products[0].variants[0].compare_at_minor == kept
    assert tuple(notice.message for notice in file.notices) == notices


@pytest.mark.parametrize(
    ("tracker", "text", "quantity", "tracked", "notices"),
    [
        ("shopify", "7", 7, True, 0),
        ("shopify", "", None, True, 0),
        ("shopify", "-3", 0, True, 1),
        ("", "", None, False, 0),
        ("", "4", 4, False, 0),
    ],
)
def test_stock_is_counted_where_it_is_tracked(tmp_path, *, tracker, text, quantity, tracked, notices):
    file = read(tmp_path, row(Variant_Inventory_Tracker=tracker, Variant_Inventory_Qty=text))
    variant = file.products[0].variants[0]
    assert (variant.quantity, variant.tracked, len(file.notices)) == (quantity, tracked, notices)


def test_a_file_without_the_tracker_column_does_not_say_what_is_tracked(tmp_path):
    file = read_text(tmp_path, "Handle,Title,Price,Inventory quantity\na,A,1,5\nb,B,1,\n")
    assert [(p.variants[0].quantity, p.variants[0].tracked) for p in file.products] == [(5, None), (None, None)]


def test_half_a_piece_is_refused(tmp_path):
    file = read(tmp_path, row(Variant_Inventory_Tracker="shopify", Variant_Inventory_Qty="1.5"))
    assert file.refusals == (RejectedRecord(2, "mug", 'the quantity "1.5" is not a whole number'),)


@pytest.mark.parametrize(
    ("cells", "grams"),
    [
        ({"Variant_Grams": "454", "Variant_Weight_Unit": "kg"}, 454),  # the unit is only how it is shown
        ({"Variant_Weight": "1.5", "Variant_Weight_Unit": "lb"}, 680),
        ({"Variant_Weight": "2"}, 2000),
        ({}, None),
        ({"Variant_Grams": "heavy"}, None),
    ],
)
def test_weights_become_grams(tmp_path, cells, grams):
    file = read(tmp_path, row(**cells))
    assert file.products[0].variants[0].weight_grams == grams
    assert len(file.notices) == (cells.get("Variant_Grams") == "heavy")


@pytest.mark.parametrize(
    ("cells", "status", "notices"),
    [
        ({}, None, 0),
        ({"Published": "TRUE"}, "active", 0),
        ({"Published": "FALSE"}, "draft", 0),
        ({"Published": "false", "Status": "archived"}, "archived", 0),
        ({"Published": "true", "Status": "Draft"}, "draft", 0),
        ({"Published": "true", "Status": "active"}, "active", 0),
        ({"Published": "false", "Status": "active"}, "draft", 1),
        ({"Status": "unlisted"}, "draft", 1),
        ({"Gift_Card": "true", "Status": "active"}, "draft", 1),
    ],
)
def test_what_was_hidden_stays_hidden(tmp_path, cells, status, notices):
    file = read(tmp_path, row(**cells))
    assert file.products[0].status == status
    assert len(file.notices) == notices


def test_the_category_is_the_type_or_the_end_of_the_product_category(tmp_path):
    text = "Handle,Title,Price,Type,Product Category\na,A,1,Cups,Home > Mugs\nb,B,1,,Home & Garden > Mugs\nc,C,1,,\n"
    assert [p.category_path for p in read_text(tmp_path, text).products] == [("Cups",), ("Mugs",), None]


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12).map(str.strip)
WORDS = NAMES.filter(lambda text: text and not text.startswith("'"))
BODIES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from('",\n;'), max_size=60)
PRODUCTS = st.lists(
    st.tuples(
        WORDS, BODIES, st.lists(st.tuples(WORDS, st.integers(0, 10**7), st.integers(0, 99)), min_size=1, max_size=4)
    ),
    max_size=6,
)


@given(PRODUCTS)
def test_what_was_written_is_what_is_read(tmp_path_factory, products):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["Handle", "Title", "Body (HTML)", "Option1 Name", "Option1 Value", "Variant Price", "Variant Inventory Qty"]
    )
    expected = []
    for number, (title, body, variants) in enumerate(products):
        unique = {value.casefold(): (value, price, quantity) for value, price, quantity in variants}
        # One variant needs an option name other than Title, and "Default Title" is no value.
        for index, (value, price, quantity) in enumerate(unique.values()):
            head = [title, body, "Kind"] if index == 0 else ["", "", ""]
            writer.writerow([f"p{number}", *head, value, f"{price // 100}.{price % 100:02}", quantity])
        expected.append((f"p{number}", title, body.strip() or None, list(unique.values())))
    file = read_text(tmp_path_factory.mktemp("csv"), out.getvalue())
    assert file.refusals == ()
    assert [
        (p.handle, p.name, p.description_html, [(v.options[0][1], v.price_minor, v.quantity) for v in p.variants])
        for p in file.products
    ] == expected
