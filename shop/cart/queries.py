"""Questions about carts, and the one place where lines get their prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from shop.channels.models import Channel
from shop.core.money import Money
from shop.core.related import find_row
from shop.inventory.queries import availability_of
from shop.inventory.rules import Availability
from shop.shipping.queries import choose_option, methods_to, price_options
from shop.shipping.rules import not_before

from .models import Cart
from .offers import offers_of
from .rules import Quote, QuotedLine
from .sql import line_rows, units_in_open_cart


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A variant and how many of it somebody wants; `line_id` is the cart line's key where there is one."""

    variant_id: int
    quantity: int
    line_id: int = 0


def hash_token(token: str) -> str:
    """Return the form in which a cart's token is stored; the token itself is only in the shopper's cookie."""
    return sha256(token.encode()).hexdigest()


def find_cart(*, user_id: int | None, token: str) -> Cart | None:
    """Return the open cart of a customer, or of a guest by the cookie's token, or None."""
    return _find_own(user_id, token, status=Cart.Status.OPEN.value)


def get_own_cart(*, cart_id: int, user_id: int | None, token: str) -> Cart | None:
    """Return a cart of this shopper by its key, also one that was bought already; None for that of somebody else."""
    return _find_own(user_id, token, id=cart_id)


def _find_own(user_id: int | None, token: str, **where: Any) -> Cart | None:
    if user_id is not None:
        return find_row(Cart, user_id=user_id, **where)
    return find_row(Cart, user_id=None, token_hash=hash_token(token), **where) if token else None


def count_units(*, user_id: int | None, token: str) -> int:
    """Return how many pieces are in the open cart of a customer, or of a guest by the cookie's token: one query."""
    return units_in_open_cart(user_id=user_id, token_hash=hash_token(token)) if token or user_id is not None else 0


def wanted_lines(*, cart: Cart) -> list[WantedLine]:
    """Return the lines of a cart in the order in which they were added."""
    return [WantedLine(*row) for row in line_rows(cart_id=cart.pk)]


def quote_cart(*, cart: Cart, channel: Channel, country: str, shipping_code: str, now: datetime) -> Quote:
    """Return a cart with present prices, stock, tax and delivery. Lines that are no longer sold are left out.

    Raises: MethodUnavailable when a code is named that the country does not have.
    """
    return quote_lines(
        wanted=wanted_lines(cart=cart), channel=channel, country=country, shipping_code=shipping_code, now=now
    )


def quote_lines(
    *, wanted: Sequence[WantedLine], channel: Channel, country: str, shipping_code: str, now: datetime
) -> Quote:
    """Price any lines: two queries for any number of them. Variants that are not sold are left out.

    Raises: MethodUnavailable when a code is named that the country does not have.
    """
    ids = [line.variant_id for line in wanted]
    sold = offers_of(variant_ids=ids, currency=channel.currency, country=country)
    stocks = availability_of(variant_ids=ids, today=channel.day_of(now))
    left: dict[int, int] = {}
    lines = []
    for line in wanted:
        offer, stock = sold.by_variant.get(line.variant_id), stocks.get(line.variant_id)
        if offer is None or stock is None:
            continue
        compare_at = offer.compare_at_minor
        lines.append(
            QuotedLine(
                line_id=line.line_id,
                variant_id=offer.variant_id,
                sku=offer.sku,
                name=offer.name,
                options=offer.options,
                picture=offer.picture,
                product_slug=offer.product_slug,
                weight_grams=offer.weight_grams,
                quantity=line.quantity,
                unit=Money(offer.price_minor, channel.currency),
                compare_at=None if compare_at is None else Money(compare_at, channel.currency),
                tax_rate=sold.rates.get(offer.tax_class, Decimal(0)),
                stock=stock,
                available=_claim_pieces(stock, line.quantity, left),
                withdrawal_exempt=offer.withdrawal_exempt,
            )
        )
    subtotal = sum(line.total.amount_minor for line in lines)
    late = not_before(channel.local(now), *(line.stock.sent_on(line.quantity) for line in lines))
    methods = sold.methods if sold.by_variant else methods_to(country=country, currency=channel.currency)
    options = price_options(methods, channel=channel, country=country, subtotal_minor=subtotal, now=late)
    shipping = choose_option(options, shipping_code) if options or shipping_code else None
    rate = sold.rates.get(shipping.tax_class, Decimal(0)) if shipping else Decimal(0)
    return Quote(channel.currency, tuple(lines), shipping, tuple(options), rate)


def _claim_pieces(stock: Availability, quantity: int, left: dict[int, int]) -> int | None:
    """Return how many pieces there are after the lines before, and take this line's from `left` ({variant: units})."""
    counted = [part for part in stock.parts if part.is_counted]
    if not counted:
        return None
    pieces = min(left.setdefault(part.variant_id, part.available) // part.per_piece for part in counted)
    for part in counted:
        left[part.variant_id] -= min(quantity, pieces) * part.per_piece
    return pieces
