"""Working days, in the country concerned."""

import subprocess
import sys
from datetime import date

import holidays
import pytest

from shop.core import workdays
from shop.core.workdays import add_working_days, is_holiday, is_working_day, next_working_day


@pytest.mark.parametrize(
    ("day", "country", "expected"),
    [
        (date(2026, 12, 25), "DE", True),
        (date(2026, 12, 26), "DE", True),
        (date(2026, 12, 26), "FR", False),
        (date(2027, 3, 29), "DE", True),  # Easter Monday
        (date(2027, 3, 29), "FR", True),
        (date(2027, 7, 14), "FR", True),
        (date(2027, 7, 14), "DE", False),
        (date(2026, 10, 26), "AT", True),
        (date(2027, 12, 31), "US", True),  # New Year's Day 2028, a Saturday, is kept on the Friday before
        (date(2026, 11, 26), "US", True),
        (date(2028, 2, 29), "DE", False),
        (date(2026, 12, 25), "XX", False),
    ],
)
def test_a_holiday_is_one_of_its_country(day, country, expected):
    assert is_holiday(day, country) is expected


def test_a_day_works_when_it_is_no_holiday_in_any_of_the_countries():
    assert is_working_day(date(2026, 12, 24), "DE", "FR")
    assert not is_working_day(date(2027, 7, 14), "DE", "FR")
    assert not is_working_day(date(2026, 11, 28), "DE")  # a Saturday


def test_working_days_pass_christmas_and_new_year():
    assert next_working_day(date(2026, 12, 25), "DE") == date(2026, 12, 28)
    assert next_working_day(date(2027, 1, 1), "DE") == date(2027, 1, 4)
    assert add_working_days(date(2026, 12, 23), 2, "DE") == date(2026, 12, 28)
    assert add_working_days(date(2026, 12, 30), 0, "DE") == date(2026, 12, 30)
    assert add_working_days(date(2026, 12, 25), 0, "DE") == date(2026, 12, 28)


@pytest.mark.parametrize("country", ["DE", "PT", "US", "JP", "GB", "IL", "PR", "CN"])
def test_a_country_that_is_loaded_alone_is_the_librarys(country):
    expected = frozenset(holidays.country_holidays(country, years=[2026, 2027], expand=False))

    assert workdays._holidays(country, 2026) == expected
    assert len(expected) > 10


def test_of_a_country_that_is_not_known_nothing_is_said():
    assert workdays._holidays("XX", 2026) == frozenset()


def test_one_country_does_not_load_the_others():
    code = "import sys; from shop.core.workdays import _holidays; _holidays('DE', 2026);"
    code += "print(sum(name.startswith('holidays.countries') for name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout == "0\n"
