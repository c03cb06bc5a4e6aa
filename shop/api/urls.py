"""Everything below /api/."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, URLPattern, URLResolver, path, re_path, resolve
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from shop.core.errors import NotFound

from .common.errors import problem_of
from .v1.api import api as v1


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """Answer 404 for an address that does not exist, in the form of the API."""
    if not request.path.endswith("/") and _exists(f"{request.path}/"):
        return problem_of(NotFound(_("Addresses end with a slash: %(path)s/") % {"path": request.path}))
    return problem_of(NotFound(_("There is nothing at this address. See /api/v1/docs for the API documentation.")))


def _exists(address: str) -> bool:
    try:
        return resolve(address).func is not unknown
    except Resolver404:
        return False


urlpatterns: list[URLPattern | URLResolver] = [path("v1/", v1.urls), re_path("", unknown)]
