"""Public identifiers: a prefix that names the kind and a time-ordered random part."""

from __future__ import annotations

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(prefix: str) -> str:
    """Return an id such as "ord_06f3…": 48 bits of milliseconds and 80 random bits in Crockford's base 32.

    Sorted by time like UUID version 7 (RFC 9562) and not guessable; the random part is never reused.
    """
    value = (int(time.time() * 1000) << 80) | secrets.randbits(80)
    return f"{prefix}_" + "".join(_ALPHABET[(value >> shift) & 31] for shift in range(125, -5, -5))


def new_token() -> str:
    """Return a secret of 256 random bits for a cookie or a link."""
    return secrets.token_urlsafe(32)
