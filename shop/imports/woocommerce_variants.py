"""The variants of a WooCommerce product file: prices, sales, stock and options, row by row. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from shop.imports.records import Log, VariantRecord
from shop.imports.shopify_variants import picture_key
from shop.imports.table import Row, Table
from shop.imports.values import CellError, one_line, parse_amount, parse_quantity, parse_weight, unmark


def split_cell(cell: str) -> list[str]:
    """Return the values of a cell with commas between them; `\\,` is a comma of a value."""
    parts = re.split(r"(?<!\\),", unmark(cell))
    return list(dict.fromkeys(text for part in parts if (text := one_line(part.replace("\\,", ",")))))


def read_attributes(row: Row) -> Iterator[tuple[str, list[str], bool]]:
    """Yield name, values and visibility of each attribute of a row."""
    for field in row.cells:
        if match := re.fullmatch(r"attribute(\d+)_name", field):
            number = match[1]
            if name := one_line(unmark(row[field])):
                visible = row[f"attribute{number}_visible"] not in ("0", "no")
                yield name, split_cell(row[f"attribute{number}_values"]), visible


@dataclass(frozen=True, slots=True)
class VariationReader:
    """Reads the variants of one product after the other. Sales count as of `today`."""

    table: Table
    currency: str
    decimals: int
    today: date
    log: Log

    def read(self, handle: str, row: Row, variations: Sequence[Row]) -> list[VariantRecord]:
        """The product itself, or its variations; a row that cannot be read is refused in the log."""
        names = {name: values for name, values, _ in read_attributes(row)}
        used = {name for one in variations for name, values, _ in read_attributes(one) if values}
        options = [name for name in names if name in used] + sorted(used - set(names))
        found: list[VariantRecord] = []
        lines: dict[tuple[str, ...], int] = {}
        for one in variations or [row]:
            try:
                variant = self._woocommerce_variant(one, handle, options if variations else [])
            except CellError as error:
                self.log.refuse(one.line, handle, str(error))
                continue
            key = tuple(value.casefold() for _, value in variant.options or ())
            if lines.setdefault(key, one.line) == one.line:
                found.append(variant)
            else:
                self.log.refuse(
                    one.line,
                    handle,
                    gettext("same options as line %(lines)s: %(key)s") % {"lines": lines[key], "key": " / ".join(key)},
                )
        return found

    def _woocommerce_variant(self, row: Row, handle: str, options: Sequence[str]) -> VariantRecord:
        price, former = self._prices(row, handle)
        tracked, quantity = self._stock(row, handle)
        backorders = row["backorders"].casefold()
        published = unmark(row["published"])
        is_variation = bool(options)
        pictures = split_cell(row["images"])
        return VariantRecord(
            sku=one_line(unmark(row["sku"])),
            price_minor=price,
            compare_at_minor=former,
            options=_woocommerce_options(row, options),
            quantity=quantity,
            tracked=tracked,
            backorder=None if not backorders else backorders in ("1", "notify", "yes"),
            weight_grams=self._weight(row, handle),
            barcode=one_line(unmark(row["barcode"])) or None,
            picture_key=picture_key(pictures[0]) if is_variation and pictures else "",
            state="hidden" if is_variation and published and published != "1" else None,
            line=row.line,
        )

    def _prices(self, row: Row, handle: str) -> tuple[int | None, int | None]:
        """What it costs today, and the former price: 0 where there is none, None where the file says nothing."""
        regular, sale = (
            self._woocommerce_amount(row, "price", gettext("the price")),
            self._woocommerce_amount(row, "sale", gettext("the sale price")),
        )
        if sale is None:
            return regular, 0 if "sale" in self.table.fields and regular is not None else None
        begins, ends = (_woocommerce_day(row[name]) for name in ("sale_from", "sale_to"))
        if (begins and self.today < begins) or (ends and self.today > ends):
            text = gettext("the sale begins on %(day)s; its price %(price)s was left out")
            if ends and self.today > ends:
                text = gettext("the sale is over; its price %(price)s was left out")
            self.log.note(row.line, handle, text % {"day": begins, "price": one_line(row["sale"])})
            return regular, 0
        if regular is None:
            return sale, None
        if sale >= regular:
            return sale, 0
        if ends:
            self.log.note(
                row.line,
                handle,
                gettext("the sale price was set; it does not end by itself on %(ends)s") % {"ends": ends},
            )
        return sale, regular

    def _woocommerce_amount(self, row: Row, field: str, name: str) -> int | None:
        if not row[field]:
            return None
        try:
            return parse_amount(row[field], currency=self.currency, decimals=self.decimals)
        except CellError as error:
            raise CellError(f"{name} {error}") from None

    def _stock(self, row: Row, handle: str) -> tuple[bool | None, int | None]:
        """Whether it is counted, and the count."""
        stock = row["stock"].casefold()
        if stock == "parent":
            self.log.note(
                row.line, handle, gettext("its stock is shared with other variations; the quantity was left out")
            )
            return True, None
        if stock:
            try:
                quantity = parse_quantity(re.sub(r",(?!000\Z)0+\Z", "", stock))
            except CellError as error:
                raise CellError(gettext("the stock %(error)s") % {"error": error}) from None
            if quantity < 0:
                self.log.note(
                    row.line,
                    handle,
                    gettext("the stock %(quantity)s is negative; it was set to 0") % {"quantity": quantity},
                )
            return True, max(quantity, 0)
        if "stock" not in self.table.fields or not row["in_stock"]:
            return None, None
        return (True, 0) if row["in_stock"].casefold() in ("0", "no") else (False, None)

    def _weight(self, row: Row, handle: str) -> int | None:
        for field in self.table.fields:
            if field.startswith("weight:") and row[field]:
                try:
                    return parse_weight(row[field], unit=field.removeprefix("weight:"))
                except CellError as error:
                    self.log.note(row.line, handle, gettext("the weight %(error)s; it was left out") % {"error": error})
        return None


def _woocommerce_options(row: Row, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    values = {name: values for name, values, _ in read_attributes(row)}
    for name in names:
        if len(values.get(name, ())) != 1:
            raise CellError(gettext('the variation is for any "%(name)s"; write one for each value') % {"name": name})
    return tuple((name, values[name][0]) for name in names)


def _woocommerce_day(cell: str) -> date | None:
    if not cell:
        return None
    try:
        return date.fromisoformat(cell[:10])
    except ValueError:
        raise CellError(
            gettext('the date of the sale "%(cell)s" is not like 2026-12-31') % {"cell": one_line(cell)[:40]}
        ) from None
