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

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

from .acting import acting_as
from .actor import GUEST, Actor

GetResponse = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("shop.web")
request_id: ContextVar[str] = ContextVar("request_id", default="-")
_PROGRAMS = ("/api/", "/graphql/")
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
        log.error("database unavailable: %s", exception)
        return unavailable(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Return the 503 answer that fits the caller: problem+json for programs, a page for people."""
    headers = {"Retry-After": "5", "Cache-Control": "no-store"}
    if request.path.startswith(_PROGRAMS):
        problem = {
            "type": "/api/v1/errors/unavailable/",
            "title": "Service unavailable",
            "status": 503,
            "code": "unavailable",
            # Not "nothing was changed": a commit may have succeeded whose answer was lost.
            "detail": "The shop is briefly unavailable. Please try again, with the same Idempotency-Key.",
            "request_id": request_id.get(),
        }
        body = json.dumps(problem)
        return HttpResponse(body, status=503, content_type="application/problem+json", headers=headers)
    html = get_template("503.html").render()
    return HttpResponse(html, status=503, headers=headers)
