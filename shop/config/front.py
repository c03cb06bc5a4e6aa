"""Finished answers in front of Django: what every visitor gets alike is made once and then sent from memory.

An answer is kept until a committed change names something that it shows (`core.shown`, `core.kept`). It is sent before
Django hears of the request: no cookie is read, none is set. Whatever is not known to be right is made by Django, as if
this were not here (docs/adr/0024).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Event
from typing import Any, NamedTuple

from shop.core.changes import Changes, changes
from shop.core.compression import MIN_BYTES, best_encoding, decode, encode
from shop.core.kept import Kept
from shop.core.middleware import well_formed_id
from shop.core.shown import collecting
from shop.core.statements import tables_read

from .addresses import Environ, Key, key_of

MOST_BYTES = 24 * 1024 * 1024  # of answers in each process
WAIT_SECONDS = 2.0  # for another thread that makes the same answer
# What kept answers may be made of: triggers tell of each of these tables what changed (docs/kept-pages.md).
TOLD = frozenset(
    {
        "catalog_bundlecomponent", "catalog_category", "catalog_media", "catalog_oldcategoryname",
        "catalog_optiontype", "catalog_optionvalue", "catalog_product", "catalog_redirect", "catalog_variant",
        "catalog_variant_option_values", "channels_channel", "channels_contentpage", "inventory_stocklevel",
        "pricing_price", "search_listedproduct", "search_productdocument", "search_staleproduct",
        "search_synonym", "search_wordkey", "shipping_shippingmethod", "shipping_zone",
    }
)  # fmt: skip
# What is answered here, so that Django makes the whole page in plain, whoever asks.
_OWN = frozenset(
    {"HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_HX_REQUEST"}
)

StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]


class Made(NamedTuple):
    """What Django answered."""

    status: str
    headers: Headers
    body: bytes


class Answer:
    """A page as it was made: its headers, and its body in each encoding that somebody asked for."""

    __slots__ = ("_bodies", "_headers", "etag", "not_modified")

    def __init__(self, made: Made) -> None:
        self.etag = next((value for name, value in made.headers if name == "ETag"), "")
        self._headers = [pair for pair in made.headers if pair[0] not in ("Content-Length", "Request-Id")]
        # The headers of 304 (RFC 9110, section 15.4.5).
        self.not_modified = [pair for pair in self._headers if pair[0] not in ("Content-Type", "Link")]
        self._bodies: dict[str, tuple[bytes, Headers]] = {}
        self._keep("", made.body)

    def body(self, encoding: str) -> tuple[bytes, Headers] | None:
        """Return the body and all headers, where somebody asked for this encoding before."""
        return self._bodies.get(encoding)

    def encoded(self, encoding: str) -> tuple[bytes, Headers]:
        """Return the body and all headers; they are kept, and no plain body beside an encoded one."""
        name, (body, headers) = next(iter(self._bodies.items()))
        plain = decode(body, name)
        if len(plain) < MIN_BYTES or name == encoding:
            return body, headers
        found = self._keep(encoding, encode(plain, encoding))
        if not name:
            self._bodies.pop(name, None)
        return found

    @property
    def size(self) -> int:
        """How many bytes it takes, with the objects around the bodies."""
        return 4000 + sum(len(body) for body, _ in list(self._bodies.values()))

    def _keep(self, encoding: str, body: bytes) -> tuple[bytes, Headers]:
        headers = [*self._headers, ("Content-Length", str(len(body)))]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        self._bodies[encoding] = found = (body, headers)
        return found


class Front:
    """The WSGI application around Django's. With its first request the process begins to follow changes."""

    def __init__(self, application: Application, *, following: Changes = changes) -> None:
        self.application = application
        self.answers: Kept[Answer] = Kept(MOST_BYTES, following=following)
        self._making: dict[Key, Event] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = key_of(environ)
        if not self.answers.following.live():
            self.answers.following.follow()
            return self.application(environ, start_response)
        if key is None:
            return self.application(environ, start_response)
        answer = self.answers.get(key) or self._made_meanwhile(key)
        if answer is not None:
            return self._send(key, answer, environ, start_response, is_hit=True)
        done = Event()
        is_first = self._making.setdefault(key, done) is done
        try:
            return self._answer_by_django(key, environ, start_response)
        finally:
            if is_first:
                del self._making[key]
                done.set()

    def _made_meanwhile(self, key: Key) -> Answer | None:
        """Wait for another thread that makes the answer, where there is one."""
        making = self._making.get(key)
        return self.answers.get(key) if making is not None and making.wait(WAIT_SECONDS) else None

    def _answer_by_django(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer by Django, and keep the answer if it is everybody's."""
        began = self.answers.following.position
        plain = {name: value for name, value in environ.items() if name not in _OWN}
        if not key.is_body:
            plain |= {"REQUEST_METHOD": "GET", "QUERY_STRING": key.query}
        with collecting() as shown, tables_read() as tables:
            made = _run(self.application, plain)
        if not may_be_kept(made, is_said=shown.is_everybodys) or not tables <= TOLD:
            if not key.is_body and key.query != environ.get(
                "QUERY_STRING", ""
            ):  # a redirect takes all parameters along
                return self.application(environ, start_response)
            start_response(made.status, made.headers)
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [made.body]
        answer = Answer(made)
        answer.encoded(best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        self.answers.put(key, answer, shown, size=answer.size, began=began)
        return self._send(key, answer, environ, start_response, is_hit=False)

    def _send(
        self, key: Key, answer: Answer, environ: Environ, start_response: StartResponse, *, is_hit: bool
    ) -> Iterable[bytes]:
        own = [("Request-Id", well_formed_id(environ.get("HTTP_REQUEST_ID", "")))]
        if is_hit:
            own.append(("Cache-Status", "shop; hit"))  # RFC 9211
        if _knows(environ.get("HTTP_IF_NONE_MATCH", ""), answer.etag):
            start_response("304 Not Modified", answer.not_modified + own)
            return []
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        found = answer.body(encoding)
        if found is None:
            before = answer.size
            found = answer.encoded(encoding)
            self.answers.grow(key, answer, answer.size - before)
        body, headers = found
        start_response("200 OK", headers + own)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def may_be_kept(made: Made, *, is_said: bool = False) -> bool:
    """Tell whether an answer is the same for everybody, and says so itself, or `is_said` to be."""
    headers = {name.lower(): value for name, value in made.headers}
    varies = {name.strip().lower() for name in headers.get("vary", "").split(",")}
    return (
        made.status.startswith("200 ")
        and (is_said or "public" in headers.get("cache-control", ""))
        and headers.keys().isdisjoint({"set-cookie", "content-encoding"})
        and varies <= {"", "accept-encoding", "origin"}
    )


def _knows(header: str, etag: str) -> bool:
    """Tell whether If-None-Match names the tag (RFC 9110, section 13.1.2: compared weakly)."""
    if not header or not etag:
        return False
    own = etag.removeprefix("W/")
    return header.strip() == "*" or any(one.strip().removeprefix("W/") == own for one in header.split(","))


def _run(application: Application, environ: Environ) -> Made:
    started: list[Any] = []
    body = application(environ, lambda *given: started.extend(given[:2]))
    try:
        return Made(started[0], started[1], b"".join(body))
    finally:
        if (close := getattr(body, "close", None)) is not None:
            close()  # Django gives its connection to the database back
