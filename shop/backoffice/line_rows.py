"""Rows of SKU and quantity in a form, and the products that a search finds for them; all without script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from shop.backoffice.cells import reader_locale
from shop.backoffice.search import about_variants
from shop.cart.models import MAX_LINES, STAFF_MAX_QUANTITY
from shop.catalog.queries import sold_variants
from shop.catalog.rules import SKU_LENGTH
from shop.channels.queries import get_default_channel
from shop.checkout.inputs import LineInput
from shop.core.money import Money
from shop.inventory.queries import availability_of
from shop.pricing.queries import prices_of

_BLANK = 2  # empty rows below the filled ones
_FOUND = 8


@dataclass(slots=True)
class Row:
    """A row as it was typed, with what is wrong with it."""

    sku: str = ""
    quantity: str = "1"
    error: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A product that was found, with its price and how many are left (None: not counted)."""

    sku: str
    name: str
    options: str
    price: Money
    left: int | None


class LineRows:
    """The rows of a form. `add` (a button's value) puts a SKU into the first empty row, or adds one to its row."""

    def __init__(self, data: QueryDict | None = None, *, initial: Sequence[tuple[str, int]] = ()) -> None:
        self.rows = [Row(sku, str(quantity)) for sku, quantity in initial]
        if data is not None:
            pairs = zip(data.getlist("sku"), data.getlist("quantity"), strict=False)
            self.rows = [Row(sku.strip()[:SKU_LENGTH], text.strip()[:10]) for sku, text in pairs if sku.strip()][
                :MAX_LINES
            ]
            self._add_sku(data.get("add", "").strip()[:SKU_LENGTH])
        self.blank = [Row() for _ in range(_BLANK)]

    def __iter__(self) -> object:
        return iter([*self.rows, *self.blank])

    def lines(self) -> list[LineInput] | None:
        """Return what was typed, or None after noting what is wrong with it."""
        found = []
        for row in self.rows:
            text = row.quantity
            if text.isascii() and text.isdigit() and 1 <= int(text) <= STAFF_MAX_QUANTITY:
                found.append(LineInput(row.sku, int(text)))
            else:
                row.error = _("Enter a number from 1 to %(most)s.") % {"most": f"{STAFF_MAX_QUANTITY:,}"}
        return None if any(row.error for row in self.rows) else found

    def refuse(self, fields: dict[str, str]) -> None:
        """Show what an operation refused (`lines.0.sku`, `add_SKU`) beside the rows it names."""
        for index, row in enumerate(self.rows):
            row.error = fields.get(f"lines.{index}.sku") or fields.get(f"add_{row.sku}") or row.error

    def _add_sku(self, sku: str) -> None:
        if not sku:
            return
        for row in self.rows:
            if row.sku == sku and row.quantity.isascii() and row.quantity.isdigit():
                row.quantity = str(int(row.quantity) + 1)
                return
        self.rows.append(Row(sku))


def find_products(text: str, *, now: datetime) -> list[Match]:
    """Return a few variants that are sold, by name or the beginning of a SKU."""
    text = text.replace("\x00", "").strip()[:100]
    if not text:
        return []
    rows = sold_variants().filter(about_variants(text)).select_related("product")
    variants = list(rows.prefetch_related("option_values__option").order_by("product__name", "position", "pk")[:_FOUND])
    keys = [variant.pk for variant in variants]
    channel = get_default_channel()
    currency = channel.currency
    prices = prices_of(variant_ids=keys, currency=currency)
    stock = availability_of(variant_ids=keys, today=channel.day_of(now))
    return [
        Match(
            variant.sku,
            variant.product.name,
            variant.label(reader_locale()),
            Money(prices[variant.pk].amount_minor, currency),
            stock[variant.pk].units,
        )
        for variant in variants
        if variant.pk in prices
    ]
