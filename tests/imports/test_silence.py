"""What a file does not say of options, barcodes and counts is never taken from the shop."""

from __future__ import annotations

import pytest

from shop.catalog.models import OptionValue, Variant
from shop.core.actor import SYSTEM, By
from shop.imports.operations import ImportReport, import_products
from shop.imports.woocommerce import read_woocommerce
from shop.inventory.models import StockLevel
from tests.imports.files import read_text

pytestmark = pytest.mark.usefixtures("channel")

SHOP = """\
Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Price,Variant Barcode,Qty
tee,Tee,Colour,Red,Size,S,T-1,10.00,4006381333931,3
tee,,,Red,,M,T-2,10.00,,4
tee,,,Blue,,S,T-3,10.00,,5
""".replace("Qty", "Variant Inventory Qty")


@pytest.fixture
def bring(tmp_path, now):
    def bring(text: str) -> ImportReport:
        records = read_text(tmp_path, text).products
        return import_products(records=records, currency="EUR", by=By(SYSTEM, now))

    bring(SHOP)
    OptionValue.objects.filter(value="Red").update(swatch="#c00000")
    return bring


def options() -> dict[str, dict[str, str]]:
    return {
        variant.sku: {value.option.name: value.value for value in variant.option_values.all()}
        for variant in Variant.objects.order_by("sku")
    }


OPTIONS = {
    "T-1": {"Colour": "Red", "Size": "S"},
    "T-2": {"Colour": "Red", "Size": "M"},
    "T-3": {"Colour": "Blue", "Size": "S"},
}


@pytest.mark.parametrize(
    "text",
    [
        SHOP.replace("Option1 Name", "x").replace("Option2 Name", "y"),
        SHOP.replace("Colour", "").replace("Size", ""),
        SHOP.replace("Colour", ""),
        SHOP.replace("Option2 Name", "y"),
    ],
    ids=["no columns", "blank", "one blank", "one column"],
)
def test_options_that_a_file_does_not_name_keep_their_names(bring, text):
    report = bring(text)
    assert options() == OPTIONS
    assert (report.variants.unchanged, report.variants.changed, report.notices) == (3, 0, [])


def test_options_that_neither_file_nor_shop_name_get_a_name(bring):
    report = bring("Handle,Title,Option1 Value,Option2 Value,Variant SKU,Variant Price\nhat,Hat,Red,L,H-1,5\n")
    assert options() == {"H-1": {"Option 1": "Red", "Option 2": "L"}, **OPTIONS}
    assert [notice.message for notice in report.notices] == [
        'an option has values but no name; it is called "Option 1"',
        'an option has values but no name; it is called "Option 2"',
    ]


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("is_column", [False, True], ids=["blank", "no column"])
def test_options_without_values_in_a_file_keep_theirs(bring, number, is_column):
    kept, price = ("Size", "Colour")[number - 1], 1200
    text = SHOP.replace("10.00", "12.00")
    if is_column:
        text = text.replace(f"Option{number} Value", "x").replace(f"Option{number} Name", "y")
    else:
        for value in ("Red", "Blue") if number == 1 else (",S,", ",M,"):
            text = text.replace(value, ",," if number == 2 else "")
    report = bring(text)
    assert options() == OPTIONS
    first = Variant.objects.get(sku="T-1")
    assert first.prices.get().amount_minor == price
    assert [f"T-1 keeps {('Colour Red', 'Size S')[number - 1]}: the file has no value for it"] == [
        notice.message for notice in report.notices if "T-1 keeps" in notice.message
    ]
    assert kept in options()["T-1"]


def test_a_file_with_blank_values_of_all_options_still_changes_prices(bring):
    text = (
        SHOP.replace("10.00", "12.00").replace("Red", "").replace("Blue", "").replace(",S,", ",,").replace(",M,", ",,")
    )
    report = bring(text)
    assert options() == OPTIONS
    assert [variant.prices.get().amount_minor for variant in Variant.objects.all()] == [1200] * 3
    assert report.refusals == []


def test_of_two_new_rows_without_options_the_first_is_the_product(bring):
    report = bring("Handle,Title,Option1 Value,Variant SKU,Variant Price\nhat,Hat,,H-1,5\nhat,,,H-2,6\n")
    assert options() == {"H-1": {}, **OPTIONS}
    assert [refusal.reason for refusal in report.refusals] == [
        'the shop has no variant "H-2" of this product, and the file has no options to make one'
    ]


def test_a_new_variant_has_all_options_that_the_others_have(bring):
    report = bring("Handle,Option1 Name,Option1 Value,Variant SKU,Variant Price\ntee,Colour,Green,T-4,10\n")
    assert [refusal.reason for refusal in report.refusals] == [
        "a new variant needs a value for Size, as the others have"
    ]
    assert options() == OPTIONS


def test_the_colours_of_values_stay_when_their_option_is_renamed(bring):
    bring(SHOP.replace("Colour", "Color").replace("Red", "red"))
    assert options()["T-1"] == {"Color": "red", "Size": "S"}
    assert OptionValue.objects.get(value="red").swatch == "#c00000"


def test_a_sale_price_alone_keeps_the_former_price(bring, now, tmp_path):
    path = tmp_path / "woo.csv"
    path.write_text("Type,SKU,Name,Sale price,Regular price\nsimple,T-1,Tee,8.00,\n")
    variant = (
        read_woocommerce(
            path=path, currency="EUR", decimals=2, today=now.date(), owners=lambda skus: {}, taken=lambda handles: set()
        )
        .products[0]
        .variants[0]
    )
    assert (variant.price_minor, variant.compare_at_minor) == (800, None)


def test_a_variant_that_cannot_take_its_options_costs_no_other_row(bring):
    """T-3 takes the options of T-2, which is not in the file: T-3 is refused, and keeps those that T-9 asks for."""
    report = bring(
        "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Price\n"
        "tee,Tee,Colour,Red,Size,S,T-1,12\ntee,,,Red,,M,T-3,12\ntee,,,Blue,,S,T-9,12\n"
    )
    assert [(refusal.line, refusal.reason) for refusal in report.refusals] == [
        (3, 'the variant "T-2" in the shop has the options that "T-3" has in the file'),
        (4, 'the variant "T-3" in the shop has the options that "T-9" has in the file'),
    ]
    assert options() == OPTIONS
    assert Variant.objects.get(sku="T-1").prices.get().amount_minor == 1200


def test_a_barcode_that_a_spreadsheet_rounded_replaces_none(bring):
    report = bring(SHOP.replace("4006381333931", "4.00638E+12"))
    assert Variant.objects.get(sku="T-1").barcode == "4006381333931"
    assert [notice.message for notice in report.notices] == [
        'the barcode "4.00638E+12" was rounded by a spreadsheet; it was left out'
    ]


def test_a_count_that_can_be_read_in_two_ways_is_refused(bring, tmp_path):
    file = read_text(tmp_path, SHOP.replace(",3\n", ",1.000\n"))
    assert [refusal.reason for refusal in file.refusals] == [
        'the quantity "1.000" can be read in two ways; write it without a point'
    ]
    bring(SHOP.replace(",3\n", ",1.000\n"))
    assert StockLevel.objects.get(variant__sku="T-1").on_hand == 3
