"""What delivery costs and when it arrives: pure decisions."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from shop.core.workdays import add_working_days, next_working_day

CUT_OFF_HOUR = 14  # by the shop's clock: ordered before this on a working day, the parcel leaves the same day


def price_minor(*, flat_minor: int, free_from_minor: int | None, subtotal_minor: int) -> int:
    """Return the delivery price for goods of this value, all in minor units with tax."""
    if free_from_minor is not None and subtotal_minor >= free_from_minor:
        return 0
    return flat_minor


def not_before(now: datetime, *days: date | None) -> datetime:
    """Return the moment from which delivery counts when goods arrive at the shop on these days; now where none is.

    `now` is by the shop's clock, and so are the days.
    """
    promised = [datetime.combine(day, time(), tzinfo=now.tzinfo) for day in days if day is not None]
    return max(now, *promised) if promised else now


def next_departure(here: datetime) -> datetime:
    """Return until when an order is counted to the same day as now, by the shop's clock: the cut-off, or midnight."""
    day = here.date() + timedelta(days=here.hour >= CUT_OFF_HOUR)
    return datetime.combine(day, time(0 if here.hour >= CUT_OFF_HOUR else CUT_OFF_HOUR), tzinfo=here.tzinfo)


def arrival(*, ordered_at: datetime, min_days: int, max_days: int, origin: str, country: str) -> tuple[date, date]:
    """Return the first and last day of arrival, counted in working days after the parcel leaves.

    `ordered_at` is by the shop's clock. A parcel leaves on a working day of `origin`, the shop's country, and travels
    and arrives on days that are working days both there and in `country`, where it goes.
    """
    day = ordered_at.date()
    if ordered_at.hour >= CUT_OFF_HOUR:
        day += timedelta(days=1)
    return _arrival(day, min_days, max_days, origin, country)


@lru_cache(maxsize=500)  # each page with a product asks for the same few
def _arrival(ready: date, min_days: int, max_days: int, origin: str, country: str) -> tuple[date, date]:
    leaves = next_working_day(ready, origin)
    return add_working_days(leaves, min_days, origin, country), add_working_days(leaves, max_days, origin, country)
