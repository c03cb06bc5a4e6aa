"""Reading what banks export, whatever it looks like, and what buyers write into the reference."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.payments.statements import creditor_reference, numbers_in, parse_amount, parse_date, read_statement

SPARKASSE = (
    '"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Kundenreferenz (End-to-End)";'
    '"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"BIC";"Betrag";"Waehrung";"Info"\r\n'
    '"DE89370400440532013000";"23.11.26";"23.11.26";"GUTSCHR. UEBERWEISUNG";"RF18 1001 Tassen";"NOTPROVIDED";'
    '"MÜLLER, ADA";"DE02120300000000202051";"BYLADEM1001";"1.042,90";"EUR";"Umsatz gebucht"\r\n'
    '"DE89370400440532013000";"23.11.26";"23.11.26";"LASTSCHRIFT";"Strom";"";"Stadtwerke";"DE1";"X";"-80,00";"EUR";""\r\n'
)
VOLKSBANK = (
    "Bezeichnung Auftragskonto;Girokonto\n\nName Zahlungsbeteiligter;Buchungstag;Betrag;Waehrung;Verwendungszweck;Soll/Haben\n"
    "Ada;23.11.2026;42,90;EUR;Bestellung 1001;H\nStadtwerke;23.11.2026;80,00;EUR;Strom;S\n"
)
ENGLISH = 'Date,Description,Counterparty,Paid out,Paid in\n23/11/2026,"Order #1001",A LOVELACE,,"1,042.90"\n24/11/2026,Rent,X,500.00,\n'
TABS = "Booking date\tAmount\tCurrency\tPayer\tPurpose\n2026-11-23\t42.90\tEUR\tAda\tRF18 1001\n"


def only(data: str, encoding: str = "utf-8"):
    statement = read_statement(data.encode(encoding), currency="EUR")
    assert statement.problems == ()
    (line,) = statement.lines
    return statement, line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_german_export_in_any_encoding(encoding):
    statement, line = only(SPARKASSE, encoding)
    assert (line.booked_on, line.amount, line.payer) == (date(2026, 11, 23), Money(104290, "EUR"), "MÜLLER, ADA")
    assert (line.purpose, statement.outgoing) == ("RF18 1001 Tassen NOTPROVIDED", 1)


def test_a_preamble_and_a_column_for_the_sign():
    statement, line = only(VOLKSBANK)
    assert (line.amount, line.purpose, statement.outgoing) == (Money(4290, "EUR"), "Bestellung 1001", 1)


def test_an_english_export_with_two_columns_for_money():
    statement, line = only(ENGLISH)
    assert (line.booked_on, line.amount, statement.outgoing) == (date(2026, 11, 23), Money(104290, "EUR"), 1)


def test_tabs_and_iso_dates():
    assert only(TABS)[1].amount == Money(4290, "EUR")


def test_what_cannot_be_read_is_named_with_its_line():
    statement = read_statement(
        TABS.encode() + b"2026-13-45\t1.00\tEUR\tX\tY\n23.11.26\tlots\tEUR\tX\tY\n", currency="EUR"
    )
    assert [problem.partition(":")[0] for problem in statement.problems] == ["Line 3", "Line 4"]
    assert len(statement.lines) == 1


@pytest.mark.parametrize(
    "row",
    [
        "99999999999999999999-01-01\t1.00\tEUR\tX\tY",
        "2026-11-23\t92233720368547758.08\tEUR\tX\tY",
        "2026-11-23\t99999999999999999999999.00\tEUR\tX\tY",
    ],
)
def test_a_number_that_nothing_holds_is_named_with_its_line_and_the_others_are_read(row):
    statement = read_statement(f"{TABS}{row}\n".encode(), currency="EUR")
    assert [problem.partition(":")[0] for problem in statement.problems] == ["Line 3"]
    assert len(statement.lines) == 1


def test_an_endless_text_is_cut():
    statement = read_statement(f"{TABS}2026-11-24\t1.00\tEUR\t{'X' * 200_000}\tY\n".encode(), currency="EUR")
    assert statement.lines[1].payer == "X" * 200


def test_what_no_column_holds_is_left_out_of_a_text():
    assert only(TABS.replace("Ada", "A\x00da"))[1].payer == "Ada"


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"\x00\x01\x02", b"Name;Alter\nAda;36\n", b"\xff\xfea", b"\xff\xfe\x00\xd8"],
)
def test_a_file_that_is_no_statement_is_refused(data):
    with pytest.raises(InvalidInput):
        read_statement(data, currency="EUR")


def test_two_equal_lines_of_a_day_are_two_and_stay_the_same_in_the_next_export():
    row = "2026-11-23\t42.90\tEUR\tAda\tRF18 1001\n"
    first = read_statement((TABS + row).encode(), currency="EUR").lines
    again = read_statement((TABS + row).encode(), currency="EUR").lines
    assert len({line.fingerprint for line in first}) == 2
    assert [line.fingerprint for line in first] == [line.fingerprint for line in again]


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("42,90", 4290), ("42.90", 4290), ("1.234,56", 123456), ("1,234.56", 123456), ("1 234,56", 123456),
        ("1'234.56", 123456), ("1.234", 123400), ("1,234,567.8", 123456780), ("+5", 500), ("-5,00", -500), ("5,00-", -500),
        ("EUR 7,00", 700), ("€ 7", 700), ("−3,10", -310), (",50", 50),
    ],
)  # fmt: skip
def test_amounts(text, minor):
    assert parse_amount(text, "EUR") == Money(minor, "EUR")


@pytest.mark.parametrize("text", ["", "-", "abc", "1-2", "1,2,3,", "."])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="amount"):
        parse_amount(text, "EUR")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("23.11.2026", date(2026, 11, 23)), ("23.11.26", date(2026, 11, 23)), ("2026-11-23", date(2026, 11, 23)),
        ("2026-11-23T10:00:00Z", date(2026, 11, 23)), ("11/23/2026", date(2026, 11, 23)), ("03/04/2026", date(2026, 4, 3)),
    ],
)  # fmt: skip
def test_dates(text, day):
    assert parse_date(text) == day


def test_a_reference_carries_check_digits_of_iso_11649():
    assert creditor_reference(539007547034) == "RF18 5390 0754 7034"  # the standard's own example


@given(st.integers(100, 10**12))
def test_a_reference_is_read_back_however_it_is_written(number):
    reference = creditor_reference(number)
    for text in (reference, reference.lower(), reference.replace(" ", ""), f"Rechnung {reference} danke"):
        assert numbers_in(text)[0] == number


@given(st.integers(1000, 10**9), st.integers(0, 9))
def test_a_slip_of_the_pen_is_no_other_order(number, digit):
    reference = creditor_reference(number).replace(" ", "")
    wrong = reference[:-1] + str(digit)
    if wrong != reference:
        assert int(wrong[4:]) not in numbers_in(wrong)
