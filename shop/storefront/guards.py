"""Protection of the few forms that stand on cached pages and therefore carry no CSRF token."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt


def same_origin_only[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let a view be written to by this shop's own pages only; every other origin gets 403. Stands in for the token."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method not in ("GET", "HEAD") and not is_same_origin(request):
            return render(request, "403.html", status=403)
        return view(request, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], answer)


def comes_back[**P](
    again: Callable[[HttpRequest], HttpResponse],
) -> Callable[[Callable[P, HttpResponse]], Callable[P, HttpResponse]]:
    """Name the view that shows a form once more where its token is not good any more (`errors.csrf_failure`).

    Other forms are shown as a list of what was entered, with a button that sends it.
    """

    def mark(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
        vars(view)["comes_back"] = again
        return view

    return mark


def is_same_origin(request: HttpRequest) -> bool:
    """Tell whether a request comes from this shop's own pages, by headers that no page can forge.

    Sec-Fetch-Site where the browser sends it (all since 2023), else Origin (with every POST since 2020). A request
    with neither comes from a program, which holds nobody's cookies. Subdomains count as other sites.
    """
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        return fetched in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return origin in (f"{request.scheme}://{request.get_host()}", settings.SITE_URL)
