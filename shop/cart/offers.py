"""What a variant is sold as: its words, picture, price and tax, by one query for any number of variants."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

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
       (SELECT jsonb_object_agg(tax_class, rate::text) FROM pricing_taxrate WHERE country = %(country)s)
FROM catalog_variant variant
JOIN catalog_product product ON product.id = variant.product_id AND product.status = 'active'
JOIN pricing_price price ON price.variant_id = variant.id AND price.currency = %(currency)s
WHERE variant.id = ANY(%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class Offer:
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


def offers_of(
    *, variant_ids: Collection[int], currency: str, country: str
) -> tuple[Mapping[int, Offer], Mapping[str, Decimal]]:
    """Return ({variant id: offer}, {tax class: rate}); what is not sold is missing, a missing class is taxed at 0."""
    if not variant_ids:
        return {}, {}
    with connection.cursor() as cursor:
        cursor.execute(_OFFERS, {"ids": list(variant_ids), "currency": currency, "country": country})
        rows = cursor.fetchall()
    rates = _loaded(rows[0][11]) if rows else None
    offers = {
        row[0]: Offer(
            *(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8]),
            options=tuple((name, value) for name, value in _loaded(row[9]) or ()),
            picture=_loaded(row[10]),
        )
        for row in rows
    }
    return offers, {tax_class: Decimal(rate) for tax_class, rate in (rates or {}).items()}


def _loaded(value: str | None) -> Any:
    # Django leaves JSON of raw statements as text, for its own fields to read.
    return None if value is None else json.loads(value)
