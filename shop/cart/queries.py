"""Questions about carts, and the one place where lines get their prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db.models import Prefetch, QuerySet

from shop.catalog.models import OptionValue, Product, Variant
from shop.channels.models import Channel
from shop.core.money import Money
from shop.inventory.queries import availability_of
from shop.inventory.rules import Availability
from shop.pricing.queries import prices_of, tax_rates
from shop.shipping.queries import choose_option, list_shipping_options
from shop.shipping.rules import not_before

from .models import Cart, CartLine
from .rules import Quote, QuotedLine


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
    carts = Cart.objects.filter(status=Cart.Status.OPEN)
    if user_id is not None:
        return carts.filter(user_id=user_id).first()
    return carts.filter(user=None, token_hash=hash_token(token)).first() if token else None


def get_own_cart(*, cart_id: int, user_id: int | None, token: str) -> Cart | None:
    """Return a cart of this shopper by its key, also one that was bought already; None for that of somebody else."""
    carts = Cart.objects.filter(pk=cart_id)
    if user_id is not None:
        return carts.filter(user_id=user_id).first()
    return carts.filter(user=None, token_hash=hash_token(token)).first() if token else None


def count_units(*, cart: Cart | None) -> int:
    """Return how many pieces are in a cart."""
    if cart is None:
        return 0
    return sum(CartLine.objects.filter(cart=cart).values_list("quantity", flat=True))


def wanted_lines(*, cart: Cart) -> list[WantedLine]:
    """Return the lines of a cart in the order in which they were added."""
    rows = CartLine.objects.filter(cart=cart).order_by("pk").values_list("variant_id", "quantity", "pk")
    return [WantedLine(*row) for row in rows]


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
    """Price any lines: six queries for any number of them. Variants that are not sold are left out.

    Raises: MethodUnavailable when a code is named that the country does not have.
    """
    ids = [line.variant_id for line in wanted]
    variants = {variant.pk: variant for variant in _variants(ids)}
    prices = prices_of(variant_ids=ids, currency=channel.currency)
    stocks = availability_of(variant_ids=ids, today=now.date())
    left: dict[int, int] = {}
    rates = tax_rates(country=country)
    lines = []
    for line in wanted:
        key = line.variant_id
        variant, price, stock = variants.get(key), prices.get(key), stocks.get(key)
        if variant is None or price is None or stock is None:
            continue
        compare_at = price.compare_at_minor
        lines.append(
            QuotedLine(
                line_id=line.line_id,
                variant_id=variant.pk,
                sku=variant.sku,
                name=variant.product.name,
                options=tuple((value.option.name, value.value) for value in variant.option_values.all()),
                picture=_picture(variant),
                product_slug=variant.product.slug,
                weight_grams=variant.weight_grams,
                quantity=line.quantity,
                unit=Money(price.amount_minor, channel.currency),
                compare_at=None if compare_at is None else Money(compare_at, channel.currency),
                tax_rate=rates.get(variant.product.tax_class, Decimal(0)),
                stock=stock,
                available=_claim(stock, line.quantity, left),
                withdrawal_exempt=variant.product.withdrawal_exempt,
            )
        )
    subtotal = sum(line.total.amount_minor for line in lines)
    late = not_before(now, *(line.stock.sent_on(line.quantity) for line in lines))
    options = list_shipping_options(country=country, currency=channel.currency, subtotal_minor=subtotal, now=late)
    shipping = choose_option(options, shipping_code) if options or shipping_code else None
    rate = rates.get(shipping.tax_class, Decimal(0)) if shipping else Decimal(0)
    return Quote(channel.currency, tuple(lines), shipping, tuple(options), rate)


def _claim(stock: Availability, quantity: int, left: dict[int, int]) -> int | None:
    """Return how many pieces there are after the lines before, and take this line's from `left` ({variant: units})."""
    counted = [part for part in stock.parts if part.is_counted]
    if not counted:
        return None
    pieces = min(left.setdefault(part.variant_id, part.free) // part.per_piece for part in counted)
    for part in counted:
        left[part.variant_id] -= min(quantity, pieces) * part.per_piece
    return pieces


def _variants(ids: Sequence[int]) -> QuerySet[Variant]:
    values = OptionValue.objects.select_related("option").order_by("option__position", "option_id")
    sold = Variant.objects.filter(pk__in=ids, product__status=Product.Status.ACTIVE)
    joined = sold.select_related("media", "product").defer("product__description")
    return joined.prefetch_related("product__media", Prefetch("option_values", values))


def _picture(variant: Variant) -> dict[str, object] | None:
    media = variant.media or next(iter(variant.product.media.all()), None)
    if media is None:
        return None
    return {"path": media.path, "widths": media.widths, "tint": media.tint, "alt": media.alt or variant.product.name}
