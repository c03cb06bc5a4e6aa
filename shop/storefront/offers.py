"""The variants of a product as they are sold now, with live price and stock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from shop.core.money import Money
from shop.inventory.queries import availability_of
from shop.inventory.rules import Availability

from .stock import StockWords, words_of

MAX_QUANTITY = 99

Options = tuple[tuple[str, str], ...]


class VariantPrice(NamedTuple):
    """What an active variant costs now, in minor units."""

    variant_id: int
    sku: str
    barcode: str
    amount_minor: int
    compare_at_minor: int | None


@dataclass(frozen=True, slots=True)
class VariantOffer:
    """A variant as it is sold now; `options` are (name, value). `in_stock`: it can be ordered."""

    sku: str
    price: Money
    before: Money | None
    options: Options
    stock: Availability
    words: StockWords
    picture: str
    barcode: str

    @property
    def in_stock(self) -> bool:
        return self.stock.can_be_ordered

    @property
    def max_quantity(self) -> int:
        return MAX_QUANTITY if self.stock.units is None else min(self.stock.units, MAX_QUANTITY)

    @property
    def label(self) -> str:
        """The chosen values in words: "Rust, Large"."""
        return ", ".join(value for _, value in self.options)


def list_offers(
    prices: Sequence[VariantPrice], snapshot: dict[str, Any], *, currency: str, locale: str, today: date
) -> list[VariantOffer]:
    """Return the variants with live prices and stock, in the order of `prices`: one query.

    Options and pictures come from the snapshot; a variant that it does not know yet appears after the next sweep.
    """
    known = {entry["sku"]: entry for entry in snapshot["variants"]}
    rows = [price for price in prices if price.sku in known]
    stock = availability_of(variant_ids=[row.variant_id for row in rows], today=today)
    return [
        VariantOffer(
            sku=row.sku,
            price=Money(row.amount_minor, currency),
            before=Money(row.compare_at_minor, currency) if row.compare_at_minor else None,
            options=tuple((name, value) for name, value in known[row.sku]["options"]),
            stock=stock[row.variant_id],
            words=words_of(stock[row.variant_id], today=today, locale=locale),
            picture=known[row.sku]["picture"] or "",
            barcode=row.barcode,
        )
        for row in rows
        if row.variant_id in stock
    ]


def choose_offer(offers: list[VariantOffer], sku: str) -> VariantOffer:
    """Return the offer with this SKU; without one the first in stock, else the first."""
    for offer in offers:
        if offer.sku == sku:
            return offer
    return next((offer for offer in offers if offer.in_stock), offers[0])
