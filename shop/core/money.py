"""Money as integer minor units with an ISO 4217 currency; the only arithmetic on amounts in the shop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel.core import Locale
from babel.numbers import NumberPattern, get_currency_precision, is_currency

# Where CLDR, and so Babel, has other decimals than ISO 4217: CLDR says how amounts are shown, ISO how they are kept
# and settled. Source: ISO 4217, list one, column "minor unit" (STD: as before it was withdrawn).
_ISO_DECIMALS = {
    "AFN": 2, "ALL": 2, "IQD": 3, "IRR": 2, "KPW": 2, "LAK": 2, "LBP": 2, "MGA": 2, "MMK": 2, "RSD": 2, "SOS": 2,
    "STD": 2, "SYP": 2, "YER": 2,
}  # fmt: skip


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were combined."""


@lru_cache(maxsize=256)
def exponent(currency: str) -> int:
    """Return the number of decimals of a currency by ISO 4217 (EUR 2, JPY 0, KWD 3).

    Raises: ValueError for a code that Babel does not know.
    """
    if not is_currency(currency):
        raise ValueError(f"unknown currency {currency!r}")
    return _ISO_DECIMALS.get(currency, get_currency_precision(currency))


@lru_cache(maxsize=256)
def _pattern(locale: str, currency: str) -> tuple[NumberPattern, Locale]:
    """Return how a locale writes amounts, with all decimals that the currency has: CLDR would round 10.50 RSD to 10."""
    found = Locale.parse(locale)
    pattern = copy(found.currency_formats["standard"])
    pattern.frac_prec = (exponent(currency), exponent(currency))
    return pattern, found


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An exact amount: `amount_minor` is in the currency's smallest unit (cents for EUR)."""

    amount_minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read a plain decimal such as "24.00"; more decimals than the currency has are refused.

        Raises: ValueError.
        """
        try:
            scaled = Decimal(text).scaleb(exponent(currency))
        except ArithmeticError as error:
            raise ValueError(f"{text[:40]!r} is not an amount") from error
        # Written out, 1e999999 has a million digits. No column holds more than a bigint.
        if not scaled.is_finite() or abs(scaled) >= 2**63 or scaled != scaled.to_integral_value():
            raise ValueError(f"{text[:40]!r} is not an amount in {currency}")
        return cls(int(scaled), currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with exactly the currency's decimals."""
        return Decimal(self.amount_minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        return f"{self.decimal:f}"

    def __add__(self, other: Money) -> Money:
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount_minor - self._same(other), self.currency)

    def __mul__(self, quantity: int) -> Money:
        return Money(self.amount_minor * quantity, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount_minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount_minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.amount_minor != 0

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.amount_minor

    def format(self, locale: str) -> str:
        """Return the amount as shoppers read it, for example "€24.00"."""
        return _formatted(self, locale)


@lru_cache(maxsize=8192)  # lists ask for the same few amounts over and over
def _formatted(money: Money, locale: str) -> str:
    pattern, babel_locale = _pattern(locale, money.currency)
    text: str = pattern.apply(money.decimal, babel_locale, currency=money.currency, currency_digits=False)
    return text


def round_half_up(value: Fraction) -> int:
    """Round to the nearest integer, halves away from zero, as tax law expects (Python's round() is half-even)."""
    sign = -1 if value < 0 else 1
    return sign * int(abs(value) + Fraction(1, 2))


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` minor units by weight so that the parts add up exactly (largest remainder, first wins ties).

    All-zero weights put everything on the first part. Raises: ValueError without weights or with a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must be given and not negative")
    whole = sum(weights)
    if whole == 0:
        return [total, *([0] * (len(weights) - 1))]
    sign = -1 if total < 0 else 1
    shares = [divmod(abs(total) * weight, whole) for weight in weights]
    parts = [share for share, _ in shares]
    missing = abs(total) - sum(parts)
    for index in sorted(range(len(shares)), key=lambda i: -shares[i][1])[:missing]:
        parts[index] += 1
    return [sign * part for part in parts]


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Add amounts of one currency; an empty sum is zero of that currency. Raises: CurrencyMismatch."""
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result
