"""Exports as rows of cells, and the import of such rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from shop.core.actor import SYSTEM, By
from shop.imports.nexus_export import export_products
from shop.imports.records import ProductRecord, VariantRecord

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


def export_of(handles: set[str]) -> list[dict[str, str]]:
    return [row for row in exported() if row["Handle"] in handles]
