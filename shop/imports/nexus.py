"""The shop's own product file: what `nexus_export` writes and `nexus_file` reads. Names of columns, and cells. Pure.

One row is a variant. The first row of a product has its name, and with it what belongs to the product.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from django.utils.translation import gettext

from shop.core.spreadsheets import mark_text, unmark_text

PRODUCT_COLUMNS = {
    "Handle": "handle",
    "Name": "name",
    "Status": "status",
    "Description": "description",
    "Vendor": "vendor",
    "Category": "category",
    "Tags": "tags",
    "Attributes": "attributes",
    "Tax class": "tax_class",
    "SEO title": "seo_title",
    "SEO description": "seo_description",
    "Released on": "released_on",
    "No right of withdrawal": "withdrawal_exempt",
    "Pictures": "pictures",
}
VARIANT_COLUMNS = {
    "SKU": "sku",
    "Source SKU": "source_sku",
    "State": "state",
    "Barcode": "barcode",
    "Weight (g)": "weight",
    "Stock tracked": "tracked",
    "Picture": "picture",
    "Parts": "parts",
}
LEVEL_COLUMNS = {  # of each location, before its code
    "Stock": "stock",
    "Back-orders": "backorder",
    "Kept back": "safety",
    "Expected": "expected",
    "Low at": "low",
}
OPTION_PARTS = ("name", "value", "colour")
MOST_OPTIONS = 40  # of a product: `Variant.options_key` holds no more


def option_columns(count: int) -> dict[str, str]:
    """Return the columns of so many options, by header."""
    numbers = range(1, count + 1)
    return {f"Option {number} {part}": f"option{number}_{part}" for number in numbers for part in OPTION_PARTS}


def price_columns(currency: str) -> dict[str, str]:
    """Return the columns of prices in a currency, by header."""
    return {f"Price {currency}": "price", f"Former price {currency}": "former"}


def stock_columns(codes: Iterable[str]) -> dict[str, str]:
    """Return the columns of what lies at locations, by header; the field ends with the location's code."""
    return {f"{name} {code}": f"{field}:{code}" for code in codes for name, field in LEVEL_COLUMNS.items()}


def write_parts(parts: Iterable[tuple[str, int]]) -> str:
    """Return the cell of what a bundle is made of: "2 x MUG, 1 x BOWL"."""
    return write_list((f"{quantity} x {sku}" for sku, quantity in parts), between=",")


def read_parts(cell: str) -> tuple[tuple[str, int], ...]:
    """Return (SKU, quantity) of each part. Raises: csv.Error (a quotation mark is open), ValueError."""
    parts = []
    for text in read_list(cell, between=","):
        match = re.fullmatch(r"([1-9][0-9]{0,8})\s*[x×]\s+(.+)", text, re.DOTALL)
        if match is None:
            raise ValueError(text)
        parts.append((match[2], int(match[1])))
    return tuple(parts)


def write_list(items: Iterable[str], *, between: str) -> str:
    """Return the cell of several texts; one that holds the sign between them, or a quotation mark, is quoted."""
    parts = []
    for item in items:
        plain = item == item.strip() and item and not any(sign in item for sign in f'{between}"\r\n')
        parts.append(item if plain else '"' + item.replace('"', '""') + '"')
    return mark_text(f"{'' if between == ',' else ' '}{between} ".join(parts))


def read_list(cell: str, *, between: str) -> tuple[str, ...]:
    """Return the texts of a cell that `write_list` or a person wrote. Raises: csv.Error (a quotation mark is open)."""
    quoted = False
    parts, part = [], ""
    for character in unmark_text(cell):
        quoted ^= character == '"'
        if character == between and not quoted:
            parts.append(part)
            part = ""
        else:
            part += character
    if quoted:
        raise csv.Error(gettext("a quotation mark is not closed"))
    return tuple(filter(None, (_unquote(text.strip()) for text in [*parts, part])))


def _unquote(text: str) -> str:
    return text[1:-1].replace('""', '"') if len(text) > 1 and text[0] == text[-1] == '"' else text


def write_row(cells: Iterable[str]) -> str:
    """Return a line of a CSV file (RFC 4180)."""
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue()
