"""Cursor pages: each page names the next, nothing is counted, and nothing shifts while one reads."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core import signing
from django.http import HttpRequest

from .answers import absolute
from .errors import InvalidParameter

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
_SALT = "api-cursor"


def encode_cursor(order: str, *position: str | int) -> str:
    """Return a signed, opaque cursor: a place in the list that is sorted by `order`."""
    return signing.dumps([order, *position], salt=_SALT)


def decode_cursor(order: str, cursor: str) -> list[Any]:
    """Return the place of a cursor. Raises: InvalidParameter for one that we did not sign or of another order."""
    try:
        found, *position = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise InvalidParameter("cursor", "Use a cursor as it came in `next`.") from error
    if found != order:
        raise InvalidParameter("cursor", "This cursor belongs to a list with another sort.")
    return list(position)


def next_page(request: HttpRequest, cursor: str) -> str:
    """Return the address of the page behind `cursor`: this request's, filters kept."""
    query = request.GET.copy()
    query["cursor"] = cursor
    return absolute(f"{request.path}?{query.urlencode()}")


def link_header(next_url: str | None) -> dict[str, str]:
    """Return the Link header (RFC 8288) that names the next page."""
    return {"Link": f'<{next_url}>; rel="next"'} if next_url else {}


def refuse_unknown(request: HttpRequest, known: Collection[str]) -> None:
    """Refuse parameters that would be ignored: a misspelled filter must not return everything.

    Raises: InvalidParameter.
    """
    for name, values in request.GET.lists():
        if name not in known:
            raise InvalidParameter(name, f"This parameter is not known here; known are {', '.join(sorted(known))}.")
        if len(values) > 1:
            raise InvalidParameter(name, "Give this parameter once.")
