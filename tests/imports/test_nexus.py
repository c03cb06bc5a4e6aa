"""The shop's own product file: an export that is imported again changes nothing, and what people change arrives."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from shop.catalog.models import Category, OptionValue, Product, Variant
from shop.core.actor import GUEST, SYSTEM
from shop.core.errors import Forbidden
from shop.core.spreadsheets import mark_text, unmark_text
from shop.demo import catalogue
from shop.imports.nexus import read_list, write_list
from shop.imports.nexus_export import export_products
from shop.imports.operations import import_products
from shop.imports.records import ProductRecord, VariantRecord
from shop.inventory.models import Location, StockLevel
from shop.pricing.models import Price

pytestmark = pytest.mark.usefixtures("channel")

SHIRT = ProductRecord(
    handle="חולצה-כחולה",
    name="=HYPERLINK(1) shirt",
    variants=(
        VariantRecord(
            sku="-SH-L",
            price_minor=1900,
            compare_at_minor=2400,
            options=(("Size", "+L"), ("Colour", "Blue")),
            counts=(("main", 5), ("loft", 2)),
            weight_grams=200,
            barcode="04006381333931",
        ),
        VariantRecord(sku="SH-S", price_minor=1850, options=(("Size", "S"), ("Colour", "Blue")), counts=(("loft", 0),)),
        VariantRecord(sku="SH-X", price_minor=0, options=(("Size", "X"), ("Colour", "Blue")), tracked=False),
    ),
    description_html='<p>Two\nlines; "quoted", €</p>',
    vendor="'Halden",
    category_path=("Wear", "Shirts > Tops"),
    tags=("blue", 'a, "b"', "-new"),
    attributes={"Material": "Cotton", "@Care": "30°"},
    swatches={("Colour", "Blue"): "#0000c0"},
    seo_title="@shirt",
    seo_description="\tA shirt",
)


@pytest.fixture
def shop(now) -> None:
    Location.objects.create(code="loft", name="Loft", priority=5)
    import_products(records=[SHIRT], currency="EUR", actor=SYSTEM, now=now)


def exported() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(export_products(currency="EUR", actor=SYSTEM)), newline="")))


def run(path: Path, rows: list[dict[str, str]] | None = None) -> list[str]:
    if rows is not None:
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    out = io.StringIO()
    call_command("import_products", str(path), "--format", "nexus", stdout=out, stderr=io.StringIO())
    return out.getvalue().splitlines()


def assert_import_writes_nothing(path: Path) -> None:
    call_command("export_products", str(path), stdout=io.StringIO())
    before = path.read_bytes()
    with CaptureQueriesContext(connection) as context:
        lines = run(path)
    assert [q["sql"] for q in context if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert lines[-1] == "Nothing to do: the shop already holds all of it."
    call_command("export_products", str(path), stdout=io.StringIO())
    assert path.read_bytes() == before


def test_an_export_says_everything_and_no_cell_is_a_formula(shop):
    first, second, third = exported()
    assert first == {
        "Handle": "חולצה-כחולה",
        "Name": "'=HYPERLINK(1) shirt",
        "Status": "active",
        "Description": '<p>Two\nlines; "quoted", €</p>',
        "Vendor": "''Halden",
        "Category": 'Wear > "Shirts > Tops"',
        "Tags": 'blue, "a, ""b""", -new',
        "Attributes": '{"@Care": "30°", "Material": "Cotton"}',
        "Tax class": "standard",
        "SEO title": "'@shirt",
        "SEO description": "\tA shirt",
        "SKU": "'-SH-L",
        "Source SKU": "",
        "State": "active",
        "Barcode": "04006381333931",
        "Weight (g)": "200",
        "Stock tracked": "yes",
        "Option 1 name": "Size",
        "Option 1 value": "'+L",
        "Option 1 colour": "",
        "Option 2 name": "Colour",
        "Option 2 value": "Blue",
        "Option 2 colour": "#0000c0",
        "Option 3 name": "",
        "Option 3 value": "",
        "Option 3 colour": "",
        "Price EUR": "19.00",
        "Former price EUR": "24.00",
        "Stock main": "5",
        "Stock loft": "2",
    }
    assert (second["Handle"], second["Name"], second["Stock main"], second["Stock loft"]) == (
        "חולצה-כחולה", "", "", "0",
    )  # fmt: skip
    assert (third["Price EUR"], third["Former price EUR"], third["Stock tracked"]) == ("0.00", "", "no")


def test_importing_an_export_writes_no_row(shop, tmp_path):
    OptionValue.objects.filter(value="S").update(position=7)  # an order that its variants do not tell
    Variant.objects.filter(sku="SH-X").update(position=9, status="archived", source_sku="OLD")
    Variant.objects.filter(sku="SH-S").update(status="hidden")
    Product.objects.create(slug="empty", name="No variant yet")
    shirts = Product.objects.get(slug=SHIRT.handle).category
    assert shirts is not None
    Category.objects.create(parent=shirts.parent, name=shirts.name, slug="other")  # of the same name
    assert_import_writes_nothing(tmp_path / "products.csv")


def test_importing_an_export_of_the_demo_catalogue_writes_no_row(now, tmp_path):
    import_products(records=catalogue.products(60), currency="EUR", actor=SYSTEM, now=now)
    assert Product.objects.count() == 60
    assert_import_writes_nothing(tmp_path / "products.csv")


def test_an_export_makes_the_same_products_in_another_shop(shop, tmp_path):
    path = tmp_path / "products.csv"
    call_command("export_products", str(path), stdout=io.StringIO())
    before = path.read_bytes()
    Product.objects.update(slug="gone", name="Gone")
    for variant in Variant.objects.all():
        Variant.objects.filter(pk=variant.pk).update(sku=f"GONE-{variant.pk}")
    run(path)
    shirt = Product.objects.get(slug="חולצה-כחולה")
    assert (shirt.name, shirt.vendor, shirt.tags) == ("=HYPERLINK(1) shirt", "'Halden", ["blue", 'a, "b"', "-new"])
    assert [v.sku for v in shirt.variants.all()] == ["-SH-L", "SH-S", "SH-X"]
    assert before.decode("utf-8-sig").count("\r\n") == 4


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
        ({"State": "gone"}, 'the state is "gone"; it is one of active, hidden, archived'),
        ({"Status": "on"}, 'the status is "on"; it is one of draft, active, archived'),
        ({"Price EUR": "x"}, 'the price "x" is not an amount'),
        ({"Former price EUR": "1.00"}, 'the former price "1.00" is not above the price'),
        ({"Stock main": "-1"}, 'the stock at "main" is negative'),
        ({"Stock tracked": "maybe"}, '"Stock tracked" is "maybe"; it is yes or no'),
        ({"Attributes": "Oak"}, 'the attributes are not like {"Material": "Oak"}'),
        ({"Tags": 'a, "b'}, "the tags cannot be read: a quotation mark is not closed"),
        ({"Option 2 colour": "blue"}, 'the colour "blue" is none such as #c65f43'),
        ({"Option 2 value": ""}, "option 2 has no value"),
        ({"Handle": "a/b"}, "the handle may hold letters, digits and dashes only"),
    ],
)
def test_what_cannot_be_read_is_refused_with_line_and_reason(shop, tmp_path, change, reason):
    rows = exported()[:1]
    rows[0] |= change
    lines = run(tmp_path / "products.csv", rows)
    assert f"  line 2: {rows[0]['Handle']}: {reason}" in lines
    assert Product.objects.get().vendor == "'Halden"


def test_a_tax_class_without_a_rate_is_left_out(shop, tmp_path):
    rows = exported()
    rows[0]["Tax class"] = "zero"
    assert any('no rate for the tax class "zero"' in line for line in run(tmp_path / "products.csv", rows))
    assert Product.objects.get().tax_class == "standard"


def test_many_products_cost_few_queries(now, django_assert_max_num_queries):
    import_products(records=catalogue.products(60), currency="EUR", actor=SYSTEM, now=now)
    with django_assert_max_num_queries(16):
        assert len(list(export_products(currency="EUR", actor=SYSTEM))) > 60


def test_who_may_not_see_products_exports_none():
    with pytest.raises(Forbidden):
        export_products(currency="EUR", actor=GUEST)


@given(st.one_of(st.text(), st.text(alphabet="=+-@' \t\rab1")))
def test_a_text_comes_back_from_a_spreadsheet_cell_as_it_was(text):
    cell = mark_text(text)
    assert unmark_text(cell) == text
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


@given(st.lists(st.text(alphabet=st.sampled_from("ab,>\"' -=\n"), min_size=1), max_size=4), st.sampled_from(",>"))
def test_a_list_comes_back_from_a_cell_as_it_was(items, between):
    assert read_list(write_list(items, between=between), between=between) == tuple(items)
