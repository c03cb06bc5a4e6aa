"""What a cart or an order costs: pure arithmetic on integers, the same for every interface."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from shop.catalog.rules import product_path
from shop.core.money import Money, total
from shop.inventory.rules import Availability
from shop.pricing.rules import tax_inside
from shop.shipping.queries import ShippingOption


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A variant at its present price, tax included.

    `stock` is what may be promised about the variant by itself; `available` is how many the lines before this one
    leave of it (a bundle and its part share stock), None where nothing is counted. `picture` is {path, widths, tint,
    alt} or None; `line_id` is the cart line's key, 0 outside a cart.
    `withdrawal_exempt` says by which letter of the law it cannot be withdrawn from, if so.
    """

    line_id: int
    variant_id: int
    sku: str
    name: str
    options: tuple[tuple[str, str], ...]
    picture: dict[str, Any] | None
    product_slug: str
    weight_grams: int
    quantity: int
    unit: Money
    compare_at: Money | None
    tax_rate: Decimal
    stock: Availability
    available: int | None
    withdrawal_exempt: str = ""

    @property
    def snapshot(self) -> dict[str, Any]:
        """What an order's line keeps, by the names of its columns."""
        parts = self.stock.parts if self.stock.is_bundle else ()
        return {
            "variant_id": self.variant_id,
            "sku": self.sku,
            "name": self.name,
            "options": [list(pair) for pair in self.options],
            "picture": self.picture,
            "product_slug": self.product_slug,
            "components": [
                {"variant_id": part.variant_id, "sku": part.sku, "name": part.name, "quantity": part.per_piece}
                for part in parts
            ],
            "weight_grams": self.weight_grams,
            "tax_rate": self.tax_rate,
            "withdrawal_exempt": self.withdrawal_exempt,
            "quantity": self.quantity,
            "unit_minor": self.unit.amount_minor,
            "total_minor": self.total.amount_minor,
            "tax_minor": self.tax_minor,
        }

    @property
    def total(self) -> Money:
        return self.unit * self.quantity

    @property
    def tax_minor(self) -> int:
        return tax_inside(self.total.amount_minor, self.tax_rate)

    @property
    def is_short(self) -> bool:
        """Whether fewer units are left than this line asks for."""
        return self.available is not None and self.available < self.quantity

    @property
    def terms(self) -> list[Any]:
        """Everything about this line that somebody who orders it has read, as JSON knows it."""
        parts = [[part.sku, part.name, part.per_piece] for part in self.stock.parts] if self.stock.is_bundle else []
        sent_on = self.stock.sent_on(self.quantity)
        return [
            [self.sku, self.name, [list(pair) for pair in self.options], parts, self.withdrawal_exempt],
            [self.quantity, self.unit.amount_minor, self.tax_minor],
            [sent_on.isoformat() if sent_on else "", self.stock.is_dated(self.quantity)],
        ]

    @property
    def options_text(self) -> str:
        return ", ".join(f"{name}: {value}" for name, value in self.options)

    @property
    def url(self) -> str:
        return f"{product_path(self.product_slug)}?v={quote(self.sku)}"


@dataclass(frozen=True, slots=True)
class Quote:
    """The lines with everything that is due. `shipping` is None while no way to deliver is known."""

    currency: str
    lines: tuple[QuotedLine, ...]
    shipping: ShippingOption | None
    shipping_options: tuple[ShippingOption, ...]
    shipping_tax_rate: Decimal

    @property
    def subtotal(self) -> Money:
        return total((line.total for line in self.lines), self.currency)

    @property
    def shipping_price(self) -> Money:
        return self.shipping.price if self.shipping else Money(0, self.currency)

    @property
    def shipping_tax_minor(self) -> int:
        return tax_inside(self.shipping_price.amount_minor, self.shipping_tax_rate)

    @property
    def total(self) -> Money:
        return self.subtotal + self.shipping_price

    @property
    def tax(self) -> Money:
        """The tax inside the total: the sum of the rounded taxes of the lines and of shipping."""
        return Money(sum(line.tax_minor for line in self.lines) + self.shipping_tax_minor, self.currency)

    def agreement(self, *, cart_id: int, country: str) -> str:
        """Return the fingerprint of what a buyer agrees to: this cart, sent to this country, as it is shown now.

        It covers goods, quantities, prices, tax, currency, the way of delivery with its price, and from when what is
        not here yet is sent. The days of arrival are left out: they move on by themselves, each day when the parcels
        have left.
        """
        shipping = self.shipping
        terms = [
            [cart_id, country, self.currency, self.total.amount_minor, self.tax.amount_minor],
            [shipping.code, shipping.name, shipping.price.amount_minor] if shipping else [],
            [line.terms for line in self.lines],
        ]
        return sha256(json.dumps(terms).encode()).hexdigest()

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def is_dated(self) -> bool:
        """Whether the days of arrival hold: not where something was not here yet and nobody knows when it will be."""
        return all(line.stock.is_dated(line.quantity) for line in self.lines)

    @property
    def shortages(self) -> Sequence[QuotedLine]:
        """Lines that ask for more than there is."""
        return [line for line in self.lines if line.is_short]

    @property
    def until_free(self) -> Money | None:
        """How much is missing until the chosen (or first) delivery is free; None where that is not on offer."""
        option = self.shipping or next(iter(self.shipping_options), None)
        if option is None or option.free_from is None or option.free_from <= self.subtotal:
            return None
        return option.free_from - self.subtotal
