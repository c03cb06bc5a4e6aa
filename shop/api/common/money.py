"""Amounts as every answer shows them."""

from __future__ import annotations

from functools import lru_cache

from shop.core.errors import InvalidInput
from shop.core.money import Money


@lru_cache(maxsize=8192)  # lists show the same few amounts over and over
def amount(amount_minor: int, currency: str) -> dict[str, str]:
    """Return minor units as {"amount": "58.00", "currency": "EUR"}. The result is shared: never change it."""
    return {"amount": str(Money(amount_minor, currency)), "currency": currency}


def read_amount(value: str, currency: str, *, field: str) -> Money:
    """Return an amount that a client sent. Raises: InvalidInput for unknown currencies and too many decimals."""
    try:
        return Money.parse(value, currency)
    except ValueError as error:
        raise InvalidInput(fields={field: str(error)}) from error
