"""The shop with its front, inside a test's own transaction."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from shop.config.addresses import key_of
from shop.config.front import Front
from shop.core import kept
from shop.core.changes import Changes
from shop.core.kept import Kept
from shop.core.models import Change

FOREVER = 10**9


class Fronted:
    """A web process whose thread that follows changes is the test: it hears when the test says so.

    With `listens` it has a thread, as in production.
    """

    def __init__(self, patch: pytest.MonkeyPatch, *, listens: bool = False) -> None:
        self.changes = Changes()
        # Values are kept as in production, although a test is one transaction.
        self._values = Kept(1000, following=self.changes)
        patch.setattr(kept, "_values", self._values)
        patch.setattr(kept, "in_transaction", lambda: False)
        self.front = Front(WSGIHandler(), following=self.changes)
        self._heard = 0
        if listens:
            self.changes.follow()
        else:
            self.changes._process = os.getpid()  # as if its thread ran
            self.hear()

    def hear(self) -> set[str]:
        """Take in what changed since the last time; returns the tags."""
        rows = list(Change.objects.filter(pk__gt=self._heard).order_by("pk").values_list("pk", "tags"))
        self._heard = rows[-1][0] if rows else self._heard
        tags = {tag for _, tags in rows for tag in tags}
        self.changes.note(frozenset(tags), asked_at=time.monotonic() + FOREVER)
        return tags

    def keeps(self, address: str) -> bool:
        """Tell whether the answer to an address is kept."""
        return self.front.answers.get(key_of(environ_of(address))) is not None

    def forget(self, address: str) -> None:
        """Drop one answer and all values, as if somebody had changed what they show."""
        self._values.drop(None)
        with self.front.answers._lock:
            self.front.answers._forget(key_of(environ_of(address)))

    def get(self, address: str, *, front: bool = True, **headers: str) -> Reply:
        """Ask by the front, or Django alone, with nothing that is kept."""
        environ = environ_of(address, headers.pop("method", "GET"))
        if (body := headers.pop("body", None)) is not None:
            data = body.encode()
            environ |= {"wsgi.input": BytesIO(data), "CONTENT_LENGTH": str(len(data)), "REQUEST_METHOD": "POST"}
            environ["CONTENT_TYPE"] = "application/json"
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        started: list[Any] = []
        kept._values = self._values if front else Kept(0, following=Changes())
        with _connections_stay():
            body = (self.front if front else self.front.application)(environ, lambda *given: started.extend(given[:2]))
            content = b"".join(body)
        kept._values = self._values
        return Reply(int(started[0].split()[0]), dict(started[1]), content)


class Reply:
    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def is_hit(self) -> bool:
        return "Cache-Status" in self.headers


@contextmanager
def _connections_stay() -> Iterator[None]:
    """As Django's test client: a request closes no connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def environ_of(address: str, method: str = "GET") -> dict[str, Any]:
    parts = urlsplit(address)
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "testserver",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
