"""Pages tell days and times by the shop's clock, as staff pages and mails do; programs get UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shop.core.door import is_program

from .context import site_of


class ShopZone(tzinfo):
    """The shop's time zone, looked up when the first time is told: most requests tell none."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _zone(self) -> ZoneInfo:
        return site_of(self._request).channel.zone

    def fromutc(self, moment: datetime) -> datetime:
        return self._zone.fromutc(moment.replace(tzinfo=self._zone))

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return self._zone.utcoffset(moment)

    def dst(self, moment: datetime | None) -> timedelta | None:
        return self._zone.dst(moment)

    def tzname(self, moment: datetime | None) -> str | None:
        return self._zone.tzname(moment)

    def __str__(self) -> str:
        return self._zone.key


class ShopClockMiddleware:
    """Lets everything that a page shows be told by the shop's clock."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_program(request.path):
            return self.get_response(request)
        with timezone.override(ShopZone(request)):
            return self.get_response(request)
