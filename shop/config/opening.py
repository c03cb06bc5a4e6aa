"""The door: before staff have opened the shop, only they may look around and order."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shop.api.common.auth import Bearer
from shop.api.common.errors import problem_of
from shop.channels.operations import ShopClosed
from shop.channels.queries import is_open
from shop.core.errors import retry_headers

LOOK_AGAIN = 10.0  # seconds: how long a process believes that the shop is open
_PROGRAMS = ("/api/", "/graphql")
# What is there before the shop opens and after it closes: staff, logins, what is owed to whoever has ordered, and what
# says who runs the shop.
_ALWAYS = (
    "/admin/", "/account/", settings.STATIC_URL, settings.MEDIA_URL, "/callbacks/", "/pay/", "/legal/", "/help/",
    "/o/", "/-/o/", "/order/", "/withdraw/", "/robots.txt", "/favicon.ico", "/.well-known/", "/inbox/",
    "/api/v1/docs", "/api/v1/openapi.json", "/api/v1/errors/", "/api/v1/users/", "/api/v1/me/", "/api/v1/orders/",
    "/api/v1/withdrawals/",
)  # fmt: skip
_ORDERS = "/api/v1/orders/"


class OpeningMiddleware:
    """Shows everybody but staff that the shop is closed. Where it is open, this costs a query in ten seconds."""

    open_until = 0.0  # by the process's own clock; staff who close the shop wait so long

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_open() or _is_let_in(request):
            return self.get_response(request)
        if not _is_staff(request):
            return _closed(request)
        response = self.get_response(request)
        response.headers["Cache-Control"] = "private, no-store"  # pages that others may keep once the shop is open
        return response

    def _is_open(self) -> bool:
        cls = type(self)
        if time.monotonic() < cls.open_until:
            return True
        with suppress(OperationalError, InterfaceError):  # the page itself will say that the database is away
            if not is_open():
                return False
        cls.open_until = time.monotonic() + LOOK_AGAIN
        return True


def _is_let_in(request: HttpRequest) -> bool:
    if request.path == _ORDERS:
        return request.method not in ("POST", "OPTIONS")  # one's own orders are read, none is placed
    return request.path.startswith(_ALWAYS) or request.method == "OPTIONS"


def _is_staff(request: HttpRequest) -> bool:
    """Tell whether staff ask: logged in on pages, by their token from programs."""
    if request.path.startswith(_PROGRAMS):
        caller = Bearer(required=False)(request)
        user: Any = caller.user if caller else None
    else:
        user = request.user
    return user is not None and user.is_active and user.is_staff


def _closed(request: HttpRequest) -> HttpResponse:
    error, is_program = ShopClosed(), request.path.startswith(_PROGRAMS)
    response = problem_of(error) if is_program else render(request, "closed.html", status=503)
    for name, value in {**retry_headers(error), "Cache-Control": "no-store"}.items():
        response.headers[name] = value
    return response
