"""WooCommerce's product file: what becomes of each kind of row, and that a second run changes nothing."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from shop.catalog.models import Product, Variant
from shop.imports.records import Notice, ProductFile, ProductRecord, RejectedRecord
from shop.imports.woocommerce import read_woocommerce

HEADER = (
    'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,Is featured?,Visibility in catalog,Short description,'
    "Description,Date sale price starts,Date sale price ends,Tax status,Tax class,In stock?,Stock,Low stock amount,"
    "Backorders allowed?,Sold individually?,Weight (kg),Length (cm),Sale price,Regular price,Categories,Tags,"
    "Shipping class,Images,Parent,Grouped products,External URL,Position,Brands,Attribute 1 name,"
    "Attribute 1 value(s),Attribute 1 visible,Attribute 1 global,Attribute 2 name,Attribute 2 value(s),"
    "Attribute 2 visible,Attribute 2 global,Meta: _yoast_wpseo_title"
)
COLUMNS = next(csv.reader([HEADER]))


def row(**cells: str) -> dict[str, str]:
    """A simple product; names are beginnings of columns with "_" for what is no letter."""
    usual = {"ID": "10", "Type": "simple", "SKU": "MUG", "Name": "Mug", "Published": "1", "Regular price": "19"}
    named = {next(c for c in COLUMNS if _key(c).startswith(name.lower())): text for name, text in cells.items()}
    return dict.fromkeys(COLUMNS, "") | {"In stock?": "1", "Tax status": "taxable"} | usual | named


def _key(column: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in column.lower())


def variation(parent: str = "SHIRT", **cells: str) -> dict[str, str]:
    return row(**{"Type": "variation", "ID": "21", "SKU": "", "Name": "Shirt - x", "Parent": parent, **cells})


SHIRT = row(
    ID="20", Type="variable", SKU="SHIRT", Name="Shirt", Regular_price="", Stock="", Attribute_1_name="Size",
    Attribute_1_value="S, M", Attribute_1_visible="1", Attribute_2_name="Material", Attribute_2_value="Cotton, Wool",
    Attribute_2_visible="1",
)  # fmt: skip


def save(path: Path, *rows: dict[str, str]) -> Path:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    path.write_text("\ufeff" + out.getvalue())
    return path


@pytest.fixture
def read(tmp_path):
    def read_rows(
        *rows: dict[str, str], owners: dict[str, str] | None = None, taken: tuple[str, ...] = ()
    ) -> ProductFile:
        return read_woocommerce(
            path=save(tmp_path / "w.csv", *rows),
            currency="EUR",
            decimals=2,
            today=date(2026, 6, 15),
            owners=lambda skus: {sku: handle for sku, handle in (owners or {}).items() if sku in skus},
            taken=lambda handles: set(taken) & set(handles),
        )

    return read_rows


def one(file: ProductFile) -> ProductRecord:
    assert file.refusals == ()
    [product] = file.products
    return product


def test_a_simple_product_is_read_whole(read):
    mug = row(
        GTIN="4006381333931", Short_description="Blue.", Description="First\\nline.\\n\\nSecond.",
        Categories="Kitchen, Kitchen > Mugs > Big\\, round", Tags="blue, new", Stock="7", Backorders="notify",
        Weight="0.35", Sale_price="15,50", Images="https://x.example/a.jpg?v=1, https://x.example/b.png",
        Brands="Halden", Attribute_1_name="Material", Attribute_1_value="Clay, Glaze", Attribute_1_visible="1",
        Attribute_2_name="Secret", Attribute_2_value="x", Attribute_2_visible="0", Meta="Mug!",
    )  # fmt: skip
    product = one(read(mug))
    assert (product.handle, product.name, product.status, product.vendor) == ("mug", "Mug", "active", "Halden")
    assert product.description_html == "<p>Blue.</p>\n<p>First<br>line.</p>\n<p>Second.</p>"
    assert (product.category_path, product.tags) == (("Kitchen", "Mugs", "Big, round"), ("blue", "new"))
    assert (product.attributes, product.seo_title) == ({"Material": "Clay, Glaze"}, "Mug!")
    assert [picture.key for picture in product.pictures] == ["https://x.example/a.jpg", "https://x.example/b.png"]
    [variant] = product.variants
    assert (variant.sku, variant.price_minor, variant.compare_at_minor, variant.options) == ("MUG", 1550, 1900, ())
    assert (variant.tracked, variant.quantity, variant.backorder) == (True, 7, True)
    assert (variant.weight_grams, variant.barcode, variant.state) == (350, "4006381333931", None)


def test_variations_find_their_parent_by_sku_or_id_wherever_they_stand(read):
    small_row = variation(
        Attribute_1_name="Size", Attribute_1_value="S", SKU="S-S", Stock="3", Images="https://x/s.jpg"
    )
    medium_row = variation("id:20", Attribute_1_name="Size", Attribute_1_value="M", Published="0", Stock="parent")
    product = one(read(small_row, SHIRT, medium_row))
    assert (product.handle, product.attributes) == ("shirt", {"Material": "Cotton, Wool"})
    small, medium = product.variants
    assert (small.sku, small.options, small.quantity, small.state) == ("S-S", (("Size", "S"),), 3, None)
    assert small.picture_key == "https://x/s.jpg"
    assert (medium.sku, medium.options, medium.quantity, medium.state) == ("SHIRT-M", (("Size", "M"),), None, "hidden")


@pytest.mark.parametrize(
    ("cells", "price", "former", "notice"),
    [
        ({"Sale_price": "15"}, 1500, 1900, ""),
        ({"Sale_price": "15", "Date_sale_price_starts": "2026-06-15", "Date_sale_price_ends": "2026-06-15 23:59:59"},
         1500, 1900, "the sale price was set; it does not end by itself on 2026-06-15"),
        ({"Sale_price": "15", "Date_sale_price_starts": "2026-06-16"}, 1900, 0,
         "the sale begins on 2026-06-16; its price 15 was left out"),
        ({"Sale_price": "15", "Date_sale_price_ends": "2026-06-14"}, 1900, 0, "the sale is over; its price 15 was left out"),
        ({"Sale_price": "19"}, 1900, 0, ""),
        ({}, 1900, 0, ""),
        ({"Regular_price": ""}, None, None, ""),
    ],
)  # fmt: skip
def test_a_sale_price_counts_while_the_sale_runs(read, cells, price, former, notice):
    file = read(row(**cells))
    [variant] = one(file).variants
    assert (variant.price_minor, variant.compare_at_minor) == (price, former)
    assert [n.message for n in file.notices if "sale" in n.message] == ([notice] if notice else [])


@pytest.mark.parametrize(
    ("cells", "tracked", "quantity"),
    [
        ({"Stock": "5"}, True, 5), ({"Stock": "5.0"}, True, 5), ({"Stock": "'-2"}, True, 0),
        ({"Stock": "", "In_stock": "1"}, False, None), ({"Stock": "", "In_stock": "0"}, True, 0),
        ({"Stock": "", "In_stock": ""}, None, None),
    ],
)  # fmt: skip
def test_stock_that_is_not_managed_is_there_or_sold_out(read, cells, tracked, quantity):
    [variant] = one(read(row(**cells))).variants
    assert (variant.tracked, variant.quantity) == (tracked, quantity)


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({}, "active"), ({"Published": "0"}, "draft"), ({"Published": "'-1"}, "draft"), ({"Published": ""}, None),
        ({"Published": "-1"}, "draft"), ({"Visibility": "hidden"}, "draft"), ({"Type": "simple, downloadable"}, "draft"),
        ({"Type": "simple, virtual"}, "active"),
    ],
)  # fmt: skip
def test_only_what_is_published_is_sold(read, cells, status):
    assert one(read(row(**cells))).status == status


@pytest.mark.parametrize(
    ("cells", "tax_class"),
    [
        ({}, "standard"), ({"Tax_class": "reduced-rate"}, "reduced-rate"), ({"Tax_status": "none"}, "zero-rate"),
        ({"Tax_status": ""}, None),
    ],
)  # fmt: skip
def test_the_tax_class_is_kept(read, cells, tax_class):
    assert one(read(row(**cells))).tax_class == tax_class


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([row(Type="grouped")], RejectedRecord(2, "Mug", "a grouped product only lists other products, which are imported separately")),
        ([row(Type="external")], RejectedRecord(2, "Mug", "an external product is sold elsewhere")),
        ([row(Type="subscription")], RejectedRecord(2, "Mug", 'the type "subscription" is unknown')),
        ([row(Name="")], RejectedRecord(2, "MUG", "the name is missing")),
        ([row(Regular_price="x")], RejectedRecord(2, "Mug", 'the price "x" is not an amount')),
        ([row(Sale_price="9", Date_sale_price_ends="soon")],
         RejectedRecord(2, "Mug", 'the date of the sale "soon" is not like 2026-12-31')),
        ([variation("GONE")], RejectedRecord(2, "Shirt - x", 'its parent "GONE" is not a variable product in the file')),
        ([variation("")], RejectedRecord(2, "Shirt - x", 'its parent "" is not a variable product in the file')),
        ([SHIRT], RejectedRecord(2, "Shirt", "a variable product without variations")),
        ([SHIRT, variation(Attribute_1_name="Size", Attribute_1_value="S"), variation(Attribute_1_name="Size")],
         RejectedRecord(4, "Shirt", 'the variation is for any "Size"; write one for each value')),
    ],
)  # fmt: skip
def test_what_cannot_be_sold_is_refused_with_line_and_reason(read, rows, refusal):
    assert read(*rows).refusals == (refusal,)


def test_two_products_of_one_name_stay_two_and_none_takes_the_place_of_another_in_the_shop(read):
    file = read(row(), row(SKU="MUG-2", ID="11"), taken=())
    first, second = (product.handle for product in file.products)
    assert first == "mug"
    assert second.startswith("mug-")
    [other] = read(row(), taken=("mug",)).products
    assert other.handle.startswith("mug-")


def test_a_product_is_the_one_of_the_shop_that_has_its_sku_whatever_it_is_called_now(read):
    assert one(read(row(Name="Cup"), owners={"MUG": "mug"})).handle == "mug"


def test_a_further_category_is_told(read):
    file = read(row(Categories="A > B, C"))
    assert one(file).category_path == ("A", "B")
    assert file.notices[-1] == Notice(2, "mug", "a product is in one category; left out: C")


def test_a_second_run_changes_nothing_also_without_skus(channel, tmp_path):
    rows = [
        row(SKU="", Stock="3"), row(SKU="", ID="11", Stock="4"), SHIRT,
        variation(Attribute_1_name="Size", Attribute_1_value="S", Stock="3"),
        variation(Attribute_1_name="Size", Attribute_1_value="M", Stock="1"),
    ]  # fmt: skip
    path = save(tmp_path / "w.csv", *rows)

    def run() -> list[str]:
        out = io.StringIO()
        call_command("import_products", str(path), "--format", "woocommerce", stdout=out, stderr=io.StringIO())
        return out.getvalue().splitlines()

    assert run()[1:3] == [
        "  products: 3 created, 0 changed, 0 unchanged",
        "  variants: 4 created, 0 changed, 0 unchanged",
    ]
    assert run()[1:3] == [
        "  products: 0 created, 0 changed, 3 unchanged",
        "  variants: 0 created, 0 changed, 4 unchanged",
    ]
    assert (Product.objects.count(), Variant.objects.count()) == (3, 4)
