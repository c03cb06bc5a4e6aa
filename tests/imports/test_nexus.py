"""The shop's own product file: an export that is imported again changes nothing, and what people change arrives."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from shop.catalog.images import store_image
from shop.catalog.models import BundleComponent, Category, Media, OptionValue, Product, Variant
from shop.core.actor import GUEST, SYSTEM, By
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
    import_products(records=[SHIRT], currency="EUR", by=By(SYSTEM, now))


def exported() -> list[dict[str, str]]:
    return list(
        csv.DictReader(io.StringIO("".join(export_products(currency="EUR", by=By(SYSTEM, timezone.now()))), newline=""))
    )


def run(path: Path, rows: list[dict[str, str]] | None = None, *extra: str) -> list[str]:
    if rows is not None:
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    out = io.StringIO()
    call_command("import_products", str(path), "--format", "nexus", *extra, stdout=out, stderr=io.StringIO())
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
        "Released on": "",
        "No right of withdrawal": "",
        "Pictures": "",
        "SKU": "'-SH-L",
        "Source SKU": "",
        "State": "active",
        "Barcode": "04006381333931",
        "Weight (g)": "200",
        "Stock tracked": "yes",
        "Picture": "",
        "Parts": "",
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
        "Back-orders main": "0",
        "Kept back main": "0",
        "Expected main": "",
        "Low at main": "",
        "Stock loft": "2",
        "Back-orders loft": "0",
        "Kept back loft": "0",
        "Expected loft": "",
        "Low at loft": "",
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
    import_products(records=catalogue.products(60), currency="EUR", by=By(SYSTEM, now))
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


@pytest.fixture
def everything(shop, now, settings, tmp_path) -> None:
    """A product with all that staff can give it, and a bundle that stands before its parts."""
    settings.MEDIA_ROOT = tmp_path / "media"
    colours = ("#c00000", "#0000c0", "#00c000")
    stored = [store_image(source=Image.new("RGB", (400, 300), colour), root=settings.MEDIA_ROOT) for colour in colours]
    shirt = Product.objects.get()
    for position, (image, alt) in enumerate(zip(stored, ('Front, "red"', "", "=Back"), strict=True)):
        size = {"width": image.width, "height": image.height, "widths": list(image.widths), "tint": image.tint}
        Media.objects.create(product=shirt, path=image.path, alt=alt, position=7 - position, **size)
    Variant.objects.filter(sku="SH-S").update(media=Media.objects.get(alt="=Back"))
    Product.objects.update(released_on="2027-02-28", withdrawal_exempt="16(e)", tax_class="standard")
    StockLevel.objects.filter(variant__sku="-SH-L", location__code="main").update(
        backorder_limit=30, safety=2, expected_on="2026-12-31", low_stock_at=0
    )
    parts = VariantRecord(sku='SET "A", 1', price_minor=5000, parts=(("-SH-L", 2), ("SH-S", 1)))
    bundle = ProductRecord(handle="set", name="Set", variants=(parts,), keeps_order=True)
    import_products(records=[bundle], currency="EUR", by=By(SYSTEM, now))


def test_everything_that_staff_give_a_product_is_exported(everything, settings):
    rows = exported()
    first, second, third = [row for row in rows if row["Handle"] == SHIRT.handle]
    paths = [media.path for media in Media.objects.order_by("position")]
    address = "{}/media/{}/400.jpg".format
    assert json.loads(first["Pictures"]) == {
        address(settings.SITE_URL, paths[0]): "=Back",
        address(settings.SITE_URL, paths[1]): "",
        address(settings.SITE_URL, paths[2]): 'Front, "red"',
    }
    assert list(json.loads(first["Pictures"]).values()) == ["=Back", "", 'Front, "red"']
    assert (first["Released on"], first["No right of withdrawal"]) == ("2027-02-28", "16(e)")
    assert (first["Picture"], second["Picture"]) == ("", address(settings.SITE_URL, paths[0]))
    names = ("Stock main", "Back-orders main", "Kept back main", "Expected main", "Low at main")
    assert [first[name] for name in names] == ["5", "30", "2", "2026-12-31", "0"]
    assert [row["Parts"] for row in rows if row["Handle"] == "set"] == ["2 x -SH-L, 1 x SH-S"]
    assert third["Parts"] == ""


def test_importing_an_export_of_everything_writes_no_row(everything, tmp_path):
    assert_import_writes_nothing(tmp_path / "products.csv")


def forget_all() -> None:
    """Empty the shop of its products, as far as its rules allow: by another name they are others."""
    for number, product in enumerate(Product.objects.all()):
        Product.objects.filter(pk=product.pk).update(slug=f"gone-{number}", status="archived")
    for variant in Variant.objects.all():
        Variant.objects.filter(pk=variant.pk).update(sku=f"GONE-{variant.pk}", source_sku="")


def export_of(handles: set[str]) -> list[dict[str, str]]:
    return [row for row in exported() if row["Handle"] in handles]


@pytest.mark.parametrize("dry_run", [False, True])
def test_an_export_makes_equal_products_in_a_shop_that_has_none(everything, tmp_path, dry_run):
    handles = {SHIRT.handle, "set"}
    before = export_of(handles)
    forget_all()
    path = tmp_path / "products.csv"
    if dry_run:
        assert run(path, before, "--dry-run")[1:4] == [
            "Dry run: nothing was written. An import would give:",
            "  products: 2 created, 0 changed, 0 unchanged",
            "  variants: 4 created, 0 changed, 0 unchanged",
        ]
        assert export_of(handles) == []
        return
    lines = run(path, before)
    assert lines[1:] == [
        "  products: 2 created, 0 changed, 0 unchanged",
        "  variants: 4 created, 0 changed, 0 unchanged",
    ]
    assert sorted(export_of(handles), key=str) == sorted(before, key=str)


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


def test_many_products_cost_few_queries(now, django_assert_max_num_queries):
    import_products(records=catalogue.products(60), currency="EUR", by=By(SYSTEM, now))
    with django_assert_max_num_queries(16):
        assert len(list(export_products(currency="EUR", by=By(SYSTEM, timezone.now())))) > 60


def test_who_may_not_see_products_exports_none():
    with pytest.raises(Forbidden):
        export_products(currency="EUR", by=By(GUEST, timezone.now()))


@given(st.one_of(st.text(), st.text(alphabet="=+-@' \t\rab1")))
def test_a_text_comes_back_from_a_spreadsheet_cell_as_it_was(text):
    cell = mark_text(text)
    assert unmark_text(cell) == text
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


@given(st.lists(st.text(alphabet=st.sampled_from("ab,>\"' -=\n"), min_size=1), max_size=4), st.sampled_from(",>"))
def test_a_list_comes_back_from_a_cell_as_it_was(items, between):
    assert read_list(write_list(items, between=between), between=between) == tuple(items)
