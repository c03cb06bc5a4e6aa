"""What delivery costs and when it arrives: pure decisions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

CUT_OFF_HOUR_UTC = 13  # ordered before this on a working day, the parcel leaves the same day


def price_minor(*, flat_minor: int, free_from_minor: int | None, subtotal_minor: int) -> int:
    """Return the delivery price for goods of this value, all in minor units with tax."""
    if free_from_minor is not None and subtotal_minor >= free_from_minor:
        return 0
    return flat_minor


def arrival(*, ordered_at: datetime, min_days: int, max_days: int) -> tuple[date, date]:
    """Return the first and last day of arrival: working days (Monday to Friday) after the parcel leaves."""
    day = ordered_at.date()
    if ordered_at.hour >= CUT_OFF_HOUR_UTC:
        day += timedelta(days=1)
    leaves = _working_day(day)
    return _add_working_days(leaves, min_days), _add_working_days(leaves, max_days)


def _working_day(day: date) -> date:
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


def _add_working_days(day: date, count: int) -> date:
    for _ in range(count):
        day = _working_day(day + timedelta(days=1))
    return day
