"""Working days and public holidays, of the country concerned (the library `holidays`, national holidays only)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

_FRIDAY = 4


def is_holiday(day: date, country: str) -> bool:
    """Tell whether a day is a public holiday all over a country (ISO 3166-1 alpha-2).

    Holidays of single regions are left out: Regulation 1182/71, Article 2, counts those that the Member State names.
    Of a country that the library does not know nothing is said.
    """
    return day in _holidays(country, day.year)


def is_working_day(day: date, *countries: str) -> bool:
    """Tell whether a day is Monday to Friday and a holiday in none of these countries."""
    return day.weekday() <= _FRIDAY and not any(is_holiday(day, country) for country in countries)


def next_working_day(day: date, *countries: str) -> date:
    """Return the day itself, or the first working day after it."""
    while not is_working_day(day, *countries):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, *countries: str) -> date:
    """Return the day that many working days later; for 0 the day itself, or the first working day after it."""
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1), *countries)
    return next_working_day(day, *countries)


def count_working_days(after: date, until: date, *countries: str) -> int:
    """Return how many working days there are after one day and until another, which counts; 0 where it is not later."""
    days = (after + timedelta(days=number) for number in range(1, (until - after).days + 1))
    return sum(is_working_day(day, *countries) for day in days)


@lru_cache(maxsize=1024)
def _holidays(country: str, year: int) -> frozenset[date]:
    try:  # the year after as well: its first of January may be kept on the last of December
        return frozenset(holidays.country_holidays(country, years=[year, year + 1], expand=False))
    except NotImplementedError:
        return frozenset()
