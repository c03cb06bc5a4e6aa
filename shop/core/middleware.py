"""Middleware for every request: an id to find it again, and a clear answer while the database is away."""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

from .acting import acting_as
from .actor import GUEST, Actor
from .statements import is_too_slow, statements_within

GetResponse = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("shop.web")
request_id: ContextVar[str] = ContextVar("request_id", default="-")
_PROGRAMS = ("/api/", "/graphql/")
# What programs are told by code; JSON and GraphQL say the same.
UNAVAILABLE = {
    "unavailable": "The shop is briefly unavailable. Please try again, with the same Idempotency-Key.",
    "too_busy": "The shop is too busy to answer this in time. Please try again in a moment, or ask for less.",
}
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Gives every answer a `Request-Id`, taken from the client where it is well-formed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("Request-Id", "")
        value = given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
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


class ActingMiddleware:
    """Signs what a request writes with who sent it; the person is only looked up when something is written.

    A session counts on pages. Programs send tokens: their interfaces say who it is once they know.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_as(GUEST if request.path.startswith(_PROGRAMS) else partial(_person, request)):
            return self.get_response(request)


def _person(request: HttpRequest) -> Actor:
    """Return who is logged in: staff on their own pages, a customer in the shop."""
    user: Any = request.user
    if not user.is_authenticated:
        return GUEST
    is_staff = user.is_staff and request.path.startswith("/admin/")
    return Actor(kind="staff" if is_staff else "customer", user_id=user.pk, label=user.email)


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
    """Answers 503 with Retry-After when the database cannot be reached or is too busy, instead of an error page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        too_slow = is_too_slow(exception)
        log.error("statement took too long: %s" if too_slow else "database unavailable: %s", exception)
        return unavailable(request, too_slow=too_slow)


class StatementLimitMiddleware:
    """Bounds what one statement of the public side may take; staff have the connection's own limit."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/"):
            return self.get_response(request)
        with statements_within(settings.PUBLIC_STATEMENT_MS):
            return self.get_response(request)


def unavailable(request: HttpRequest, *, too_slow: bool = False) -> HttpResponse:
    """Return the 503 answer that fits the caller: problem+json for programs, a page for people.

    `too_slow`: the database is there, but a statement was ended by its time limit.
    """
    headers = {"Retry-After": "5", "Cache-Control": "no-store"}
    if request.path.startswith(_PROGRAMS):
        code = "too_busy" if too_slow else "unavailable"
        problem = {
            "type": f"/api/v1/errors/{code}/",
            "title": "Too busy" if too_slow else "Service unavailable",
            "status": 503,
            "code": code,
            # Not "nothing was changed": a commit may have succeeded whose answer was lost.
            "detail": UNAVAILABLE[code],
            "request_id": request_id.get(),
        }
        body = json.dumps(problem)
        return HttpResponse(body, status=503, content_type="application/problem+json", headers=headers)
    html = get_template("503.html").render({"too_busy": too_slow})
    return HttpResponse(html, status=503, headers=headers)
