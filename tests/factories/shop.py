"""A small shop, built on the real tables."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from shop.channels.models import Channel
from shop.inventory.models import Location
from shop.pricing.models import TaxRate
from shop.shipping.models import ShippingMethod, Zone

_RATES = (("DE", "0.19"), ("AT", "0.20"), ("FR", "0.20"))


def make_channel() -> Channel:
    """Euros, three countries, 19/20 % tax, standard €4.90 (free from €60) and express €12.00, one location."""
    channel = Channel.objects.create(
        code="default",
        name="Halden",
        countries=["DE", "AT", "FR"],
        support_email="help@example.com",
        is_default=True,
        opened_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    rates = [TaxRate(country=country, rate=Decimal(rate)) for country, rate in _RATES]
    TaxRate.objects.bulk_create([*rates, TaxRate(country="DE", tax_class="reduced", rate=Decimal("0.07"))])
    zone = Zone.objects.create(name="Europe", countries=["DE", "AT", "FR"])
    standard = ShippingMethod(zone=zone, code="standard", name="Standard", price_minor=490, free_from_minor=6000)
    express = ShippingMethod(
        zone=zone, code="express", name="Express", price_minor=1200, min_days=1, max_days=1, position=1
    )
    ShippingMethod.objects.bulk_create([standard, express])
    Location.objects.create(code="main", name="Main warehouse")
    return channel
