"""Questions about prices and tax."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from .models import Price, TaxRate


def prices_of(*, variant_ids: Collection[int], currency: str) -> Mapping[int, Price]:
    """Return the price of each variant that is sold in this currency, by variant id."""
    return {p.variant_id: p for p in Price.objects.filter(variant_id__in=variant_ids, currency=currency)}


def tax_rates(*, country: str) -> Mapping[str, Decimal]:
    """Return the rate of each tax class in a country; a class that is missing is taxed at 0."""
    return {rate.tax_class: rate.rate for rate in TaxRate.objects.filter(country=country)}
