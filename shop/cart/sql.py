"""SQL of the cart: what its lines are sold as."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

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


def offer_rows(*, variant_ids: Collection[int], currency: str, country: str) -> list[tuple[Any, ...]]:
    """Return what `offers.offers_of` reads, a row for each variant that is sold; JSON comes as text.

    SQL, because a quote is asked for several times in every checkout: it is one statement instead of six.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OFFERS, {"ids": list(variant_ids), "currency": currency, "country": country})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
