"""Whose hand it is: what a request writes is signed with whoever sent it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse

from shop.backoffice.permissions import staff_of
from shop.core.acting import acting_as
from shop.core.actor import GUEST, Actor
from shop.core.door import is_program
from shop.storefront.shopper import actor_of


class ActingMiddleware:
    """Signs what a request writes with who sent it; the person is only looked up when something is written.

    A session counts on pages. Programs send tokens: their interfaces say who it is once they know.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_as(GUEST if is_program(request.path) else partial(_person, request)):
            return self.get_response(request)


def _person(request: HttpRequest) -> Actor:
    """Return who is logged in: staff on their own pages, a customer in the shop."""
    staff = staff_of(request) if request.path.startswith("/admin/") else GUEST
    return staff if staff.is_staff else actor_of(request)
