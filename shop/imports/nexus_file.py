"""Reads the shop's own product file, as `nexus_export` writes it and people change it. Pure: a path in, records out.

- A row is a variant of the product of its handle. The row with the name tells what belongs to the product: a cell that
  is blank there empties it. Without such a row nothing is said about the product.
- A blank cell of a variant keeps what the shop has; only barcode, former price, the day on which more is expected and
  the warning of few are emptied by it.
- A column that is not there says nothing. The order of products, options and variants is the shop's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from shop.catalog.models import OptionValue
from shop.core.slugs import check_slug
from shop.core.spreadsheets import unmark_text
from shop.imports.nexus import (
    MOST_OPTIONS,
    PRODUCT_COLUMNS,
    VARIANT_COLUMNS,
    option_columns,
    price_columns,
    stock_columns,
)
from shop.imports.nexus_cells import (
    read_attributes,
    read_bundle,
    read_day,
    read_exemption,
    read_names,
    read_number,
    read_pictures,
    read_word,
)
from shop.imports.records import (
    LevelRecord,
    Log,
    ProductFile,
    ProductRecord,
    State,
    Status,
    VariantRecord,
)
from shop.imports.skus import derive_skus
from shop.imports.table import Row, Table, read_table
from shop.imports.values import CellError, one_line, parse_amount

# Of columns that may be blank: what the record calls the value, and how its cell is read.
PRODUCT_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "description": ("description_html", unmark_text),
    "vendor": ("vendor", unmark_text),
    "category": ("category_path", lambda cell: read_names(cell, "category", ">")),
    "tags": ("tags", lambda cell: read_names(cell, "tags", ",")),
    "attributes": ("attributes", read_attributes),
    "seo_title": ("seo_title", unmark_text),
    "seo_description": ("seo_description", unmark_text),
    "released_on": ("released_on", lambda cell: read_day(cell, "Released on")),
    "withdrawal_exempt": ("withdrawal_exempt", read_exemption),
    "pictures": ("pictures", read_pictures),
}
_YES_OR_NO = {"yes": True, "no": False}


def read_nexus(
    *, path: Path, currency: str, decimals: int, locations: Mapping[str, str] | None = None, encoding: str = ""
) -> ProductFile:
    """Read the products of a file of the shop's own. Prices become minor units of `currency` (with `decimals` places).

    `locations` are the shop's, {name or code: code}.
    Raises: UnreadableFile (missing, empty, not a CSV file, or without the column Handle).
    """
    log = Log()
    columns = PRODUCT_COLUMNS | VARIANT_COLUMNS | option_columns(MOST_OPTIONS)
    columns |= price_columns(currency) | stock_columns(set((locations or {}).values()))
    table = read_table(
        path=path, columns=columns, required={"handle": "Handle"}, log=log, encoding=encoding, exact=True
    )
    reader = _Reader(table=table, currency=currency, decimals=decimals, log=log)
    groups = _rows_by_handle(table.rows, log)
    variants = {handle: reader.variants(handle, rows) for handle, rows in groups.items()}
    derive_skus(variants, log)
    products = tuple(reader.product(handle, rows, variants[handle]) for handle, rows in groups.items())
    return ProductFile(
        products=tuple(product for product in products if product),
        refusals=tuple(sorted(log.refusals, key=lambda refusal: refusal.line)),
        notices=tuple(sorted(log.notices, key=lambda notice: notice.line)),
    )


def _rows_by_handle(rows: Sequence[Row], log: Log) -> dict[str, list[Row]]:
    """Rows by handle, in the order in which handles appear."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        handle = unmark_text(row["handle"].strip())
        if not handle:
            log.refuse(row.line, "", gettext("the row has no handle"))
            continue
        try:
            check_slug(handle)
        except ValidationError:
            log.refuse(row.line, handle, gettext("the handle may hold letters, digits and dashes only"))
            continue
        groups[handle].append(row)
    return groups


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the rows of one product."""

    table: Table
    currency: str
    decimals: int
    log: Log

    def variants(self, handle: str, rows: Sequence[Row]) -> list[VariantRecord]:
        """The variants of the rows that are some; a row that cannot be read is refused in the log."""
        found: list[VariantRecord] = []
        places: dict[tuple[tuple[str, str], ...] | str, int] = {}
        for row in rows:
            if not any(cell for field, cell in row.cells.items() if field not in PRODUCT_COLUMNS.values()):
                continue
            try:
                variant = self._variant_record(row)
            except CellError as error:
                self.log.refuse(row.line, handle, str(error))
                continue
            key = variant.sku if variant.options is None or variant.state == "archived" else variant.options
            if places.setdefault(key, row.line) == row.line:
                found.append(variant)
            else:
                self.log.refuse(
                    row.line, handle, gettext("the same variant as line %(places)s") % {"places": places[key]}
                )
        return found

    def product(self, handle: str, rows: Sequence[Row], variants: Sequence[VariantRecord]) -> ProductRecord | None:
        """The record of a product; None where its rows make none."""
        head = next((row for row in rows if row["name"].strip()), None)
        for row in rows:
            if head and row is not head and row["name"].strip():
                self.log.note(
                    row.line,
                    handle,
                    gettext("its product columns were ignored; line %(line)s has them") % {"line": head.line},
                )
        if not variants and (head is None or len(rows) > 1):
            return None
        try:
            values = self._product_values(head) if head else {"name": None}
            swatches = self._swatches(rows)
        except CellError as error:
            self.log.refuse((head or rows[0]).line, handle, str(error))
            return None
        return ProductRecord(
            handle=handle,
            variants=tuple(variants),
            swatches=swatches,
            keeps_order=True,
            line=(head or rows[0]).line,
            **values,
        )

    def _product_values(self, row: Row) -> dict[str, Any]:
        """What a row tells of its product: nothing where there is no column, empty where the cell is blank."""
        values: dict[str, Any] = {"name": unmark_text(row["name"]), "status": read_word(row, "status", Status)}
        values["tax_class"] = unmark_text(row["tax_class"].strip()) or None
        for field, (name, read) in PRODUCT_READERS.items():
            if field in self.table.fields:
                values[name] = read(row[field])
        return values

    def _variant_record(self, row: Row) -> VariantRecord:
        price = self._read_amount(row, "price", gettext("the price"))
        former = self._read_amount(row, "former", gettext("the former price"))
        if former is not None and price is not None and former <= price:
            raise CellError(
                gettext('the former price "%(row)s" is not above the price') % {"row": row["former"].strip()}
            )
        tracked = row["tracked"].strip().casefold()
        if tracked and tracked not in _YES_OR_NO:
            raise CellError(
                gettext('"Stock tracked" is "%(tracked)s"; write yes or no') % {"tracked": one_line(tracked)}
            )
        return VariantRecord(
            sku=unmark_text(row["sku"]).strip(),
            source_sku=unmark_text(row["source_sku"]).strip(),
            price_minor=price,
            compare_at_minor=former if row["former"].strip() else (0 if "former" in self.table.fields else None),
            options=self._read_options_of(row),
            counts=self._counts(row),
            tracked=_YES_OR_NO.get(tracked),
            weight_grams=read_number(row, "weight", gettext("the weight")),
            barcode=unmark_text(row["barcode"]) if "barcode" in self.table.fields else None,
            state=read_word(row, "state", State),
            picture_key=row["picture"].strip(),
            levels=self._levels(row),
            parts=read_bundle(row["parts"]),
            line=row.line,
        )

    def _read_amount(self, row: Row, field: str, name: str) -> int | None:
        if not row[field].strip():
            return None
        try:
            return parse_amount(row[field], currency=self.currency, decimals=self.decimals)
        except CellError as error:
            raise CellError(f"{name} {error}") from None

    def _read_options_of(self, row: Row) -> tuple[tuple[str, str], ...] | None:
        """Names and values; None where the file has no columns for them, or a variant is told by its SKU alone."""
        pairs = []
        for number in range(1, MOST_OPTIONS + 1):
            name, value = (unmark_text(row[f"option{number}_{part}"]) for part in ("name", "value"))
            if name and value:
                pairs.append((name, value))
            elif name or value:
                text = gettext("option %(number)s has no value") if name else gettext("option %(number)s has no name")
                raise CellError(text % {"number": number})
        if len({name for name, _ in pairs}) < len(pairs):
            raise CellError(gettext("two options have the same name"))
        return tuple(pairs) or None

    def _counts(self, row: Row) -> tuple[tuple[str, int], ...]:
        counts = []
        for field in sorted(self.table.fields):
            if field.startswith("stock:"):
                code = field.removeprefix("stock:")
                units = read_number(row, field, gettext('the stock at "%(code)s"') % {"code": code})
                if units is not None:
                    counts.append((code, units))
        return tuple(counts)

    def _levels(self, row: Row) -> tuple[LevelRecord, ...]:
        """What is said about how the variant is sold from each location; a blank day or warning says there is none."""
        levels = []
        for code in sorted({field.partition(":")[2] for field in self.table.fields if ":" in field}):
            low = read_number(row, f"low:{code}", gettext('"Low at %(code)s"') % {"code": code})
            has_low, has_day = f"low:{code}" in self.table.fields, f"expected:{code}" in self.table.fields
            level = LevelRecord(
                code=code,
                backorder_limit=read_number(
                    row, f"backorder:{code}", gettext('"Back-orders %(code)s"') % {"code": code}
                ),
                safety=read_number(row, f"safety:{code}", gettext('"Kept back %(code)s"') % {"code": code}),
                expected_on=read_day(row[f"expected:{code}"], f"Expected {code}") if has_day else None,
                low_stock_at=-1 if has_low and low is None else low,
            )
            if level != LevelRecord(code=code):
                levels.append(level)
        return tuple(levels)

    def _swatches(self, rows: Sequence[Row]) -> dict[tuple[str, str], str]:
        """The colour of each value, as far as the file has colours: the first one that its rows name."""
        swatches: dict[tuple[str, str], str] = {}
        for row in rows:
            for number in range(1, MOST_OPTIONS + 1):
                field = f"option{number}_colour"
                name, value = (unmark_text(row[f"option{number}_{part}"]) for part in ("name", "value"))
                if field not in self.table.fields or not value:
                    continue
                colour = row[field].strip().lower()
                try:
                    if colour:
                        OptionValue._meta.get_field("swatch").run_validators(colour)
                except ValidationError:
                    raise CellError(
                        gettext('the colour "%(colour)s" is not written like #c65f43') % {"colour": one_line(colour)}
                    ) from None
                swatches[name, value] = swatches.get((name, value)) or colour
        return swatches
