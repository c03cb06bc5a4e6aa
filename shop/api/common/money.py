"""Amounts as every answer shows them."""

from __future__ import annotations

from functools import lru_cache

from shop.core.money import Money


@lru_cache(maxsize=8192)  # lists show the same few amounts over and over
def amount(amount_minor: int, currency: str) -> dict[str, str]:
    """Return minor units as {"amount": "58.00", "currency": "EUR"}. The result is shared: never change it."""
    return {"amount": str(Money(amount_minor, currency)), "currency": currency}
