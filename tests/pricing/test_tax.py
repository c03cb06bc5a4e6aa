"""The tax inside a gross amount."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.pricing.rules import tax_inside


@pytest.mark.parametrize(
    ("gross", "rate", "tax"),
    [
        (11900, "0.19", 1900),
        (2400, "0.19", 383),
        (100, "0.07", 7),
        (999, "0.20", 167),
        (490, "0.19", 78),
        (0, "0.19", 0),
    ],
)
def test_worked_examples(gross, rate, tax):
    assert tax_inside(gross, Decimal(rate)) == tax


@given(st.integers(0, 10**10), st.decimals(0, Decimal("0.5"), places=4))
def test_net_plus_tax_is_gross_within_half_a_cent(gross, rate):
    tax = tax_inside(gross, rate)
    net = gross - tax
    assert 0 <= tax <= gross
    assert abs(net * rate - tax) <= Decimal("0.5") * (1 + rate)
