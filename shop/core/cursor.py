"""Cursors of paged lists: opaque to clients, the same for every interface."""

from __future__ import annotations

import base64
import binascii
import json

from .errors import InvalidInput

Part = str | int
_MAX_LENGTH = 400


def encode_cursor(value: Part, key: int) -> str:
    """Return the text for "behind the row whose sort column has `value` and whose primary key is `key`"."""
    return base64.urlsafe_b64encode(json.dumps([value, key], separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(text: str, *, numeric: bool) -> tuple[Part, int]:
    """Read a cursor back; `numeric` tells whether the sort column holds numbers. Raises: InvalidInput."""
    try:
        value, key = json.loads(base64.urlsafe_b64decode(text[:_MAX_LENGTH] + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error) as error:
        raise _refusal() from error
    if not _is_bigint(key) or key < 0:
        raise _refusal()
    if not (_is_bigint(value) if numeric else isinstance(value, str) and "\x00" not in value):
        raise _refusal()
    return value, key


def _is_bigint(value: object) -> bool:
    return type(value) is int and -(2**63) <= value < 2**63


def _refusal() -> InvalidInput:
    return InvalidInput(fields={"cursor": "This cursor is not one of ours."})
