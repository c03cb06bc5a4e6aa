"""The first rows of a new shop: what it sells in, where it delivers, which tax, where its stock is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.channels.models import Channel
from shop.core.actor import By
from shop.core.errors import DomainError, InvalidInput
from shop.core.money import exponent
from shop.inventory.models import Location
from shop.pricing.eu_rates import STANDARD_PERCENT
from shop.pricing.models import TaxRate
from shop.shipping.models import ShippingMethod, Zone


class AlreadySetUp(DomainError):
    """The shop has its first rows already."""

    code = "already_set_up"
    title = _("Already set up")
    kind = "conflict"
    default_message = _("This shop is already set up. Change its settings in the back office.")


def set_up_shop(
    *,
    name: str,
    currency: str,
    country: str,
    countries: Sequence[str],
    locale: str,
    shipping_minor: int,
    by: By,
    opened_at: datetime | None = None,
) -> Channel:
    """Make the channel, a location, a shipping zone with one flat rate, and tax rates (EU standard rates).

    `shipping_minor` is the flat rate in minor units of `currency`. Without `opened_at` the shop is closed to the public
    until staff open it. Needs the permission channels.add_channel. Raises: Forbidden, AlreadySetUp, InvalidInput.
    """
    by.require("channels.add_channel")
    try:
        exponent(currency)
    except ValueError as error:
        raise InvalidInput(str(error), fields={"currency": str(error)}) from error
    if country not in countries:
        raise InvalidInput(fields={"country": gettext("The shop must deliver to its own country.")})
    with transaction.atomic(durable=True):
        if Channel.objects.exists():
            raise AlreadySetUp
        channel = Channel.objects.create(
            code="default",
            name=name,
            currency=currency,
            locale=locale,
            countries=sorted(countries),
            default_country=country,
            is_default=True,
            opened_at=opened_at,
        )
        Location.objects.get_or_create(code="main", defaults={"name": "Main warehouse"})
        zone = Zone.objects.create(name="Home delivery", countries=sorted(countries))
        ShippingMethod.objects.create(
            zone=zone, code="standard", name="Standard", currency=currency, price_minor=shipping_minor
        )
        TaxRate.objects.bulk_create(
            TaxRate(country=code, rate=Decimal(percent) / 100)
            for code, percent in STANDARD_PERCENT.items()
            if code in countries
        )
    return channel
