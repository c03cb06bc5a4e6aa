"""Middleware for every request: an id to find it again, and a clear answer while the database is away."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import get_template

from .door import database_refusal, in_form, is_program, refused, request_id
from .errors import SECONDS_TO_WAIT, Busy
from .statements import statements_within

GetResponse = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("shop.web")
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def well_formed_id(given: str) -> str:
    """Return the client's own id of a request where it is well-formed, else a new one."""
    return given if given and _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)


class RequestIdMiddleware:
    """Gives every answer a `Request-Id`, taken from the client where it is well-formed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        value = well_formed_id(request.headers.get("Request-Id", ""))
        token = request_id.set(value)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers["Request-Id"] = value
        return response


class RequestIdFilter(logging.Filter):
    """Puts the request's id into each log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class ProgramsMiddleware:
    """Answers programs in JSON, also where Django answers before or instead of a view: see `door.in_form`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return in_form(request, response) if is_program(request.path) else response


class PrivateByDefaultMiddleware:
    """Keeps every page that does not say otherwise out of shared caches; the browser's own history may hold it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class UnavailableMiddleware:
    """Answers 503 when the database cannot be reached or is too busy, instead of an error page.

    Every 503 and 429 says in Retry-After when to come back, also a form that is shown again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (seconds := SECONDS_TO_WAIT.get(response.status_code)) is not None:
            response.headers.setdefault("Retry-After", str(seconds))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, (OperationalError, InterfaceError, Busy)):
            return None
        return unavailable(request, exception)


class NulMiddleware:
    """Answers 404 to an address with a NUL in it: the database and the file system know no name that has one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, values: object) -> None:  # noqa: ARG002
        if "\x00" in request.path and not is_program(request.path):
            raise Http404


class StatementLimitMiddleware:
    """Bounds what one statement of the public side may take; staff have the connection's own limit."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/"):
            return self.get_response(request)
        with statements_within(settings.PUBLIC_STATEMENT_MS):
            return self.get_response(request)


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return the 503 answer to a failure of the database: in their form for programs, a page for people."""
    refusal = database_refusal(error)
    if is_program(request.path):
        return refused(request, refusal)
    html = get_template("503.html").render({"too_busy": refusal.code == "too_busy", "is_held": isinstance(error, Busy)})
    return HttpResponse(html, status=refusal.status, headers=refusal.headers)
