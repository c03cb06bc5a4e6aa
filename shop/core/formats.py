"""Dates, times, ranges, numbers and lists as a locale writes them; amounts are `Money.format`.

The locale is the reader's, such as "en_IE", and whoever formats says it. A moment is written in Django's current time
zone, which is the shop's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError, dates, lists, numbers
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_supported_language_variant, to_language

Length = Literal["day", "short", "medium", "long", "full", "month"]
# CLDR skeletons: the locale decides order, words and signs (Unicode Technical Standard 35, part 4, "availableFormats").
_SKELETONS = {"day": "MMMEd", "short": "MMMd", "month": "yMMMM"}


@lru_cache(maxsize=64)
def parse_locale(name: str) -> Locale:
    """Return Babel's locale of "en_IE" or "en-gb"; British English where there is none of this name."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def language_of(locale: str) -> str:
    """Return which of the shop's languages the texts for a locale are written in; English where it has none for it."""
    try:
        return get_supported_language_variant(to_language(locale))
    except LookupError:
        return settings.LANGUAGE_CODE


def format_date(value: date, locale: str, length: Length = "long") -> str:
    """Return a day: "Thu 26 Nov" (day), "26 Nov" (short), "26 Nov 2026" (medium), "26 November 2026" (long),
    "Thursday 26 November 2026" (full) or "November 2026" (month); of a moment, its day in the current time zone.
    """
    day = timezone.localdate(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    if skeleton := _SKELETONS.get(length):
        return str(dates.format_skeleton(skeleton, day, locale=parse_locale(locale)))
    return dates.format_date(day, length, parse_locale(locale))


def format_time(value: datetime, locale: str, length: Literal["short", "medium"] = "short") -> str:
    """Return the time of day of a moment, in the current time zone: "14:05" (short) or "14:05:33" (medium)."""
    return dates.format_time(timezone.localtime(value).time(), length, locale=parse_locale(locale))


def format_datetime(value: datetime, locale: str, length: Literal["short", "medium"] = "short") -> str:
    """Return day and time of a moment: "26 Nov 2026, 14:05" (short) or "26 Nov 2026, 14:05:33" (medium)."""
    pattern = parse_locale(locale).datetime_formats["medium"].replace("'", "")
    return str(pattern).format(format_time(value, locale, length), format_date(value, locale, "medium"))


@lru_cache(maxsize=500)  # every page tells the same few days
def format_days(first: date, last: date, locale: str) -> str:
    """Return from when to when something lasts: "Thu 26 – Fri 27 Nov", or one day."""
    if first == last:
        return format_date(first, locale, "day")
    return str(dates.format_interval(first, last, _SKELETONS["day"], locale=parse_locale(locale)))


def format_number(value: int, locale: str) -> str:
    """Return a number in digits: "12,345"."""
    return str(numbers.format_decimal(value, locale=parse_locale(locale)))


def format_list(items: Sequence[str], locale: str) -> str:
    """Return texts as one: "oak, ash and elm"."""
    return lists.format_list(list(items), locale=parse_locale(locale))


def format_values(values: Sequence[str], locale: str) -> str:
    """Return what together names one thing: "Rust, Large"."""
    return lists.format_list(list(values), style="unit", locale=parse_locale(locale))
