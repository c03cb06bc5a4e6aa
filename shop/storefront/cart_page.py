"""What the cart shows, on its page and in the drawer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shop.cart.models import Cart, CartLine
from shop.cart.queries import quote_lines, wanted_lines
from shop.cart.rules import Quote
from shop.channels.models import Channel


@dataclass(frozen=True, slots=True)
class CartView:
    """A cart at present prices. `unsold` are lines of products that are not sold any more."""

    country: str
    quote: Quote | None = None
    unsold: list[CartLine] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.unsold or (self.quote and self.quote.lines))

    @property
    def units(self) -> int:
        return self.quote.units if self.quote else 0

    @property
    def can_order(self) -> bool:
        return bool(self.quote and self.quote.lines and not self.unsold and not self.quote.shortages)


def show_cart(cart: Cart | None, *, channel: Channel, country: str, shipping: str = "", now: datetime) -> CartView:
    """Read a cart with what it would cost to send it to a country; where none is named, to the shop's own.

    Raises: MethodUnavailable when a way of delivery is named that the country does not have.
    """
    country = country if country in channel.countries else channel.default_country
    if cart is None:
        return CartView(country)
    wanted = wanted_lines(cart=cart)
    quote = quote_lines(wanted=wanted, channel=channel, country=country, shipping_code=shipping, now=now)
    unsold: list[CartLine] = []
    if len(quote.lines) < len(wanted):
        sold = [line.line_id for line in quote.lines]
        rest = CartLine.objects.filter(cart=cart).exclude(pk__in=sold)
        unsold = list(rest.select_related("variant__product").prefetch_related("variant__option_values"))
    return CartView(country, quote, unsold)
