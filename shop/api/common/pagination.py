"""Cursor pages: each page names the next, nothing is counted, and nothing shifts while one reads."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from shop.core.cursor import decode_cursor
from shop.core.errors import InvalidInput
from shop.core.site import absolute

from .errors import InvalidParameter

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


def read_cursor(order: str, cursor: str) -> tuple[Any, ...]:
    """Return the position that a cursor names in the list sorted by `order`. Raises: InvalidParameter."""
    try:
        return decode_cursor(order, cursor)
    except InvalidInput as error:
        raise InvalidParameter("cursor", error.fields["cursor"]) from error


def next_page(request: HttpRequest, cursor: str) -> str:
    """Return the address of the page behind `cursor`: this request's, filters kept."""
    query = request.GET.copy()
    query["cursor"] = cursor
    return absolute(f"{request.path}?{query.urlencode()}")


def link_header(next_url: str | None) -> dict[str, str]:
    """Return the Link header (RFC 8288) that names the next page."""
    return {"Link": f'<{next_url}>; rel="next"'} if next_url else {}
