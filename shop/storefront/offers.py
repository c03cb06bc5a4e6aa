"""The variants of a product as they are sold now, with live price and stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from shop.catalog.models import Product, Variant
from shop.core.money import Money
from shop.inventory.queries import availability_of
from shop.inventory.rules import Availability
from shop.pricing.models import Price

from .stock import StockWords, words_of

MAX_QUANTITY = 99

Options = tuple[tuple[str, str], ...]


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
    product: Product, snapshot: dict[str, Any], *, currency: str, locale: str, today: date
) -> list[VariantOffer]:
    """Return the variants with live prices and stock, in the shop's order: two queries.

    Options and pictures come from the snapshot; a variant that it does not know yet appears after the next sweep.
    """
    known = {entry["sku"]: entry for entry in snapshot["variants"]}
    prices = Price.objects.filter(variant__product=product, variant__status=Variant.Status.ACTIVE, currency=currency)
    ordered = prices.select_related("variant").order_by("variant__position", "variant_id")
    rows = [price for price in ordered if price.variant.sku in known]
    stock = availability_of(variant_ids=[row.variant_id for row in rows], today=today)
    return [
        VariantOffer(
            sku=row.variant.sku,
            price=Money(row.amount_minor, currency),
            before=Money(row.compare_at_minor, currency) if row.compare_at_minor else None,
            options=tuple((name, value) for name, value in known[row.variant.sku]["options"]),
            stock=stock[row.variant_id],
            words=words_of(stock[row.variant_id], today=today, locale=locale),
            picture=known[row.variant.sku]["picture"] or "",
            barcode=row.variant.barcode,
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
