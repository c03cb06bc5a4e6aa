"""Answers for load balancers and supervisors."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from shop.core.sql import ping

_HEADERS = {"Cache-Control": "no-store"}


class HealthMiddleware:
    """Answers the health checks before any other rule: they call by address, not by name, and over plain HTTP."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/livez":
            return livez()
        if request.path_info == "/readyz":
            return readyz()
        return self.get_response(request)


def livez() -> HttpResponse:
    """Answer 200 as long as the process can answer at all; asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain", headers=_HEADERS)


def readyz() -> HttpResponse:
    """Answer 200 when requests can be served, else 503. The cache may be away: the shop works without it."""
    try:
        ping()
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain", headers=_HEADERS)
    return HttpResponse("ok\n", content_type="text/plain", headers=_HEADERS)
