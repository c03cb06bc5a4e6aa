"""JSON answers. They are built from plain values and serialised once: no second validation on the way out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import orjson
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


def versioned_answer(
    data: object, version: int, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return what has a version, with an ETag that names both: the version for If-Match, the answer for If-None-Match.

    What is answered may change without the thing: a day passes on which one could withdraw.
    """
    response = answer(data, status=status, headers=headers)
    response.headers["ETag"] = f'"{version}-{_etag_digest(response, 4)}"'
    return response


def public_answer(data: object, *, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return what is the same for everybody: cacheable for a moment."""
    return answer(data, headers={"Cache-Control": f"public, max-age={CATALOGUE_SECONDS}", **(headers or {})})


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give an answer to GET an ETag, unless it has one; 304 to whoever has it already (RFC 9110, 13.1.2)."""
    if response.status_code != 200:
        return response
    if "ETag" not in response.headers:
        response.headers["ETag"] = f'W/"{_etag_digest(response, 12)}"'
    known = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return cast("HttpResponse", known)


def _etag_digest(response: HttpResponse, size: int) -> str:
    return hashlib.blake2b(response.content, digest_size=size).hexdigest()


def timestamp(moment: datetime) -> str:
    """Return a UTC moment in RFC 3339, for example "2026-11-23T09:00:00Z"."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def listing(results: list[Any], next_url: str | None = None) -> dict[str, Any]:
    """Return the body of a list."""
    return {"results": results, "next": next_url}
