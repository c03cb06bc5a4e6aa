"""What variants are sold as: words, picture, price, tax and ways to deliver, by one query for any number of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shop.shipping.models import ShippingMethod

from .sql import offer_rows


@dataclass(frozen=True, slots=True)
class PricedVariant:
    """A variant that is sold in a currency. Prices are minor units, tax included; `options` are (name, value)."""

    variant_id: int
    sku: str
    weight_grams: int
    name: str
    product_slug: str
    tax_class: str
    withdrawal_exempt: str
    price_minor: int
    compare_at_minor: int | None
    options: tuple[tuple[str, str], ...]
    picture: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Offers:
    """What is sold of some variants ({id: offer}) to a country, with its tax ({tax class: rate}) and delivery.

    What is not sold is missing; a tax class that is missing is taxed at 0.
    """

    by_variant: Mapping[int, PricedVariant]
    rates: Mapping[str, Decimal]
    methods: Sequence[ShippingMethod]


def offers_of(*, variant_ids: Collection[int], currency: str, country: str) -> Offers:
    """Return what variants are sold as. Where none of them is sold, neither tax nor delivery is known."""
    rows = offer_rows(variant_ids=variant_ids, currency=currency, country=country) if variant_ids else []
    rates, methods = (_loaded(rows[0][11]), _loaded(rows[0][12])) if rows else (None, None)
    offers = {
        row[0]: PricedVariant(
            *(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8]),
            options=tuple((name, value) for name, value in _loaded(row[9]) or ()),
            picture=_loaded(row[10]),
        )
        for row in rows
    }
    return Offers(
        offers,
        {tax_class: Decimal(rate) for tax_class, rate in (rates or {}).items()},
        [_method(row) for row in methods or ()],
    )


def _method(row: Mapping[str, Any]) -> ShippingMethod:
    """Return a method of its columns by name; those that a newer release has added already are not ours."""
    return ShippingMethod(**{field.attname: row[field.attname] for field in ShippingMethod._meta.concrete_fields})


def _loaded(value: str | None) -> Any:
    # Django leaves JSON of raw statements as text, for its own fields to read.
    return None if value is None else json.loads(value)
