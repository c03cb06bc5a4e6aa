"""What single cells of Shopify's product files say."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.imports.records import RejectedRecord
from tests.imports.files import read, read_text, row

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
