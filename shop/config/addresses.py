"""Which requests ask for the same answer: host, path and the parameters that the page knows, in one order.

Parameters that a page does not know, such as campaign marks, make no answer of their own and never get into one.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from corsheaders.middleware import CorsMiddleware
from django.conf import settings
from django.http import HttpResponse
from django.urls import Resolver404, resolve

MAX_LETTERS = 1000  # of a path or its parameters: longer ones nobody asks for twice
MAX_PARAMETERS = 200
_PUBLIC_API = ("/api/v1/products/", "/api/v1/categories/")
_GRAPHQL = "/graphql/"
MAX_BODY = 10_000  # bytes of a question to GraphQL
_ALL = frozenset({"*"})  # an API refuses parameters that it does not know

Environ = dict[str, Any]


class Key(NamedTuple):
    """What an answer is kept under: the page's parameters, or the digest of the body by which GraphQL was asked.

    `origin` is the site whose page asks an API, where it may.
    """

    host: str
    path: str
    query: str
    is_secure: bool
    origin: str
    is_body: bool = False


def key_of(environ: Environ) -> Key | None:
    """Return what the answer to a request is kept under, or None where it is not everybody's."""
    if "HTTP_AUTHORIZATION" in environ:
        return None
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return _key_of_query(environ)
    path, query, origin = environ["PATH_INFO"], environ.get("QUERY_STRING", ""), environ.get("HTTP_ORIGIN", "")
    known = known_parameters(path) if len(path) + len(query) <= MAX_LETTERS else None
    if known is None:
        return None
    if query and (query := _in_one_order(query, known)) is None:
        return None
    if origin and known is not _ALL:
        origin = ""  # pages are for their own site
    if origin and not _may_call(origin):
        return None
    return Key(environ.get("HTTP_HOST", ""), path, query, _is_secure(environ), origin)


def _key_of_query(environ: Environ) -> Key | None:
    """Return the key of a question to GraphQL. Its body is read, and put back for whoever answers."""
    if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != _GRAPHQL or "HTTP_IDEMPOTENCY_KEY" in environ:
        return None
    length, origin = environ.get("CONTENT_LENGTH") or "", environ.get("HTTP_ORIGIN", "")
    if not (length.isascii() and length.isdigit() and int(length) <= MAX_BODY) or (origin and not _may_call(origin)):
        return None
    try:
        body = environ["wsgi.input"].read(int(length))
    except OSError:  # whoever asked is gone: Django has an answer to that
        return None
    environ["wsgi.input"] = BytesIO(body)
    # Of a query string, too, GraphQL says what it thinks, and of another kind of content.
    about = f"{environ.get('CONTENT_TYPE', '')} {environ.get('QUERY_STRING', '')} ".encode()
    return Key(
        environ.get("HTTP_HOST", ""), _GRAPHQL, sha256(about + body).hexdigest(), _is_secure(environ), origin, True
    )


@lru_cache(maxsize=8192)
def known_parameters(path: str) -> frozenset[str] | None:
    """Return the parameters that what is at a path knows ("f.*": all that begin so), or None where nothing is kept.

    `path` is as WSGI gives it.
    """
    if path.startswith(_PUBLIC_API):
        return _ALL
    try:
        view = resolve(path.encode("latin-1").decode()).func
    except (Resolver404, UnicodeDecodeError):
        return None
    return getattr(view, "known_parameters", None)


@lru_cache(maxsize=4096)
def _in_one_order(query: str, known: frozenset[str]) -> str | None:
    """Return the known parameters by name, each one's values in their order; None for what cannot be read."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
    except ValueError:
        return None
    wanted = [
        (name, value)
        for name, value in pairs
        if known is _ALL or name in known or f"{name.partition('.')[0]}.*" in known
    ]
    return urlencode(sorted(wanted, key=lambda pair: pair[0]))


@lru_cache(maxsize=256)
def _may_call(origin: str) -> bool:
    try:
        return bool(CorsMiddleware(lambda _: HttpResponse()).origin_found_in_white_lists(origin, urlsplit(origin)))
    except ValueError:
        return False


def _is_secure(environ: Environ) -> bool:
    """Tell what `HttpRequest.is_secure` tells."""
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        if (given := environ.get(name)) is not None:
            return bool(given.split(",", 1)[0].strip() == value)
    return bool(environ.get("wsgi.url_scheme") == "https")
