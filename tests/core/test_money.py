"""Money: exact, or refused."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.core.money import CurrencyMismatch, Money, allocate, exponent, round_half_up, total


@pytest.mark.parametrize(
    ("decimals", "currencies"),
    [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (2, "AMD CHF COP CZK EUR GBP HUF IDR NOK PKR SLE TWD USD UZS XCG ZWG"),
        (2, "AFN ALL IRR KPW LAK LBP MGA MMK RSD SOS SYP YER"),  # shown without decimals, kept with them
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    ],
)
def test_exponents_are_those_of_iso_4217(decimals, currencies):
    assert [exponent(currency) for currency in currencies.split()] == [decimals] * len(currencies.split())


@pytest.mark.parametrize("code", ["XXQ", "eur", "", "EURO"])
def test_an_unknown_currency_is_refused(code):
    with pytest.raises(ValueError, match=f"unknown currency '{code}'"):
        exponent(code)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("24.00", "EUR", 2400), ("24", "EUR", 2400), ("0.05", "EUR", 5), ("1200", "JPY", 1200), ("1.234", "KWD", 1234)],
)
def test_parse_reads_plain_decimals(text, currency, minor):
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["", "abc", "1.234", "NaN", "Infinity", "1,20", "--1"])
def test_parse_refuses_what_is_not_an_exact_amount(text):
    with pytest.raises(ValueError, match="is not an amount"):
        Money.parse(text, "EUR")


def test_text_and_format():
    assert str(Money(2400, "EUR")) == "24.00"
    assert str(Money(-5, "EUR")) == "-0.05"
    assert str(Money(1200, "JPY")) == "1200"
    assert Money(123456, "EUR").format("en_IE") == "€1,234.56"
    assert Money(123456, "JPY").format("ja_JP") == "￥123,456"
    assert Money(1050, "RSD").format("en_IE") == "RSD10.50"  # CLDR would show 10
    assert Money(10500, "IQD").format("en_IE") == "IQD10.500"


def test_currencies_do_not_mix():
    with pytest.raises(CurrencyMismatch):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(CurrencyMismatch):
        total([Money(1, "EUR"), Money(1, "USD")], "EUR")


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(Fraction(5, 2), 3), (Fraction(3, 2), 2), (Fraction(-5, 2), -3), (Fraction(249, 100), 2), (Fraction(0), 0)],
)
def test_halves_round_away_from_zero(value, rounded):
    assert round_half_up(value) == rounded


def test_allocate_gives_the_remainder_to_the_largest_fractions():
    assert allocate(1000, [1, 1, 1]) == [334, 333, 333]
    assert allocate(100, [0, 0]) == [100, 0]
    assert allocate(-1000, [1, 1, 1]) == [-334, -333, -333]


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_allocated_parts_always_add_up_and_differ_by_less_than_one_unit_from_their_share(amount, weights):
    parts = allocate(amount, weights)
    assert sum(parts) == amount
    if sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - Fraction(amount * weight, sum(weights))) < 1
