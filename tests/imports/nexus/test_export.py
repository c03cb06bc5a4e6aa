"""The shop's own product file: what an export says, and that importing it again changes nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop.catalog.models import Category, Media, OptionValue, Product, Variant
from shop.core.actor import GUEST, SYSTEM, By
from shop.core.errors import Forbidden
from shop.demo import catalogue
from shop.imports.nexus_export import export_products
from shop.imports.operations import import_products
from tests.imports.nexus.spreadsheets import SHIRT, export_of, exported, run
from tests.imports.products.records import written

pytestmark = pytest.mark.usefixtures("channel")


def assert_import_writes_nothing(path: Path) -> None:
    call_command("export_products", str(path), stdout=io.StringIO())
    before = path.read_bytes()
    with CaptureQueriesContext(connection) as context:
        lines = run(path)
    assert written(context) == []
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


def test_many_products_cost_few_queries(now, django_assert_max_num_queries):
    import_products(records=catalogue.products(60), currency="EUR", by=By(SYSTEM, now))
    with django_assert_max_num_queries(16):
        assert len(list(export_products(currency="EUR", by=By(SYSTEM, timezone.now())))) > 60


def test_who_may_not_see_products_exports_none():
    with pytest.raises(Forbidden):
        export_products(currency="EUR", by=By(GUEST, timezone.now()))
