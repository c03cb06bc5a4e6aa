"""The entry, and the descriptions that every refusal's `type` leads to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from shop.api.common.answers import listing, public_answer
from shop.api.common.errors import error_catalogue
from shop.api.v1.schemas.about import Entry, ErrorKind, ErrorKindList
from shop.api.v1.schemas.common import problems
from shop.channels.queries import get_default_channel
from shop.core.door import ERRORS_PATH, ErrorType
from shop.core.errors import NotFound
from shop.core.site import absolute

router = Router(tags=["About"])

_LINKS = {
    "products": "/api/v1/products/",
    "categories": "/api/v1/categories/",
    "shipping_methods": "/api/v1/shipping-methods/",
    "orders": "/api/v1/orders/",
    "register": "/api/v1/users/register/",
    "login": "/api/v1/users/login/",
    "me": "/api/v1/me/",
    "errors": ERRORS_PATH,
    "openapi": "/api/v1/openapi.json",
    "docs": "/api/v1/docs",
}


@router.get("/", response={200: Entry, **problems()}, summary="Find your way")
def entry(request: HttpRequest) -> HttpResponse:
    """Where everything is."""
    links = {name: absolute(path) for name, path in _LINKS.items()}
    return public_answer({"name": get_default_channel().name, "version": "v1", "links": links})


@router.get("/errors/", response={200: ErrorKindList, **problems()}, summary="List the kinds of refusal")
def list_errors(request: HttpRequest) -> HttpResponse:
    """Every `code` that a refusal may carry, with its status."""
    return public_answer(listing([_kind(code, kind) for code, kind in error_catalogue().items()]))


@router.get("/errors/{slug:code}/", response={200: ErrorKind, **problems(404)}, summary="Explain a refusal")
def get_error(request: HttpRequest, code: str) -> HttpResponse:
    """What a `code` means; the `type` of every refusal leads here."""
    kind = error_catalogue().get(code)
    if kind is None:
        raise NotFound
    return public_answer(_kind(code, kind))


def _kind(code: str, kind: ErrorType) -> dict[str, Any]:
    return {
        "code": code,
        "status": kind.status,
        "title": str(kind.title),
        "description": str(kind.description),
        "type": f"{ERRORS_PATH}{code}/",
    }
