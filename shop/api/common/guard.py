"""What holds for every address below /api/, before and after its own code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from shop.core.door import PROTOCOL, check_length

from .answers import no_content
from .errors import refuse

METHOD_NOT_ALLOWED = PROTOCOL["method_not_allowed"].status

View = Callable[..., HttpResponse]


def guard(view: View, *, api: NinjaAPI, reads_only: bool = False) -> View:
    """Wrap a view so that bodies are bounded, HEAD and OPTIONS work, and every refusal is a problem.

    The API knows no cookies, so there is nothing that a foreign page could forge: it is exempt from CSRF tokens.
    """

    @csrf_exempt
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method = request.method
        if reads_only and method not in ("GET", "HEAD"):
            return _other_method(request, HttpResponseNotAllowed(["GET"]))
        if method == "HEAD":
            request.method = "GET"  # the server leaves the body out
        try:
            check_length(request)
            response = view(request, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 - handed to the API's handlers, which know them all
            return api.on_exception(request, error)
        finally:
            request.method = method
        if response.status_code == METHOD_NOT_ALLOWED:
            return _other_method(request, response)
        return response

    return guarded


def _other_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    allowed = {method.strip() for method in response.headers.get("Allow", "").split(",")} | {"OPTIONS"}
    if "GET" in allowed:
        allowed.add("HEAD")
    headers = {"Allow": ", ".join(sorted(allowed))}
    if request.method == "OPTIONS":
        return no_content(headers)
    return refuse("method_not_allowed", headers=headers)
