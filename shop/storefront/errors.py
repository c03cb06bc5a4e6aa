"""The pages that say what went wrong."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import get_template

from shop.catalog.redirects import find_new_address, with_query
from shop.core.door import request_id
from shop.core.errors import Busy, DomainError, retry_headers
from shop.core.limits import TooManyAttempts
from shop.core.middleware import unavailable

_OTHERS = ("/admin/", "/api/", "/graphql", "/callbacks/", "/-/")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Lead from an address that was given up to what took its place, or answer 404 with a way back into the shop."""
    if request.method in ("GET", "HEAD") and not request.path.startswith(_OTHERS):
        address = find_new_address(path=request.path)
        if address is not None:
            moved = HttpResponsePermanentRedirect(with_query(address, request.META.get("QUERY_STRING", "")))
            # Not for ever: another product may take the old address tomorrow.
            moved["Cache-Control"] = "public, max-age=60"
            return moved
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching database, session or context; 503 where the database is what failed."""
    error = sys.exc_info()[1]
    if isinstance(error, (OperationalError, InterfaceError, Busy)):
        return unavailable(request, error)
    return HttpResponse(get_template("500.html").render({"request_id": request_id.get()}), status=500)


def too_many(request: HttpRequest, error: DomainError | None = None) -> HttpResponse:
    """Answer 429 and say when to come back; without an error it is a limit of allauth's, whose windows are a minute."""
    answer = render(request, "429.html", status=429)
    for name, value in retry_headers(error or TooManyAttempts()).items():
        answer.headers[name] = value
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Answer 403 for a form whose token is missing or old, and offer the form again."""
    return render(request, "403_csrf.html", status=403)
