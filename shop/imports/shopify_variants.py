"""The variants of a Shopify product file: prices, stock, options and SKUs, row by row. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from shop.imports.records import Log, VariantRecord
from shop.imports.table import Row, Table
from shop.imports.values import (
    CellError,
    digest,
    one_line,
    parse_amount,
    parse_quantity,
    parse_weight,
    slug,
    unmark,
)

_LONGEST_DERIVED_SKU = 60
_CONTINUE_WORDS = frozenset({"continue", "true", "1", "yes"})


@dataclass(frozen=True, slots=True)
class Head:
    """What a product's rows share. `options` are the option names by column number (1 to 3), only those in use."""

    handle: str
    row: Row
    variant_rows: tuple[Row, ...]
    options: Mapping[int, str]


def is_variant_row(row: Row) -> bool:
    """Whether a row describes a variant; other rows only add a picture."""
    return any(row[name] for name in ("price", "sku", "option1_value", "option2_value", "option3_value"))


def picture_key(url: str) -> str:
    """A picture's URL without its query: the same picture is often named with different versions."""
    return url.partition("?")[0].partition("#")[0]


def read_variants(
    *, table: Table, heads: Mapping[str, Head], currency: str, decimals: int, log: Log
) -> dict[str, list[VariantRecord]]:
    """The variants of every product, in the file's order; rows that cannot be one are refused in `log`.

    Of two rows with the same SKU, or with the same options in one product, the earlier one wins.
    """
    reader = _Reader(table=table, currency=currency, decimals=decimals, log=log)
    found: dict[str, list[VariantRecord]] = {handle: [] for handle in heads}
    owners = [(row, head) for head in heads.values() for row in head.variant_rows]
    taken: dict[str, int] = {}
    combinations: dict[tuple[str, ...], int] = {}
    for row, head in sorted(owners, key=lambda owner: owner[0].line):
        try:
            variant = reader.read(row, head)
            _claim_once(variant, head, taken, combinations)
        except CellError as error:
            log.refuse(row.line, head.handle, str(error))
            continue
        found[head.handle].append(variant)
    _derive_skus(found, taken)
    return {handle: _unify_spelling(variants) for handle, variants in found.items()}


def _claim_once(
    variant: VariantRecord, head: Head, taken: dict[str, int], combinations: dict[tuple[str, ...], int]
) -> None:
    """Raises: CellError (the options or the SKU belong to an earlier row)."""
    combination = (head.handle, *(value.casefold() for _, value in variant.options))
    if earlier := combinations.get(combination):
        values = " / ".join(value for _, value in variant.options)
        raise CellError(f"same options as line {earlier}: {values}" if values else f"same product as line {earlier}")
    if variant.sku and (earlier := taken.get(variant.sku)):
        raise CellError(f'the SKU "{variant.sku}" is already used on line {earlier}')
    combinations[combination] = variant.line
    if variant.sku:
        taken[variant.sku] = variant.line


def _derive_skus(found: Mapping[str, list[VariantRecord]], taken: dict[str, int]) -> None:
    """Give variants without a SKU one that depends on the handle and the option values alone."""
    for handle, variants in found.items():
        for index, variant in enumerate(variants):
            if variant.sku:
                continue
            values = [value for _, value in variant.options]
            sku = "-".join([handle, *(slug(value) for value in values)]).upper()
            lossy = any(not value.isascii() for value in values)
            if lossy or len(sku) > _LONGEST_DERIVED_SKU or sku in taken:
                sku = f"{sku[: _LONGEST_DERIVED_SKU - 9]}-{digest('/'.join([handle, *values])).upper()}"
            taken[sku] = variant.line
            variants[index] = replace(variant, sku=sku)


def _unify_spelling(variants: Iterable[VariantRecord]) -> list[VariantRecord]:
    """One spelling for each option value of a product: the first one ("Red", then "red", are one value)."""
    spelling: dict[tuple[str, str], str] = {}
    unified = []
    for variant in variants:
        options = tuple((name, spelling.setdefault((name, value.casefold()), value)) for name, value in variant.options)
        unified.append(replace(variant, options=options))
    return unified


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one row into one variant."""

    table: Table
    currency: str
    decimals: int
    log: Log

    def read(self, row: Row, head: Head) -> VariantRecord:
        """Raises: CellError (no price, a cell that cannot be read, an option without a value)."""
        price = self._price(row)
        quantity, tracked = self._stock(row, head)
        return VariantRecord(
            sku=one_line(unmark(row["sku"])),
            price_minor=price,
            compare_at_minor=self._compare_at(row, head, price),
            options=_read_options(row, head),
            quantity=quantity,
            tracked=tracked,
            backorder=row["policy"].casefold() in _CONTINUE_WORDS,
            weight_grams=self._weight(row, head),
            barcode=one_line(unmark(row["barcode"])),
            picture_key=picture_key(row["variant_image"]),
            line=row.line,
        )

    def _price(self, row: Row) -> int:
        if not row["price"]:
            raise CellError("the price is missing")
        try:
            return parse_amount(row["price"], currency=self.currency, decimals=self.decimals)
        except CellError as error:
            raise CellError(f"the price {error}") from None

    def _compare_at(self, row: Row, head: Head, price: int) -> int | None:
        if not row["compare_at"]:
            return None
        try:
            amount = parse_amount(row["compare_at"], currency=self.currency, decimals=self.decimals)
        except CellError as error:
            self.log.note(row.line, head.handle, f"the compare-at price {error}; it was left out")
            return None
        if amount > price:
            return amount
        if amount:
            self.log.note(row.line, head.handle, "the compare-at price is not above the price; it was left out")
        return None

    def _stock(self, row: Row, head: Head) -> tuple[int | None, bool]:
        """Quantity on hand and whether it is tracked. Files without the tracker's column track what they count."""
        tracked = bool(row["tracker"] or ("tracker" not in self.table.fields and row["quantity"]))
        if not row["quantity"]:
            return (0, True) if tracked else (None, False)
        try:
            quantity = parse_quantity(row["quantity"])
        except CellError as error:
            raise CellError(f"the quantity {error}") from None
        if quantity < 0:
            self.log.note(row.line, head.handle, f"the quantity {quantity} is negative; it was set to 0")
        return max(quantity, 0), tracked

    def _weight(self, row: Row, head: Head) -> int:
        text, unit = (row["grams"], "g") if row["grams"] else (row["weight"], row["weight_unit"] or "kg")
        if not text:
            return 0
        try:
            return parse_weight(text, unit=unit)
        except CellError as error:
            self.log.note(row.line, head.handle, f"the weight {error}; it was left out")
            return 0


def _read_options(row: Row, head: Head) -> tuple[tuple[str, str], ...]:
    options = tuple((name, one_line(row[f"option{number}_value"])) for number, name in head.options.items())
    for name, value in options:
        if not value:
            raise CellError(f'the option "{name}" has no value')
    return options
