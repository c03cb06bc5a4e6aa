"""Bank statements: reading the CSV files that banks export, and the references that buyers write. Pure functions.

No two banks agree on separators, encodings, names of columns or the look of numbers, so all of that is guessed from
the file, and what cannot be read is reported, never skipped in silence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.utils.translation import gettext
from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

from shop.core.errors import InvalidInput
from shop.core.money import Money, exponent
from shop.core.spreadsheets import read_cells

MAX_BYTES = 5_000_000
_ENCODINGS = ("utf-8-sig", "cp1252")
_PREAMBLE = 30  # lines above the header: account, period, balance
_COLUMNS: dict[str, tuple[str, ...]] = {
    "date": (
        "buchungstag", "buchungsdatum", "buchung", "bookingdate", "booked", "date", "datum", "postingdate",
        "transactiondate", "completeddate", "valutadatum", "valuta", "wertstellung",
    ),
    "amount": ("betrag", "betrageur", "umsatz", "umsatzineur", "amount", "amounteur", "value", "betraginwahrung"),
    "credit": ("haben", "gutschrift", "credit", "creditamount", "paidin", "moneyin", "eingang"),
    "sign": ("sollhaben", "sh", "creditdebit", "debitcredit", "creditdebitindicator"),
    "currency": ("wahrung", "waehrung", "currency", "ccy"),
    "payer": (
        "namezahlungsbeteiligter", "beguenstigterzahlungspflichtiger", "auftraggeberbegunstigter", "auftraggeber",
        "zahlungspflichtiger", "zahlungspflichtige", "auftraggeberempfanger", "empfangerauftraggeber", "payer",
        "sender", "counterparty", "counterpartyname", "partnername", "name",
    ),
    "purpose": (
        "verwendungszweck", "purpose", "paymentreference", "reference", "remittanceinformation", "description",
        "details", "memo", "kundenreferenzendtoend", "endtoendreferenz", "zahlungsreferenz",
    ),
}  # fmt: skip
_DEBITS = {"s", "soll", "d", "dbit", "debit"}


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """Money that came in. `fingerprint` is the same whenever the bank exports the line again."""

    booked_on: date
    amount: Money
    payer: str
    purpose: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ParsedStatement:
    """The lines with money that came in, how many with money that went out, and what could not be read."""

    lines: tuple[ParsedLine, ...]
    outgoing: int
    problems: tuple[str, ...]


def creditor_reference(number: int) -> str:
    """Return the reference for an order's number by ISO 11649: "RF", two check digits, the number, in groups."""
    return iso11649.format(f"RF{mod_97_10.calc_check_digits(f'{number}RF')}{number}")


def numbers_in(text: str) -> list[int]:
    """Return the order numbers that a buyer may have meant: those of right creditor references, then any others."""
    packed = "".join(text.upper().split())
    meant = []
    for found in re.finditer(r"RF(\d\d)(\d{1,18})", packed):
        digits = found[2]  # what follows may be run together with it, so every beginning is tried
        candidates = [digits[:length] for length in range(len(digits), 0, -1)]
        meant += [int(one) for one in candidates if iso11649.is_valid(f"RF{found[1]}{one}")]
    plain = [int(one) for one in re.findall(r"(?<!\d)(\d{3,18})(?!\d)", text)]
    return list(dict.fromkeys([*meant, *plain]))


def read_statement(data: bytes, *, currency: str) -> ParsedStatement:
    """Read a bank's CSV export; `currency` holds where the file names none. Raises: InvalidInput."""
    if len(data) > MAX_BYTES:
        text = gettext("The file is larger than %(max)s MB.") % {"max": MAX_BYTES // 1_000_000}
        raise InvalidInput(fields={"file": text})
    rows = _csv_rows(_decode(data))
    top, columns = _header(rows)
    lines: list[ParsedLine] = []
    seen: Counter[str] = Counter()
    problems, outgoing = [], 0
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            line = _line(row, columns, currency, seen)
        except (ValueError, OverflowError) as error:
            problems.append(gettext("Line %(number)s: %(error)s") % {"number": number, "error": error})
            continue
        if line is None:
            outgoing += 1
        else:
            lines.append(line)
    return ParsedStatement(tuple(lines), outgoing, tuple(problems))


def parse_amount(text: str, currency: str) -> Money:
    """Read an amount as banks write it: 1.234,56, 1,234.56, 1 234.56, sign in front or behind. Raises: ValueError."""
    bare = re.sub(r"[^\d.,+-]", "", text.replace("−", "-"))
    sign = -1 if bare.startswith("-") or bare.endswith("-") else 1
    digits = bare.strip("+-")
    marks = [mark for mark in digits if mark in ".,"]
    head, _, tail = digits.rpartition(marks[-1]) if marks else (digits, "", "")
    if len(set(marks)) == 1 and (len(marks) > 1 or len(tail) > exponent(currency)):
        head, tail = digits, ""  # the mark groups thousands, and there are no decimals
    if not re.fullmatch(r"\d{1,3}([.,]\d{3})+|\d*", head) or not re.fullmatch(r"\d*", tail) or not head + tail:
        raise ValueError(gettext("“%(text)s” is not an amount") % {"text": text})
    whole = re.sub(r"[.,]", "", head)
    return Money.parse(f"{whole or 0}.{tail or 0}", currency) * sign


def parse_date(text: str) -> date:
    """Read 23.11.2026, 23.11.26, 2026-11-23, 23/11/2026 and, where it can be nothing else, 11/23/2026."""
    parts = [int(part) for part in re.findall(r"\d+", re.split("[T ]", text, maxsplit=1)[0])]
    if len(parts) != 3:
        raise ValueError(gettext("“%(text)s” is not a date") % {"text": text})
    first, second, third = parts
    if first > 31:
        return date(first, second, third)
    year = third if third > 99 else 2000 + third
    if second > 12:
        first, second = second, first
    return date(year, second, first)


def _decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _csv_rows(text: str) -> list[list[str]]:
    lines = text.replace("\x00", "").splitlines()  # which no column of the database holds
    counts = Counter({mark: max((line.count(mark) for line in lines[:_PREAMBLE]), default=0) for mark in ";\t,"})
    separator = next((mark for mark in ";\t" if counts[mark] >= 2), ",")
    return list(read_cells(lines, delimiter=separator))


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, Mapping[str, list[int]]]:
    for number, row in enumerate(rows[:_PREAMBLE]):
        names = [_plain_header(cell) for cell in row]
        columns = {
            meaning: [names.index(name) for name in known if name in names] for meaning, known in _COLUMNS.items()
        }
        if columns["date"] and (columns["amount"] or columns["credit"]):
            return number, columns
    raise InvalidInput(fields={"file": gettext("This file has no columns for date and amount.")})


def _line(row: Sequence[str], columns: Mapping[str, list[int]], currency: str, seen: Counter[str]) -> ParsedLine | None:
    def cell(meaning: str) -> str:
        return next((row[place].strip() for place in columns[meaning] if place < len(row) and row[place].strip()), "")

    code = cell("currency").upper() or currency
    amount_text = cell("amount") or cell("credit")
    if not amount_text and not columns["amount"]:
        return None  # a column for money that comes in, and nothing in it
    amount = parse_amount(amount_text, code)
    if amount.amount_minor <= 0 or cell("sign").lower() in _DEBITS:
        return None
    booked_on = parse_date(cell("date"))
    purpose = _joined(row[place] for place in columns["purpose"] if place < len(row))
    said = "\x1f".join([booked_on.isoformat(), str(amount), code, cell("payer"), purpose])
    seen[said] += 1
    fingerprint = sha256(f"{said}\x1f{seen[said]}".encode()).hexdigest()
    return ParsedLine(booked_on, amount, cell("payer")[:200], purpose[:500], fingerprint)


def _plain_header(name: str) -> str:
    letters = name.lower().translate(str.maketrans("äöüß", "aous"))
    return re.sub(r"[^a-z]", "", letters)


def _joined(cells: Iterable[str]) -> str:
    return " ".join(" ".join(cell.split()) for cell in cells if cell.strip())
