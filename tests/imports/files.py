"""Small Shopify files for tests."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from shop.imports.records import ProductFile
from shop.imports.shopify import read_shopify

HEADER = (  # noqa: SIM905 - shorter than a list
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
    "Option3 Name,Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,"
    "Variant Inventory Policy,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Image Position,"
    "Image Alt Text,Gift Card,SEO Title,SEO Description,Variant Image,Variant Weight,Variant Weight Unit,Status"
).split(",")


def row(**cells: str) -> dict[str, str]:
    """A row that can be imported; names are those of the columns with "_" for spaces."""
    usual = {"Handle": "mug", "Title": "Mug", "Variant SKU": "MUG", "Variant Price": "19.00"}
    return dict.fromkeys(HEADER, "") | usual | {name.replace("_", " "): text for name, text in cells.items()}


def more(**cells: str) -> dict[str, str]:
    """A row that continues the product before it."""
    return row(**{"Title": "", "Variant_SKU": "", "Variant_Price": ""} | cells)


def text_of(*rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read(tmp_path: Path, *rows: dict[str, str], currency: str = "EUR", decimals: int = 2) -> ProductFile:
    """Write the rows to a file and read it. The first row stands on line 2."""
    return read_text(tmp_path, text_of(*rows), currency=currency, decimals=decimals)


def read_text(
    tmp_path: Path,
    text: str | bytes,
    *,
    currency: str = "EUR",
    decimals: int = 2,
    locations: dict[str, str] | None = None,
    encoding: str = "",
) -> ProductFile:
    path = tmp_path / "products.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_shopify(path=path, currency=currency, decimals=decimals, locations=locations, encoding=encoding)
