"""Dates, times, ranges and lists in the reader's locale."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone

from shop.core.formats import (
    format_date,
    format_datetime,
    format_days,
    format_list,
    format_time,
    format_values,
    language_of,
)

DAY = date(2026, 11, 26)
LATE = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "length", "text"),
    [
        ("en_IE", "long", "26 November 2026"),
        ("en_GB", "medium", "26 Nov 2026"),
        ("en_GB", "day", "Thu 26 Nov"),
        ("en_US", "short", "Nov 26"),
        ("de_DE", "full", "Donnerstag, 26. November 2026"),
        ("pt_PT", "month", "novembro de 2026"),
        ("de", "long", "26. November 2026"),
        ("en-gb", "long", "26 November 2026"),
        ("tlh", "long", "26 November 2026"),
    ],
)
def test_a_day(locale, length, text):
    assert format_date(DAY, locale, length) == text


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en_IE", "27 Nov 2026, 00:30"), ("en_US", "Nov 27, 2026, 12:30\u202fAM"), ("hu_HU", "2026. nov. 27. 0:30")],
)
def test_a_moment_is_told_in_the_shops_time(locale, text):
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert format_datetime(LATE, locale) == text


def test_the_day_and_the_time_of_a_moment_are_the_shops():
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert format_date(LATE, "en_IE") == "27 November 2026"
        assert format_time(LATE, "en_IE") == "00:30"


def test_from_when_to_when():
    assert format_days(DAY, DAY, "en_GB") == "Thu 26 Nov"
    assert format_days(DAY, date(2026, 11, 27), "en_IE") == "Thu 26\u2009–\u2009Fri 27 Nov"
    assert format_days(DAY, date(2026, 12, 1), "de_DE") == "Do., 26. Nov.\u2009–\u2009Di., 1. Dez."


def test_a_list():
    assert format_list(["oak"], "en_GB") == "oak"
    assert format_list(["oak", "ash", "elm"], "en_GB") == "oak, ash and elm"


def test_values_that_name_one_thing():
    assert format_values([], "en_GB") == ""
    assert format_values(["Rust", "Large"], "en_GB") == "Rust, Large"
    assert format_values(["Rust", "Large"], "ja_JP") == "Rust Large"


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en_IE", "en-gb"), ("de_AT", "de"), ("pt_PT", "en-gb"), ("tlh", "en-gb"), ("", "en-gb"), ("../x", "en-gb")],
)
def test_texts_are_in_a_language_of_the_shop_or_english(settings, locale, language):
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]

    assert language_of(locale) == language


def test_in_templates():
    page = Template(
        "{% load dates %}{{ at|day:locale }} {{ at|short_day:locale }} {{ at|full_day:locale }} {{ at|weekday:locale }} "
        "{{ at|day_month:locale }} {{ at|month:locale }} {{ at|time_of_day:locale }} {{ at|time_to_second:locale }} {{ at|moment:locale }}"
        "{{ none|day:locale }}{{ none|moment:locale }}{% days none none locale %}"
    )

    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert page.render(Context({"at": LATE, "none": None, "locale": "en_GB"})) == (
            "27 November 2026 27 Nov 2026 Friday, 27 November 2026 Fri 27 Nov 27 Nov November 2026 00:30 00:30:00 "
            "27 Nov 2026, 00:30"
        )
