"""Working days and public holidays, of the country concerned (the library `holidays`, national holidays only)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import holidays
from holidays.registry import COUNTRIES

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
    days_of = _class_of(country)
    if days_of is None:
        return frozenset()
    # The year after as well: its first of January may be kept on the last of December.
    return frozenset(days_of(years=[year, year + 1], expand=False))


@cache
def _class_of(country: str) -> Any:
    """Return the library's class for a country, or None. Its package would load those of all 250, 8 MiB of them."""
    names = {codes[1]: (module, codes[0]) for module, codes in COUNTRIES.items()}
    if country not in names:
        return None
    module, name = names[country]
    file = Path(holidays.__file__).parent / "countries" / f"{module}.py"
    spec = spec_from_file_location(f"holidays.countries.{module}", file)
    assert spec is not None, "every country has a file"
    assert spec.loader is not None, "which Python reads"
    loaded = module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return getattr(loaded, name)
