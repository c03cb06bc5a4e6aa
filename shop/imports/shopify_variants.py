"""The variants of a Shopify product file: prices, stock, options and SKUs, row by row. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from shop.imports.records import Log, VariantRecord
from shop.imports.skus import derive_skus
from shop.imports.table import Row, Table, normalise_header
from shop.imports.values import CellError, one_line, parse_amount, parse_quantity, parse_weight, unmark

_NOT_STOCKED = frozenset({"not stocked", "n/a", "-"})
_CONTINUE_WORDS = frozenset({"continue", "true", "1", "yes"})


@dataclass(frozen=True, slots=True)
class Head:
    """What a product's rows share. `options` are the option names by column number (1 to 3), only those in use.

    None: the file says nothing about options. `unnamed` are names that the file does not tell.
    """

    handle: str
    row: Row
    variant_rows: tuple[Row, ...]
    options: Mapping[int, str] | None
    unnamed: tuple[str, ...] = ()


def is_variant_row(row: Row) -> bool:
    """Whether a row describes a variant; other rows only add a picture."""
    names = ("price", "sku", "quantity", "location", "option1_value", "option2_value", "option3_value")
    return any(row[name] for name in names)


def picture_key(url: str) -> str:
    """A picture's URL without its query: the same picture is often named with different versions."""
    return url.partition("?")[0].partition("#")[0]


def read_variants(
    *, table: Table, heads: Mapping[str, Head], money: tuple[str, int], places: Mapping[str, str], log: Log
) -> dict[str, list[VariantRecord]]:
    """The variants of every product, in the file's order; rows that cannot be one are refused in `log`.

    `money` is the currency and its decimal places, `places` the shop's locations, {normalised name: code}.
    Rows with the same options in one product that name different locations are one variant, counted at each; of other
    rows with the same options the earlier one wins. A SKU that an earlier product has is kept as a code, and another
    one is derived.
    """
    reader = _Reader(table=table, currency=money[0], decimals=money[1], places=places, log=log)
    found: dict[str, dict[tuple[str, ...], VariantRecord]] = {handle: {} for handle in heads}
    owners = [(row, head) for head in heads.values() for row in head.variant_rows]
    for row, head in sorted(owners, key=lambda owner: owner[0].line):
        try:
            variant = reader.read(row, head)
            _add_variant(variant, found[head.handle], is_place=bool(row["location"]))
        except CellError as error:
            log.refuse(row.line, head.handle, str(error))
    variants = {handle: _unify_spelling(rows.values()) for handle, rows in found.items()}
    derive_skus(variants, log)
    return variants


def _add_variant(variant: VariantRecord, known: dict[tuple[str, ...], VariantRecord], *, is_place: bool) -> None:
    """Add a variant to those of its product, or its count to the same one. Raises: CellError for the same again."""
    options = variant.options or ()
    key = tuple(value.casefold() for _, value in options) if variant.options is not None else ("", variant.sku)
    earlier = known.get(key)
    if earlier is None:
        known[key] = variant
    elif is_place and not {code for code, _ in earlier.counts} & {code for code, _ in variant.counts}:
        known[key] = replace(earlier, counts=earlier.counts + variant.counts)
    else:
        values = " / ".join(value for _, value in options)
        raise CellError(
            (gettext("same options as line %(line)s: %(values)s") % {"line": earlier.line, "values": values})
            if values
            else (gettext("same product as line %(line)s") % {"line": earlier.line})
        )


def _unify_spelling(variants: Iterable[VariantRecord]) -> list[VariantRecord]:
    """One spelling for each option value of a product: the first one ("Red", then "red", are one value)."""
    spelling: dict[tuple[str, str], str] = {}
    unified = []
    for variant in variants:
        pairs = variant.options or ()
        options = tuple((name, spelling.setdefault((name, value.casefold()), value)) for name, value in pairs)
        unified.append(replace(variant, options=None if variant.options is None else options))
    return unified


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one row into one variant."""

    table: Table
    currency: str
    decimals: int
    places: Mapping[str, str]
    log: Log

    def read(self, row: Row, head: Head) -> VariantRecord:
        """Raises: CellError (a cell that cannot be read, an option without a value, an unknown location)."""
        price = self._price(row)
        quantity = self._quantity(row, head, "quantity")
        return VariantRecord(
            sku=one_line(unmark(row["sku"])),
            price_minor=price,
            compare_at_minor=self._compare_at(row, head, price),
            options=None if head.options is None else _read_options(row, head.options),
            quantity=quantity,
            counts=self._counts(row, head),
            tracked=bool(row["tracker"]) if "tracker" in self.table.fields else None,
            backorder=row["policy"].casefold() in _CONTINUE_WORDS if row["policy"] else None,
            weight_grams=self._weight(row, head),
            barcode=one_line(unmark(row["barcode"])) or None,
            picture_key=picture_key(row["variant_image"]),
            line=row.line,
        )

    def _price(self, row: Row) -> int | None:
        if not row["price"]:
            return None
        try:
            return parse_amount(row["price"], currency=self.currency, decimals=self.decimals)
        except CellError as error:
            raise CellError(gettext("the price %(error)s") % {"error": error}) from None

    def _compare_at(self, row: Row, head: Head, price: int | None) -> int | None:
        """The former price; 0 where there is none, None where the file says nothing."""
        if not row["compare_at"]:
            return 0 if "compare_at" in self.table.fields else None
        try:
            amount = parse_amount(row["compare_at"], currency=self.currency, decimals=self.decimals)
        except CellError as error:
            self.log.note(
                row.line, head.handle, gettext("the compare-at price %(error)s; it was left out") % {"error": error}
            )
            return None
        if price is None or amount > price:
            return amount
        if amount:
            self.log.note(
                row.line, head.handle, gettext("the compare-at price is not above the price; it was left out")
            )
        return 0

    def _quantity(self, row: Row, head: Head, field: str) -> int | None:
        if not row[field] or row[field].casefold() in _NOT_STOCKED:
            return None
        try:
            quantity = parse_quantity(row[field])
        except CellError as error:
            raise CellError(gettext("the quantity %(error)s") % {"error": error}) from None
        if quantity < 0:
            self.log.note(
                row.line,
                head.handle,
                gettext("the quantity %(quantity)s is negative; it was set to 0") % {"quantity": quantity},
            )
        return max(quantity, 0)

    def _counts(self, row: Row, head: Head) -> tuple[tuple[str, int], ...]:
        """What lies at named locations: in columns that are called like them, or in the row of one."""
        counts = {}
        for field in self.table.fields:
            if field.startswith("count:") and (units := self._quantity(row, head, field)) is not None:
                counts[field.removeprefix("count:")] = units
        if row["location"]:
            code = self.places.get(normalise_header(row["location"]))
            if code is None:
                raise CellError(gettext('the shop has no location "%(row)s"') % {"row": one_line(row["location"])})
            fields = ("on_hand_new", "on_hand", "available")
            units = next((found for name in fields if (found := self._quantity(row, head, name)) is not None), None)
            if units is not None:
                counts[code] = units
        return tuple(sorted(counts.items()))

    def _weight(self, row: Row, head: Head) -> int | None:
        text, unit = (row["grams"], "g") if row["grams"] else (row["weight"], row["weight_unit"] or "kg")
        if not text:
            return None
        try:
            return parse_weight(text, unit=unit)
        except CellError as error:
            self.log.note(row.line, head.handle, gettext("the weight %(error)s; it was left out") % {"error": error})
            return None


def _read_options(row: Row, names: Mapping[int, str]) -> tuple[tuple[str, str], ...]:
    options = tuple((name, one_line(row[f"option{number}_value"])) for number, name in names.items())
    for name, value in options:
        if not value:
            raise CellError(gettext('the option "%(name)s" has no value') % {"name": name})
    return options
