from __future__ import annotations

import pytest

from shop.imports.values import CellError, parse_amount, parse_quantity, parse_weight, unmark


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("36", 3600),
        ("36.00", 3600),
        ("36.5", 3650),
        (".50", 50),
        ("0.00", 0),
        ("36,00", 3600),
        ("1,299.00", 129900),
        ("1,299", 129900),
        ("1.299,00", 129900),
        ("1 299,00", 129900),
        ("1\u202f299,00", 129900),
        ("1'299.00", 129900),
        ("1’299.00", 129900),
        ("€36", 3600),
        ("36 €", 3600),
        ("EUR 36.00", 3600),
        ("36.00eur", 3600),
        ("$36", 3600),
        ("36.0000", 3600),
        ("19.99", 1999),
        ("1234567.89", 123456789),
    ],
)
def test_reads_amounts_in_the_ways_sellers_write_them(text, minor):
    assert parse_amount(text, currency="EUR", decimals=2) == minor


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-1", '"-1" is negative'),
        ("−1.00", '"−1.00" is negative'),
        ("€-5", '"€-5" is negative'),
        ("abc", '"abc" is not an amount'),
        ("1e5", '"1e5" is not an amount'),
        ("NaN", '"NaN" is not an amount'),
        ("Infinity", '"Infinity" is not an amount'),
        ("12.34.56", '"12.34.56" is not an amount'),
        ("1,2,3", '"1,2,3" is not an amount'),
        ("0,299", '"0,299" is not an amount'),
        ("٣٦", '"٣٦" is not an amount'),
        ("36 - 40", '"36 - 40" is not an amount'),
        ("36.005", '"36.005" can be read in two ways; write it with 2 decimals'),
        ("36.000", '"36.000" can be read in two ways; write it with 2 decimals'),
        ("0.005", '"0.005" has more decimals than EUR has'),
        ("9.9999", '"9.9999" has more decimals than EUR has'),
        ("USD 36", '"USD 36" is not in EUR'),
        ("£36", '"£36" is not in EUR'),
        ("10000000000", '"10000000000" is too large'),
        ("9" * 60, f'"{"9" * 40}…" is not an amount'),
    ],
)
def test_refuses_amounts_that_it_would_have_to_guess(text, reason):
    with pytest.raises(CellError) as caught:
        parse_amount(text, currency="EUR", decimals=2)
    assert str(caught.value) == reason


def test_knows_the_decimals_of_the_currency():
    assert parse_amount("3600", currency="JPY", decimals=0) == 3600
    assert parse_amount("3600.00", currency="JPY", decimals=0) == 3600
    assert parse_amount("1.234", currency="KWD", decimals=3) == 1234
    with pytest.raises(CellError, match="more decimals than JPY has"):
        parse_amount("36.50", currency="JPY", decimals=0)


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("3.0", 3), ("-4", -4), ("1,200", 1200), ("'7", 7), ("+2", 2)])
def test_reads_whole_numbers(text, number):
    assert parse_quantity(text) == number


@pytest.mark.parametrize("text", ["1.5", "many", "1e3", "٣", "99999999999999", "--1", "1,2"])
def test_refuses_quantities_that_are_no_whole_numbers(text):
    with pytest.raises(CellError):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("text", "unit", "grams"),
    [
        ("454", "g", 454),
        ("1.5", "kg", 1500),
        ("1", "lb", 454),
        ("1", "oz", 28),
        ("0.5", "g", 1),  # half up
        ("0,5", "kg", 500),
        ("2", "KG", 2000),
        ("100", "oz", 2835),
    ],
)
def test_turns_weights_into_whole_grams(text, unit, grams):
    assert parse_weight(text, unit=unit) == grams


@pytest.mark.parametrize(("text", "unit"), [("-1", "g"), ("heavy", "kg"), ("1", "stone"), ("999999999", "kg")])
def test_refuses_weights_that_it_cannot_read(text, unit):
    with pytest.raises(CellError):
        parse_weight(text, unit=unit)


def test_drops_the_apostrophe_that_marks_numbers_as_text_and_no_other():
    assert unmark("'4160") == "4160"
    assert unmark("'=1+1") == "=1+1"
    assert unmark("'til dawn") == "'til dawn"
    assert unmark("MUG'1") == "MUG'1"
