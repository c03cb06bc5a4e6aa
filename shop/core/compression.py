"""Smaller answers, and none at all to whoever has the page already.

What holds a secret and repeats what somebody else may have put into the address must not be compressed as it is: its
length tells the secret bit by bit (BREACH). So personal pages are only ever sent as gzip with a random length, as
Django does it. What is the same for everybody holds no secret, and an API's answer goes to whoever has the token,
which a browser never sends by itself: those take brotli or zstd, which are smaller (docs/adr/0016).
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import cast

import brotli
from backports import zstd
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.text import compress_string

from .door import is_program

MIN_BYTES = 200  # below, the headers cost more than is won
MAX_RANDOM_BYTES = 100
ZSTD_LEVEL = 9  # of 22: as long as it takes brotli
BROTLI_QUALITY = 5  # of 11: as small as gzip's best and faster
# By name, best first: how it is made, and taken back.
_CODECS: Mapping[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    "br": (lambda body: brotli.compress(body, quality=BROTLI_QUALITY), brotli.decompress),
    "zstd": (lambda body: zstd.compress(body, ZSTD_LEVEL), zstd.decompress),
    "gzip": (compress_string, gzip.decompress),
}
_COMPRESSIBLE = re.compile(r"(text/.*|application/(.*\+)?(json|xml|javascript)|image/svg\+xml)(;.*)?")


class CompressionMiddleware:
    """Gives pages for everybody an ETag, answers 304 to it, and compresses what is text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse | StreamingHttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) or response.has_header("Content-Encoding"):
            return response
        is_public = "public" in response.headers.get("Cache-Control", "")
        if is_public and request.method in ("GET", "HEAD") and response.status_code == 200:
            response = _conditional(request, response)
        if _COMPRESSIBLE.fullmatch(response.headers.get("Content-Type", "")):
            patch_vary_headers(response, ["Accept-Encoding"])
            if len(response.content) >= MIN_BYTES:
                _compress(request, response, is_open=is_public or is_program(request.path))
        return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if not response.has_header("ETag"):
        response.headers["ETag"] = f'W/"{blake2b(response.content, digest_size=12).hexdigest()}"'
    known = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return cast("HttpResponse", known)


def _compress(request: HttpRequest, response: HttpResponse, *, is_open: bool) -> None:
    encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
    if not encoding:
        return
    if is_open:
        smaller = encode(response.content, encoding)
    elif "gzip" in accepted_encodings(request.headers.get("Accept-Encoding", "")):
        smaller, encoding = compress_string(response.content, max_random_bytes=MAX_RANDOM_BYTES), "gzip"
    else:
        return
    if len(smaller) >= len(response.content):
        return
    response.content = smaller
    response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(smaller))
    tag = response.headers.get("ETag", "")
    if tag.startswith('"'):  # names the bytes before (RFC 9110, section 8.8.3.3)
        response.headers["ETag"] = f"W/{tag}"


@lru_cache(maxsize=512)
def best_encoding(header: str) -> str:
    """Return the smallest of our encodings that an Accept-Encoding allows, or nothing."""
    accepted = accepted_encodings(header)
    return next((name for name in _CODECS if name in accepted), "")


def encode(body: bytes, encoding: str) -> bytes:
    """Return a body in one of our encodings; without one as it is."""
    return _CODECS[encoding][0](body) if encoding else body


def decode(body: bytes, encoding: str) -> bytes:
    """Return the body that was encoded."""
    return _CODECS[encoding][1](body) if encoding else body


def accepted_encodings(header: str) -> set[str]:
    """Return what Accept-Encoding names and does not exclude by a weight of 0 (RFC 9110, section 12.5.3)."""
    found = set()
    for part in header.lower().split(","):
        name, _, weight = (text.strip() for text in part.partition(";"))
        if not re.fullmatch(r"q=0(\.0*)?", weight):
            found.add(name)
    return found
