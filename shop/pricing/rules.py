"""Tax arithmetic on integers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from shop.core.money import round_half_up


def tax_inside(gross_minor: int, rate: Decimal) -> int:
    """Return the tax contained in a gross amount: gross × rate / (1 + rate), rounded half up per line.

    Council Directive 2006/112/EC leaves rounding to the member states; half up per line is what they accept.
    """
    fraction = Fraction(rate)
    return round_half_up(Fraction(gross_minor) * fraction / (1 + fraction))
