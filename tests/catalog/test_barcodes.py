"""Which barcodes are GTINs, and may be told to others as such."""

from __future__ import annotations

import pytest

from shop.catalog.rules import gtin_of, missed_check_digit


@pytest.mark.parametrize(
    "code",
    ["4006381333931", "04006381333931", "10614141000415", "614141000036", "96385074", "9780306406157", "0614141999996",
     " 4006381333931 ", "0300000000001"],
)  # fmt: skip
def test_a_gtin_is_told(code):
    assert (gtin_of(code), missed_check_digit(code)) == (code.strip(), "")


@pytest.mark.parametrize(
    ("code", "digit"),
    [("4006381333930", "1"), ("614141000037", "6"), ("96385075", "4"), ("10614141000414", "5")],
)
def test_a_wrong_check_digit_is_told_with_the_right_one(code, digit):
    assert (gtin_of(code), missed_check_digit(code)) == ("", digit)


@pytest.mark.parametrize(
    "code",
    ["", "MUG-1", "123", "12345678901", "123456789012345", "40063813339311", "\u0664006381333931", "400638133393X"],
)
def test_what_is_no_gtin_is_not_told(code):
    assert gtin_of(code) == ""


@pytest.mark.parametrize(
    "code",
    [
        "2000000000008",
        "0200000000004",
        "0400000000008",
        "0500000000005",
        "9800000000007",
        "9900000000004",
        "00000000",
        "01234565",
        "20123451",
        "0000000000000",
    ],
)
def test_numbers_of_a_company_for_itself_are_not_told_and_no_mistake(code):
    assert (gtin_of(code), missed_check_digit(code)) == ("", "")


@pytest.mark.parametrize(
    ("code", "is_told"),
    [
        ("0190000000015", True), ("0200000000011", False), ("0290000000012", False),
        ("0300000000018", True), ("0390000000019", True),  # drugs of the United States
        ("0400000000015", False), ("0590000000013", False), ("0600000000019", True),
        ("1990000000010", True), ("2000000000015", False), ("2990000000019", False), ("3000000000014", True),
        ("9790000000018", True), ("9800000000014", False),
        ("01000009", False), ("10000007", True), ("20000004", False), ("30000001", True),
    ],
)  # fmt: skip
def test_prefixes_are_a_companys_own_from_their_first_to_their_last(code, is_told):
    assert (gtin_of(code), missed_check_digit(code)) == (code if is_told else "", "")
