"""What holds for every address below /api/, before and after its own code."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from shop.core.door import PROTOCOL, check_length

from .answers import conditional, no_content
from .errors import InvalidParameter, refuse

METHOD_NOT_ALLOWED = PROTOCOL["method_not_allowed"].status

View = Callable[..., HttpResponse]


def refuse_unknown(run: View) -> View:
    """Wrap an operation so that parameters which it does not know are refused instead of ignored.

    A misspelt filter must not return everything. Raises, inside of the guard: InvalidParameter.
    """
    operation = run.__self__  # type: ignore[attr-defined]  # ninja hands over its bound method
    known = frozenset(
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    )

    @wraps(run)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for name, values in request.GET.lists():
            if name not in known:
                text = _("This address takes no parameters.")
                if known:
                    text = _("Unknown parameter. Allowed parameters are %(names)s.") % {
                        "names": ", ".join(sorted(known))
                    }
                raise InvalidParameter(name[:100], text)
            if len(values) > 1:
                raise InvalidParameter(name, _("Give this parameter only once."))
        return run(request, *args, **kwargs)

    return checked


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
        return conditional(request, response) if method in ("GET", "HEAD") else response

    return guarded


def _other_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    allowed = {method.strip() for method in response.headers.get("Allow", "").split(",")} | {"OPTIONS"}
    if "GET" in allowed:
        allowed.add("HEAD")
    headers = {"Allow": ", ".join(sorted(allowed))}
    if request.method == "OPTIONS":
        return no_content(headers)
    return refuse("method_not_allowed", headers=headers)
