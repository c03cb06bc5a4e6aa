"""Reads single cells: amounts, quantities, weights, names. Pure; decimal numbers never pass through a float."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

# A billion euros: far above every price, far below what the database's integers hold.
_LARGEST_AMOUNT_MINOR = 10**11
_LARGEST_QUANTITY = 10**9
_LARGEST_WEIGHT_GRAMS = 10**8

_CURRENCY_SIGNS = {"€": ("EUR",), "£": ("GBP",), "¥": ("JPY", "CNY")}
_MARKED_AMOUNT = re.compile(r"([A-Za-z]{3}|[€$£¥])?([\d.,' ]*\d) ?([A-Za-z]{3}|[€$£¥])?", re.ASCII)
# Each pattern: what it looks like, what parts thousands, what marks decimals.
_NUMBERS = (
    (re.compile(r"\d*\.\d+|\d+", re.ASCII), "", "."),
    (re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII), ",", "."),
    (re.compile(r"[1-9]\d{0,2}([ ']\d{3})+(\.\d+)?", re.ASCII), " '", "."),
    (re.compile(r"\d+,\d{1,2}", re.ASCII), "", ","),
    (re.compile(r"[1-9]\d{0,2}([. ']\d{3})+,\d{1,2}", re.ASCII), ". '", ","),
)
_GRAMS_PER_UNIT = {
    "g": Decimal(1),
    "gram": Decimal(1),
    "grams": Decimal(1),
    "kg": Decimal(1000),
    "lb": Decimal("453.59237"),
    "lbs": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Spreadsheets mark text that looks like a number or a formula with an apostrophe, which is no part of the text.
_SPREADSHEET_TEXT = re.compile(r"'(?=[0-9=+@-])")


class CellError(ValueError):
    """A cell cannot be read; the message is the end of a sentence that begins with the cell's name."""


def parse_amount(text: str, *, currency: str, decimals: int) -> int:
    """The amount in minor units of `currency`, which has `decimals` decimal places.

    Reads 36, 36.00, 36,00, 1,299.00, 1.299,00, 1 299,00, 1'299.00, with a currency sign or code before or after.

    Raises: CellError (not an amount, negative, ambiguous, too precise, too large, another currency).
    """
    shown = f'"{_shorten(text)}"'
    plain = re.sub(r"[\s\u00a0\u202f]+", " ", text).replace("’", "'").replace("−", "-").strip()
    if plain.startswith("-") or re.match(r"([A-Za-z]{3}|[€$£¥]) ?-", plain):
        raise CellError(_("%(shown)s is negative") % {"shown": shown})
    match = _MARKED_AMOUNT.fullmatch(plain)
    if not match or (match[1] and match[3]):
        raise CellError(_("%(shown)s is not an amount") % {"shown": shown})
    mark = (match[1] or match[3] or "").upper()
    if mark and mark != "$" and currency not in _CURRENCY_SIGNS.get(mark, (mark,)):
        raise CellError(_("%(shown)s is not in %(currency)s") % {"shown": shown, "currency": currency})
    value = _parse_number(match[2].strip())
    if value is None:
        raise CellError(_("%(shown)s is not an amount") % {"shown": shown})
    if decimals != 3 and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", match[2].strip(), re.ASCII):
        raise CellError(
            _("%(shown)s can be read in two ways; write it with %(decimals)s decimals")
            % {"shown": shown, "decimals": decimals}
        )
    minor = value.scaleb(decimals)
    if minor != minor.to_integral_value():
        raise CellError(_("%(shown)s has more decimals than %(currency)s has") % {"shown": shown, "currency": currency})
    if minor > _LARGEST_AMOUNT_MINOR:
        raise CellError(_("%(shown)s is too large") % {"shown": shown})
    return int(minor)


def parse_quantity(text: str) -> int:
    """A whole number, possibly negative. A fraction of zero ("3.0") is what spreadsheets make of whole numbers.

    Raises: CellError (not a whole number, ambiguous, too large).
    """
    shown = f'"{_shorten(text)}"'
    if re.fullmatch(r"[-−+]?[1-9]\d{0,2}\.000", unmark(text), re.ASCII):
        raise CellError(_("%(shown)s can be read in two ways; write it without a point") % {"shown": shown})
    match = re.fullmatch(r"([-−+]?)(\d{1,12}|[1-9]\d{0,2}(?:,\d{3})+)(?:\.0+)?", unmark(text), re.ASCII)
    if not match:
        raise CellError(_("%(shown)s is not a whole number") % {"shown": shown})
    number = int(match[2].replace(",", ""))
    if number > _LARGEST_QUANTITY:
        raise CellError(_("%(shown)s is too large") % {"shown": shown})
    return -number if match[1] in ("-", "−") else number


def parse_weight(text: str, *, unit: str) -> int:
    """The weight in whole grams, rounded half up from the exact figure.

    Raises: CellError (not a number, negative, too large, unknown unit).
    """
    shown = f'"{_shorten(text)} {unit}"'
    factor = _GRAMS_PER_UNIT.get(unit.strip().casefold())
    if factor is None:
        raise CellError(_("%(shown)s is in an unknown unit") % {"shown": shown})
    value = _parse_number(text.strip())
    if value is None:
        raise CellError(_("%(shown)s is not a weight") % {"shown": shown})
    grams = (value * factor).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if grams > _LARGEST_WEIGHT_GRAMS:
        raise CellError(_("%(shown)s is too large") % {"shown": shown})
    return int(grams)


def one_line(text: str) -> str:
    """A name or a title: no control characters, every run of white space one space."""
    return " ".join(_CONTROL_CHARACTERS.sub("", text).split())


def unmark(text: str) -> str:
    """Without the apostrophe with which spreadsheets mark numbers kept as text: '4160 becomes 4160."""
    return _SPREADSHEET_TEXT.sub("", text.strip(), count=1) if text.startswith("'") else text.strip()


def _parse_number(text: str) -> Decimal | None:
    if len(text) > 30:
        return None
    for pattern, thousands, point in _NUMBERS:
        if pattern.fullmatch(text):
            digits = text.translate({ord(sign): None for sign in thousands})
            return Decimal(digits.replace(point, "."))
    return None


def _shorten(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= 40 else text[:40] + "…"
