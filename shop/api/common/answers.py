"""JSON answers. They are built from plain values and serialised once: no second validation on the way out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

CATALOGUE_SECONDS = 15  # how long a cache may show a list of products without asking again


def answer(data: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return personal or changing data: not to be stored anywhere."""
    return HttpResponse(
        orjson.dumps(data),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def no_content(headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return 204: done, and there is nothing to say."""
    response = HttpResponse(status=204, headers={"Cache-Control": "no-store", **(headers or {})})
    del response.headers["Content-Type"]
    return response


def public_answer(request: HttpRequest, data: object, *, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return what is the same for everybody: cacheable for a moment, with an ETag; 304 to who has it already."""
    body = orjson.dumps(data)
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    response = HttpResponse(
        body,
        content_type="application/json",
        headers={"Cache-Control": f"public, max-age={CATALOGUE_SECONDS}", "ETag": etag, **(headers or {})},
    )
    if "If-None-Match" in request.headers:
        return cast("HttpResponse", get_conditional_response(request, etag=etag, response=response))
    return response


def absolute(path: str) -> str:
    """Return the whole address of a path of this shop; an address that is whole already stays."""
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path


def timestamp(moment: datetime) -> str:
    """Return a UTC moment in RFC 3339, for example "2026-11-23T09:00:00Z"."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def listing(results: list[Any], next_url: str | None = None) -> dict[str, Any]:
    """Return the body of a list."""
    return {"results": results, "next": next_url}
