"""Answers for load balancers and supervisors."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

_HEADERS = {"Cache-Control": "no-store"}


def livez(_request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process can answer at all; asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain", headers=_HEADERS)


def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when requests can be served, else 503. The cache may be away: the shop works without it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain", headers=_HEADERS)
    return HttpResponse("ok\n", content_type="text/plain", headers=_HEADERS)
