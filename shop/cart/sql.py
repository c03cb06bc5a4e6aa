"""SQL of the cart: its lines, and what they are sold as. It is asked several times in every checkout."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from .models import Cart

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

_UNITS = """
SELECT coalesce(sum(line.quantity), 0)::integer
FROM cart_cart cart JOIN cart_cartline line ON line.cart_id = cart.id
WHERE cart.status = 'open' AND
"""

_INSERT = """
INSERT INTO cart_cart (channel_id, user_id, token_hash, currency, status, created_at, updated_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING id
"""
_PUT = """
WITH touched AS (UPDATE cart_cart SET updated_at = %(now)s WHERE id = %(cart)s AND updated_at <> %(now)s)
INSERT INTO cart_cartline (cart_id, variant_id, quantity) VALUES (%(cart)s, %(variant)s, %(quantity)s)
ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity
"""


def line_rows(*, cart_id: int) -> list[tuple[int, int, int]]:
    """Return (variant, quantity, key) of a cart's lines, in the order in which they were added.

    SQL, because the ORM takes longer to write this statement than the database to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT variant_id, quantity, id FROM cart_cartline WHERE cart_id = %s ORDER BY id", [cart_id])
        rows: list[tuple[int, int, int]] = cursor.fetchall()
    return rows


def units_in_open_cart(*, user_id: int | None, token_hash: str) -> int:
    """Return how many pieces are in the open cart of a user, or without one of the guest with this token.

    SQL, because every page that somebody with a cart looks at asks (`/-/me/`).
    """
    with connection.cursor() as cursor:
        if user_id is not None:
            cursor.execute(f"{_UNITS} cart.user_id = %s", [user_id])
        else:
            cursor.execute(f"{_UNITS} cart.user_id IS NULL AND cart.token_hash = %s", [token_hash])
        (units,) = cursor.fetchone()
    return int(units)


def insert_cart(cart: Cart) -> bool:
    """Insert a cart and give it its key; False where the customer has an open one already.

    SQL, because the ORM can only try, within a savepoint.
    """
    values = [cart.channel_id, cart.user_id, cart.token_hash, cart.currency, cart.status]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [*values, cart.created_at, cart.updated_at])
        row = cursor.fetchone()
    if row is not None:
        (cart.pk,) = row
        cart._state.adding, cart._state.db = False, connection.alias
    return row is not None


def put_line(*, cart_id: int, variant_id: int, quantity: int, now: datetime) -> None:
    """Let a locked or new cart ask for so many units of a variant, as of `now`. SQL: one statement instead of three."""
    with connection.cursor() as cursor:
        cursor.execute(_PUT, {"cart": cart_id, "variant": variant_id, "quantity": quantity, "now": now})


def complete(*, cart_id: int, status: str, now: datetime) -> None:
    """Give a locked cart its last status, and forget what was typed for it. SQL, as every order does it."""
    with connection.cursor() as cursor:
        sql = "UPDATE cart_cart SET status = %s, typed = '{}', updated_at = %s WHERE id = %s"
        cursor.execute(sql, [status, now, cart_id])


def offer_rows(*, variant_ids: Collection[int], currency: str, country: str) -> list[tuple[Any, ...]]:
    """Return what `offers.offers_of` reads, a row for each variant that is sold; JSON comes as text.

    SQL, because a quote is asked for several times in every checkout: it is one statement instead of six.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OFFERS, {"ids": list(variant_ids), "currency": currency, "country": country})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
