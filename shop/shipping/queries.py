"""Questions about delivery."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from shop.channels.models import Channel
from shop.core.errors import DomainError
from shop.core.kept import kept_value
from shop.core.money import Money
from shop.core.shown import shows, shows_until

from .models import ShippingMethod
from .rules import arrival, next_departure, price_minor


class MethodUnavailable(DomainError):
    """The shipping method does not exist for this country, or the shop does not deliver there."""

    code = "shipping_unavailable"
    title = _("Shipping unavailable")
    default_message = _("This delivery option is not available for your address.")


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """A way to deliver, priced for certain goods, with the days of arrival."""

    code: str
    name: str
    price: Money
    tax_class: str
    arrives_from: date
    arrives_until: date
    free_from: Money | None


def methods_to(*, country: str, currency: str) -> list[ShippingMethod]:
    """Return the ways to deliver to a country, in the shop's order: one query, kept outside of transactions."""
    shows("shipping")
    return kept_value(("methods", country, currency), {"shipping"}, lambda: _read_methods(country, currency))


def _read_methods(country: str, currency: str) -> list[ShippingMethod]:
    return list(ShippingMethod.objects.filter(is_active=True, currency=currency, zone__countries__contains=[country]))


def price_options(
    methods: Iterable[ShippingMethod], *, channel: Channel, country: str, subtotal_minor: int, now: datetime
) -> list[ShippingOption]:
    """Return ways to deliver with the price and days for goods of this value; parcels leave from the shop's country."""
    here = channel.local(now)
    shows_until(next_departure(here))
    return [_option(method, channel.default_country, country, subtotal_minor, here) for method in methods]


def list_shipping_options(
    *, channel: Channel, country: str, currency: str, subtotal_minor: int, now: datetime
) -> list[ShippingOption]:
    """Return the ways to deliver goods of this value to a country, in the shop's order: one (cached) query."""
    methods = methods_to(country=country, currency=currency)
    return price_options(methods, channel=channel, country=country, subtotal_minor=subtotal_minor, now=now)


def choose_option(options: list[ShippingOption], code: str) -> ShippingOption:
    """Return the option with this code, or the first one where none is named. Raises: MethodUnavailable."""
    for option in options:
        if code in ("", option.code):
            return option
    raise MethodUnavailable(fields={"shipping_method": str(MethodUnavailable.default_message)})


def _option(method: ShippingMethod, origin: str, country: str, subtotal_minor: int, here: datetime) -> ShippingOption:
    price = price_minor(
        flat_minor=method.price_minor, free_from_minor=method.free_from_minor, subtotal_minor=subtotal_minor
    )
    first, last = arrival(
        ordered_at=here, min_days=method.min_days, max_days=method.max_days, origin=origin, country=country
    )
    free_from = None if method.free_from_minor is None else Money(method.free_from_minor, method.currency)
    return ShippingOption(
        method.code, method.name, Money(price, method.currency), method.tax_class, first, last, free_from
    )
