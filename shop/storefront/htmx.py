"""How pages are answered: browsing pages are whole and cacheable, personal ones may be fragments and never are."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from shop.core.errors import DomainError, NotFound, retry_headers

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]

# A price or "in stock" that a cache shows is at most a minute old: these two, and the seconds in which the worker
# makes a changed product's document anew.
SHARED_SECONDS, STALE_SECONDS = 30, 20


def browsing_page[**P](*parameters: str, is_kept: bool = True) -> Callable[[View[P]], View[P]]:
    """Make a view cacheable for everybody: GET and HEAD only, one answer whoever asks, `NotFound` becomes 404.

    Such a page holds nothing personal and no CSRF token. `parameters` are those that it knows ("f.*": all that begin
    so): where its finished answers are kept (`config.front`) it sees no others. Browsers ask again each time,
    shared caches keep it for SHARED_SECONDS and may serve it STALE_SECONDS longer while they fetch it anew.
    """

    def wrapped(view: View[P]) -> View[P]:
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                response = view(request, *args, **kwargs)
            except NotFound as error:
                raise Http404 from error
            if response.status_code == 200:
                for_proxies = f"s-maxage={SHARED_SECONDS}, stale-while-revalidate={STALE_SECONDS}"
                response["Cache-Control"] = f"public, max-age=0, {for_proxies}"
            return response

        if is_kept:
            vars(answer)["known_parameters"] = frozenset(parameters)
        return cast(View[P], answer)

    return wrapped


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    fragment: str = "",
    status: int = 200,
    refused: DomainError | None = None,
) -> HttpResponse:
    """Answer a personal page, or just its partial `fragment` to htmx; neither is kept by any cache.

    A request of a boosted link or for the history gets the page, because htmx then needs all of it. `refused` is the
    refusal that the page tells of: it says when to come back (Retry-After).
    """
    part = fragment if fragment and wants_fragment(request) else ""
    response = render(request, f"{template}#{part}" if part else template, context, status=status)
    personal_page(response, is_part=bool(part))
    for name, value in retry_headers(refused).items() if refused is not None else ():
        response.headers[name] = value
    return response


def personal_page(response: HttpResponse, *, is_part: bool = False) -> HttpResponse:
    """Return a personal answer, or part of a page, with what keeps it out of every cache."""
    response["Cache-Control"] = "private, no-store" if is_part else "private, no-cache"
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx will put the answer into a page that stays."""
    htmx = cast(HtmxDetails, vars(request)["htmx"])
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def htmx_target(request: HttpRequest) -> str:
    """Return the id of the element that htmx will fill with the answer, or nothing."""
    return cast(HtmxDetails, vars(request)["htmx"]).target or ""


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the visitor to another page after a write: 303, or a header that htmx follows."""
    if wants_fragment(request):
        return HttpResponseClientRedirect(url)
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
