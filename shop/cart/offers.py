"""What variants are sold as: words, picture, price, tax and ways to deliver, by one query for any number of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from shop.shipping.models import ShippingMethod

# A quote is asked for several times in every checkout, so it is one statement instead of six.
_OFFERS = """
SELECT variant.id, variant.sku, variant.weight_grams, product.name, product.slug, product.tax_class,
       product.withdrawal_exempt, price.amount_minor, price.compare_at_minor,
       (SELECT jsonb_agg(jsonb_build_array(axis.name, chosen.value) ORDER BY axis.position, axis.id)
        FROM catalog_variant_option_values link
        JOIN catalog_optionvalue chosen ON chosen.id = link.optionvalue_id
        JOIN catalog_optiontype axis ON axis.id = chosen.option_id
        WHERE link.variant_id = variant.id),
       (SELECT jsonb_build_object('path', media.path, 'widths', media.widths, 'tint', media.tint,
                                  'alt', coalesce(nullif(media.alt, ''), product.name))
        FROM catalog_media media
        WHERE media.id = variant.media_id OR (variant.media_id IS NULL AND media.product_id = product.id)
        ORDER BY media.position, media.id LIMIT 1),
       (SELECT jsonb_object_agg(tax_class, rate::text) FROM pricing_taxrate WHERE country = %(country)s),
       (SELECT jsonb_agg(to_jsonb(method) ORDER BY method.position, method.id)
        FROM shipping_shippingmethod method
        JOIN shipping_zone zone ON zone.id = method.zone_id AND %(country)s = ANY(zone.countries)
        WHERE method.is_active AND method.currency = %(currency)s)
FROM catalog_variant variant
JOIN catalog_product product ON product.id = variant.product_id AND product.status = 'active'
JOIN pricing_price price ON price.variant_id = variant.id AND price.currency = %(currency)s
WHERE variant.id = ANY(%(ids)s) AND variant.status = 'active'
"""


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
    rows = []
    if variant_ids:
        with connection.cursor() as cursor:
            cursor.execute(_OFFERS, {"ids": list(variant_ids), "currency": currency, "country": country})
            rows = cursor.fetchall()
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
