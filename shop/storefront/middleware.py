"""Tells pages which everybody shares whether this visitor has anything personal to ask for."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .shopper import CART_COOKIE, CART_SECONDS

MARKER_COOKIE = "known"


class KnownVisitorMiddleware:
    """Sets the cookie `known` beside a cart or a session, and takes it back with the last of them.

    The other two are hidden from scripts; this one says nothing but that there is one, so that shop.js asks `/-/me/`
    for whoever has a cart or an account, and a first visitor costs no request. Pages for everybody set no cookie,
    nor do the APIs.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if not is_page or "public" in response.get("Cache-Control", ""):
            return response
        known, marked = _is_known(request, response), MARKER_COOKIE in request.COOKIES
        if known and (not marked or CART_COOKIE in response.cookies):  # it lives as long as the cart does
            response.set_cookie(MARKER_COOKIE, "1", max_age=CART_SECONDS, samesite="Lax", secure=settings.HTTPS)
        elif marked and not known:
            response.delete_cookie(MARKER_COOKIE, samesite="Lax")
        return response


def _is_known(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether the visitor has a cart or a session once this answer has arrived."""
    for name in (CART_COOKIE, settings.SESSION_COOKIE_NAME):
        given = response.cookies.get(name)
        if given.value if given is not None else request.COOKIES.get(name):
            return True
    return False
