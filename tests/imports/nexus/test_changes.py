"""What people change in an export arrives."""

from __future__ import annotations

import json
from datetime import date

import pytest

from shop.catalog.models import BundleComponent, Media, OptionValue, Product, Variant
from shop.inventory.models import StockLevel
from shop.pricing.models import Price
from tests.imports.nexus.spreadsheets import SHIRT, export_of, exported, run

pytestmark = pytest.mark.usefixtures("channel")


def test_a_bundle_changes_alone_and_is_told(everything, tmp_path):
    rows = export_of({"set"})
    rows[0]["Parts"] = "3 x SH-S"
    assert run(tmp_path / "p.csv", rows)[1:] == [
        "  products: 0 created, 1 changed, 0 unchanged",
        "  variants: 0 created, 1 changed, 0 unchanged",
    ]
    assert list(BundleComponent.objects.values_list("component__sku", "quantity")) == [("SH-S", 3)]
    rows[0]["Parts"] = ""
    assert run(tmp_path / "p.csv", rows)[-1] == "Nothing to do: the shop already holds all of it."
    for parts, reason in (
        ("2 x NONE", 'the shop has no "NONE", a part of "SET "A", 1"'),
        ("0 x SH-S", 'the part "0 x SH-S" is not like "2 x MUG-1"'),
        ("1 x SH-S, 2 x SH-S", "two parts are the same"),
        ("99999 x SH-S", "Enter a quantity from 1 to 10,000 for each part."),
    ):
        rows[0]["Parts"] = parts
        assert any(reason in line for line in run(tmp_path / "p.csv", rows)), parts
    assert list(BundleComponent.objects.values_list("component__sku", "quantity")) == [("SH-S", 3)]


def test_pictures_change_places_and_texts_and_those_of_elsewhere_are_told(everything, tmp_path):
    rows = export_of({SHIRT.handle})
    one, two, three = json.loads(rows[0]["Pictures"])
    gone = "https://old.example/media/p/ab/abcdefabcdefabcd/400.jpg"
    rows[0]["Pictures"] = json.dumps({three: "Last becomes first", gone: "Elsewhere", one: ""})
    lines = run(tmp_path / "p.csv", rows)
    assert "Pictures were left out (1); name their folder with --images, or use --fetch-images." in lines
    found = list(
        Media.objects.filter(product__slug=SHIRT.handle).order_by("position", "pk").values_list("alt", flat=True)
    )
    assert found == ["Last becomes first", "", ""]
    assert two


def test_what_is_sold_before_it_is_there_is_never_less_than_orders_hold(everything, tmp_path):
    StockLevel.objects.filter(variant__sku="-SH-L", location__code="main").update(reserved=0)
    rows = export_of({SHIRT.handle})
    rows[0] |= {"Back-orders main": "0", "Kept back main": "", "Expected main": "", "Low at main": ""}
    run(tmp_path / "p.csv", rows)
    level = StockLevel.objects.get(variant__sku="-SH-L", location__code="main")
    assert (level.backorder_limit, level.safety, level.expected_on, level.low_stock_at) == (0, 2, None, None)
    rows[1] |= {"Back-orders main": "4"}
    run(tmp_path / "p.csv", rows)
    level = StockLevel.objects.get(variant__sku="SH-S", location__code="main")
    assert (level.on_hand, level.backorder_limit) == (0, 4)


def test_a_barcode_with_a_wrong_check_digit_is_imported_and_told(shop, tmp_path):
    rows = exported()
    rows[0]["Barcode"] = "4006381333930"
    lines = run(tmp_path / "p.csv", rows)
    assert any(
        'the barcode "4006381333930" is not a valid GTIN, which would end with 1; it was imported as it is' in line
        for line in lines
    )
    assert Variant.objects.get(sku="-SH-L").barcode == "4006381333930"


def test_a_blank_day_says_that_none_is_expected_and_makes_no_level(everything, tmp_path):
    row = {
        "Handle": SHIRT.handle,
        "SKU": "-SH-L",
        "Expected main": "",
        "Low at main": "",
        "Expected loft": "2027-01-02",
    }
    other = {"Handle": SHIRT.handle, "SKU": "SH-S", "Expected main": "", "Low at main": "", "Expected loft": ""}
    count = StockLevel.objects.count()
    run(tmp_path / "p.csv", [row, other])
    levels = StockLevel.objects.filter(variant__sku="-SH-L").order_by("location__code")
    assert list(levels.values_list("location__code", "expected_on", "low_stock_at", "backorder_limit")) == [
        ("loft", date(2027, 1, 2), None, 0), ("main", None, None, 30),
    ]  # fmt: skip
    assert StockLevel.objects.count() == count


def test_the_summary_says_which_blank_cells_emptied(everything, tmp_path):
    rows = export_of({SHIRT.handle})
    rows[0] |= {"Vendor": "", "Released on": "", "Barcode": "", "Former price EUR": "", "Category": ""}
    assert (
        "Emptied by blank cells: barcode (line 2); category (line 2); former price (line 2); released on (line 2);"
        " vendor (line 2)." in run(tmp_path / "p.csv", rows)
    )
    assert not any("Emptied" in line for line in run(tmp_path / "p.csv", rows))


def test_what_people_change_arrives_and_blank_cells_of_the_product_empty(shop, tmp_path):
    rows = exported()
    rows[0] |= {"Vendor": "", "Tags": "red, round", "Category": "", "Attributes": "", "Option 2 colour": "#ff0000"}
    rows[1] |= {"State": "hidden", "Price EUR": "21,50", "Stock loft": "8", "Weight (g)": ""}
    rows[0] |= {"Former price EUR": "", "Barcode": "", "Stock main": ""}
    run(tmp_path / "products.csv", rows)
    shirt = Product.objects.get()
    assert (shirt.vendor, shirt.tags, shirt.category, shirt.attributes) == ("", ["red", "round"], None, {})
    assert OptionValue.objects.get(value="Blue").swatch == "#ff0000"
    large, small, _ = shirt.variants.all()
    assert (small.status, large.barcode, large.weight_grams) == ("hidden", "", 200)
    assert list(Price.objects.order_by("variant__position").values_list("amount_minor", "compare_at_minor")) == [
        (1900, None), (2150, None), (0, None),
    ]  # fmt: skip
    levels = StockLevel.objects.order_by("variant__position", "location__code")
    assert list(levels.values_list("variant__sku", "location__code", "on_hand")) == [
        ("-SH-L", "loft", 2), ("-SH-L", "main", 5), ("SH-S", "loft", 8),
    ]  # fmt: skip


def test_a_sorted_file_and_one_of_few_columns_say_no_more_than_they_hold(shop, tmp_path):
    rows = exported()
    run(tmp_path / "products.csv", [rows[2], rows[1], rows[0]])
    assert Product.objects.get().vendor == "'Halden"
    few = [{"Handle": row["Handle"], "SKU": row["SKU"], "Price EUR": "5.00"} for row in rows[1:]]
    lines = run(tmp_path / "products.csv", few)
    assert lines[1:3] == [
        "  products: 0 created, 1 changed, 0 unchanged",
        "  variants: 0 created, 2 changed, 0 unchanged",
    ]
    shirt = Product.objects.get()
    assert (shirt.name, shirt.vendor, shirt.tags) == ("=HYPERLINK(1) shirt", "'Halden", ["blue", 'a, "b"', "-new"])
    assert list(StockLevel.objects.filter(variant__sku="-SH-L").values_list("on_hand", flat=True)) == [5, 2]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"State": "gone"}, 'the state is "gone"; write one of active, hidden, archived'),
        ({"Status": "on"}, 'the status is "on"; write one of draft, active, archived'),
        ({"Price EUR": "x"}, 'the price "x" is not an amount'),
        ({"Former price EUR": "1.00"}, 'the former price "1.00" is not above the price'),
        ({"Stock main": "-1"}, 'the stock at "main" is negative'),
        ({"Stock tracked": "maybe"}, '"Stock tracked" is "maybe"; write yes or no'),
        ({"Attributes": "Oak"}, 'the attributes are not like {"Material": "Oak"}'),
        ({"Tags": 'a, "b'}, "the tags cannot be read: a quotation mark is not closed"),
        ({"Option 2 colour": "blue"}, 'the colour "blue" is not written like #c65f43'),
        ({"Option 2 value": ""}, "option 2 has no value"),
        ({"Released on": "tomorrow"}, '"Released on" is "tomorrow"; write a day as 2026-12-24'),
        ({"Expected main": "2026-02-30"}, '"Expected main" is "2026-02-30"; write a day as 2026-12-24'),
        ({"Back-orders main": "x"}, '"Back-orders main" "x" is not a whole number'),
        ({"Kept back main": "-1"}, '"Kept back main" is negative'),
        ({"Pictures": "a.jpg"}, 'the pictures are not like {"https://…": "A mug"}'),
        ({"No right of withdrawal": "16"}, '"No right of withdrawal" is "16"; write one of 16(c), 16(d), 16(e)'),
        ({"Handle": "a/b"}, "the handle may hold letters, digits and dashes only"),
    ],
)
def test_what_cannot_be_read_is_refused_with_line_and_reason(shop, tmp_path, change, reason):
    rows = exported()[:1]
    rows[0] |= change
    lines = run(tmp_path / "products.csv", rows)
    assert any(line.startswith(f"  line 2: {rows[0]['Handle']}: {reason}") for line in lines), lines
    assert Product.objects.get().vendor == "'Halden"


def test_a_tax_class_without_a_rate_is_left_out(shop, tmp_path):
    rows = exported()
    rows[0]["Tax class"] = "zero"
    assert any('no rate for the tax class "zero"' in line for line in run(tmp_path / "products.csv", rows))
    assert Product.objects.get().tax_class == "standard"
