"""Days and times in templates, of pages and of mails alike: `{{ order.placed_at|day:locale }}`.

Nothing is written for what is not known.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django import template

from shop.core.formats import Length, format_date, format_datetime, format_days, format_time

register = template.Library()


def _format_day(value: date | None, locale: str, *, length: Length) -> str:
    return format_date(value, locale, length) if value else ""


_FILTERS: dict[str, Length] = {
    "day": "long",  # 26 November 2026
    "short_day": "medium",  # 26 Nov 2026
    "full_day": "full",  # Thursday 26 November 2026
    "weekday": "day",  # Thu 26 Nov
    "day_month": "short",  # 26 Nov
    "month": "month",  # November 2026
}
for _name, _length in _FILTERS.items():
    register.filter(_name, partial(_format_day, length=_length))


@register.filter
def time_of_day(value: datetime | None, locale: str) -> str:
    """Return "14:05"."""
    return format_time(value, locale) if value else ""


@register.filter
def time_to_second(value: datetime | None, locale: str) -> str:
    """Return "14:05:33"."""
    return format_time(value, locale, "medium") if value else ""


@register.filter
def moment(value: datetime | None, locale: str) -> str:
    """Return "26 Nov 2026, 14:05"."""
    return format_datetime(value, locale) if value else ""


@register.filter
def exact_moment(value: datetime | None, locale: str) -> str:
    """Return "26 Nov 2026, 14:05:09"."""
    return format_datetime(value, locale, "medium") if value else ""


@register.simple_tag
def days(first: date | None, last: date | None, locale: str) -> str:
    """Return when something arrives: "Thu 26 – Fri 27 Nov", or one day."""
    return format_days(first, last, locale) if first and last else ""
