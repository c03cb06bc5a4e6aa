"""What delivery costs and when it arrives: pure decisions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

CUT_OFF_HOUR_UTC = 13  # ordered before this on a working day, the parcel leaves the same day


def price_minor(*, flat_minor: int, free_from_minor: int | None, subtotal_minor: int) -> int:
    """Return the delivery price for goods of this value, all in minor units with tax."""
    if free_from_minor is not None and subtotal_minor >= free_from_minor:
        return 0
    return flat_minor


def not_before(now: datetime, *days: date | None) -> datetime:
    """Return the moment from which delivery counts when goods arrive at the shop on these days; now where none is."""
    promised = [datetime.combine(day, time(), tzinfo=UTC) for day in days if day is not None]
    return max(now, *promised) if promised else now


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
