"""The pages that say what went wrong."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext as _

from shop.catalog.redirects import find_new_address, with_query
from shop.core.door import request_id
from shop.core.errors import Busy, DomainError, retry_headers
from shop.core.limits import TooManyAttempts
from shop.core.middleware import unavailable

from .guards import is_same_origin

_OTHERS = ("/admin/", "/api/", "/graphql", "/callbacks/", "/-/")
_AGAIN = "sent_again"  # says that the form was brought back before
# htmx puts this page in the place of the one that stands there, whatever it asked for.
_WHOLE = {
    "Cache-Control": "private, no-store", "HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML",
}  # fmt: skip
_NOT_SENT = ("csrfmiddlewaretoken", _AGAIN)


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
    """Bring back a form whose token is missing or old, filled and with a fresh one; nothing of it was done.

    The token goes with each login and logout, and with the browser's cookies: the same form never works again, so
    "please try again" would be a lie. Whoever cannot keep a cookie is told that. Other sites' forms get 403.
    """
    if not is_same_origin(request):
        return render(request, "403.html", status=403)
    if _AGAIN in request.POST and not request.COOKIES.get(settings.CSRF_COOKIE_NAME):
        return render(request, "403_csrf.html", status=403)
    match = request.resolver_match
    again = getattr(match.func, "comes_back", None) if match else None
    if again is not None:
        answer: HttpResponse = again(request)
        return answer
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in _NOT_SENT]
    secrets = {name for name, _ in fields if "password" in name}
    context = {
        "fields": [pair for pair in fields if pair[0] not in secrets],
        "secrets": [(name, _label(name)) for name in sorted(secrets)],
        "has_files": bool(request.FILES),
        "again": _AGAIN,
    }
    answer = render(request, "csrf_again.html", context, status=409)
    for name, value in _WHOLE.items():
        answer[name] = value
    return answer


def _label(name: str) -> str:
    return {"oldpassword": _("Current password"), "password2": _("Confirm password")}.get(name, _("Password"))
