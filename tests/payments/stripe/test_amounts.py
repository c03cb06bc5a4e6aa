"""Minor units: ours are ISO 4217's, Stripe's have exceptions, and nothing is ever rounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.core.money import Money
from shop.payments.providers.stripe_objects import NotChargeable, from_stripe, to_stripe


@pytest.mark.parametrize(
    ("minor", "currency", "stripes"),
    [
        (1050, "EUR", 1050),
        (500, "JPY", 500),
        (500, "KRW", 500),
        (5120, "KWD", 5120),
        (5, "ISK", 500),  # whole, but still with two decimals in the API
        (5, "UGX", 500),
        (1000, "MGA", 10),  # two decimals by ISO, whole at Stripe
        (1045, "HUF", 1045),
        (80045, "TWD", 80045),
    ],
)
def test_amounts_go_over_and_come_back(minor, currency, stripes):
    assert to_stripe(Money(minor, currency)) == stripes
    assert from_stripe(stripes, currency.lower()) == Money(minor, currency)


@pytest.mark.parametrize(("minor", "currency"), [(5124, "KWD"), (1, "BHD"), (1001, "MGA")])
def test_what_stripe_cannot_take_exactly_is_refused(minor, currency):
    with pytest.raises(NotChargeable):
        to_stripe(Money(minor, currency))


def test_a_fraction_of_our_smallest_unit_is_refused():
    with pytest.raises(NotChargeable):
        from_stripe(550, "isk")


@given(st.integers(0, 10**12), st.sampled_from(["EUR", "JPY", "KWD", "ISK", "UGX", "MGA", "CLP", "OMR", "USD"]))
def test_whatever_goes_over_is_worth_the_same(minor, currency):
    try:
        value = to_stripe(Money(minor, currency))
    except NotChargeable:
        return
    assert from_stripe(value, currency) == Money(minor, currency)
