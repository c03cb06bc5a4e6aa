"""The door: before staff have opened the shop, only they may look around and order."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

from shop.accounts.bearer import user_of_bearer
from shop.channels.queries import is_open
from shop.core.changes import changes
from shop.core.door import Refusal, is_program, refused
from shop.core.kept import kept_value
from shop.core.shown import shows

LOOK_AGAIN = 10.0  # seconds: how long a process believes that the shop is open
OPENS_AGAIN = "3600"  # seconds: when it is worth asking again
# What is there before the shop opens and after it closes: staff, logins, what is owed to whoever has ordered, and what
# says who runs the shop.
_ALWAYS = (
    "/admin/", "/account/", settings.STATIC_URL, settings.MEDIA_URL, "/callbacks/", "/pay/", "/legal/", "/help/",
    "/o/", "/-/o/", "/order/", "/confirm/", "/withdraw/", "/-/me/",
    "/robots.txt", "/favicon.ico", "/.well-known/", "/inbox/",
    "/api/v1/docs", "/api/v1/openapi.json", "/api/v1/errors/", "/api/v1/users/", "/api/v1/me/", "/api/v1/orders/",
    "/api/v1/withdrawals/",
)  # fmt: skip
_ORDERS = "/api/v1/orders/"


class OpeningMiddleware:
    """Shows everybody but staff that the shop is closed.

    A process that follows changes knows at once that it is open; any other one asks every ten seconds.
    """

    open_until = 0.0  # by the process's own clock; staff who close the shop wait so long

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        shows("channel")
        if self._is_open() or _is_let_in(request):
            return self.get_response(request)
        if not _is_staff(request):
            return _closed(request)
        response = self.get_response(request)
        response.headers["Cache-Control"] = "private, no-store"  # pages that others may keep once the shop is open
        return response

    def _is_open(self) -> bool:
        cls = type(self)
        try:
            if changes.live():
                return kept_value("is_open", ["channel"], is_open)
            if time.monotonic() < cls.open_until:
                return True
            if not is_open():
                return False
        except (OperationalError, InterfaceError):
            return True  # nobody knows: the page itself will say that the database is away
        cls.open_until = time.monotonic() + LOOK_AGAIN
        return True


def _is_let_in(request: HttpRequest) -> bool:
    if request.path == _ORDERS:
        return request.method != "POST"  # one's own orders are read, none is placed
    return request.path.startswith(_ALWAYS) or request.method == "OPTIONS"


def _is_staff(request: HttpRequest) -> bool:
    """Tell whether staff ask: logged in on pages, by their token from programs."""
    user: Any = request.user
    if is_program(request.path):
        try:
            user = user_of_bearer(request.headers.get("Authorization"))
        except Refusal:
            return False
    return user is not None and user.is_active and user.is_staff


def _closed(request: HttpRequest) -> HttpResponse:
    refusal = Refusal("shop_closed", headers={"Retry-After": OPENS_AGAIN})
    if is_program(request.path):
        return refused(request, refusal)
    headers = {**refusal.headers, "Cache-Control": "no-store"}
    return HttpResponse(get_template("closed.html").render({}, request), status=refusal.status, headers=headers)
