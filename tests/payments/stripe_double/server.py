"""The double over HTTP: keys that are kept, faults on demand, and webhooks that a test sends as it likes."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from stripe import WebhookSignature

from .books import Books
from .records import public
from .wire import ApiError, expand, page, parse_form

KEY, SECRET = "sk_test_double", "whsec_double"


@dataclass
class Fault:
    """What goes wrong with the next `times` requests whose "METHOD /path" matches `where`.

    delay: answer `seconds` late. reset: cut the connection instead of doing it. reset_after: do it, then cut.
    kept_500: answer 500 without doing it, and keep that under the key. kept_500_after: do it, answer 500, keep that.
    error_500: answer 500 and keep nothing. limit: 429. hold: tell `arrived`, and answer when the test says `go_on`.
    """

    kind: str
    where: str = "."
    times: int = 1
    seconds: float = 0
    arrived: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)


class StripeDouble:
    """Start with `with StripeDouble() as stripe:`; `stripe.url` is what STRIPE_API_BASE must say."""

    def __init__(self, *, livemode: bool = False, key: str = KEY) -> None:
        self.books = Books(livemode=livemode)
        self.key = key
        self.lock = threading.RLock()
        self.faults: list[Fault] = []
        self.seen: list[dict[str, Any]] = []  # every request: method, path, params, headers
        self.kept: dict[str, dict[str, Any]] = {}
        self.at_work: set[str] = set()  # keys of requests that are not answered yet
        self._told = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    # --- the control desk

    def break_next(self, kind: str, where: str = ".", *, times: int = 1, seconds: float = 0) -> Fault:
        """Let something go wrong (see `Fault`)."""
        fault = Fault(kind, where, times, seconds)
        with self.lock:
            self.faults.append(fault)
        return fault

    def forget_keys(self) -> None:
        """A day has passed: Stripe has pruned its Idempotency-Keys."""
        self.kept.clear()

    def act(self, name: str, *values: Any, **more: Any) -> Any:
        """Do something of `Books` from the outside: act("pay", session_id)."""
        with self.lock:
            return getattr(self.books, name)(*values, **more)

    def session_of(self, attempt_id: str) -> dict[str, Any]:
        """Return the one session of an attempt; fails if there are several."""
        with self.lock:
            (session,) = self.books.all("checkout.session", client_reference_id=attempt_id)
        return session

    def intent_of(self, attempt_id: str) -> dict[str, Any]:
        with self.lock:
            return self.books.find(self.session_of(attempt_id)["payment_intent"])

    def news(self) -> list[dict[str, Any]]:
        """Return the events since the last call: a test delivers them once, thrice, backwards or never."""
        with self.lock:
            fresh, self._told = self.books.events[self._told :], len(self.books.events)
        return fresh

    def page(self, method: str, path: str) -> tuple[int, str, dict[str, str]]:
        """Answer the buyer's browser on the hosted page: GET shows it, POST …/pay and …/decline act."""
        _, _, _, session_id, *rest = path.split("/")
        with self.lock:
            session = self.books.things[session_id]
            if method == "POST":
                getattr(self.books, rest[0])(session_id)
            if session["status"] == "complete":
                return 303, "", {"Location": session["success_url"]}
        forms = "".join(
            f'<form method="post" action="/c/pay/{session_id}/{act}"><button>{act.title()}</button></form>'
            for act in ("pay", "decline")
        )
        back = f'<a href="{session["cancel_url"]}">Back</a>'
        return 200, f"<!doctype html><title>Stripe</title><h1>{session['amount_total']}</h1>{forms}{back}", {}

    # --- requests

    def answer(
        self, method: str, target: str, body: str, headers: dict[str, str]
    ) -> tuple[int, dict[str, Any], dict[str, str]] | None:
        """Return status, body and headers, or None to cut the connection."""
        parts = urlsplit(target)
        params = parse_form(body if method == "POST" else parts.query)
        with self.lock:
            self.seen.append({"method": method, "path": parts.path, "params": params, "headers": headers})
            fault = self._fault(f"{method} {parts.path}")
        key = headers.get("idempotency-key", "")
        if self._is_under_way(method, key):
            return 409, ApiError(409, "There is currently another in-progress request using this key.").body, {}
        try:
            return self._answer(method, parts.path, params, headers, fault)
        finally:
            with self.lock:
                self.at_work.discard(key)

    def _answer(
        self, method: str, path: str, params: dict[str, Any], headers: dict[str, str], fault: Fault | None
    ) -> tuple[int, dict[str, Any], dict[str, str]] | None:
        if fault is not None and fault.kind == "delay":
            time.sleep(fault.seconds)
        if fault is not None and fault.kind == "hold":
            fault.arrived.set()
            fault.go_on.wait(30)
        if fault is not None and fault.kind == "reset":
            return None
        if fault is not None and fault.kind == "limit":
            return 429, ApiError(429, "Too many requests.", code="rate_limit").body, {}
        if headers.get("authorization") != f"Bearer {self.key}":
            return 401, ApiError(401, "Invalid API Key provided: sk_****").body, {}
        if fault is not None and fault.kind == "error_500":
            return 500, ApiError(500, "Oh no.", kind="api_error").body, {"Stripe-Should-Retry": "false"}
        with self.lock:
            result = self._once(method, path, params, headers.get("idempotency-key", ""), fault)
        return None if fault is not None and fault.kind == "reset_after" else result

    def _fault(self, request: str) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and re.search(fault.where, request):
                fault.times -= 1
                return fault
        return None

    def _is_under_way(self, method: str, key: str) -> bool:
        """Whether another request with this key is still being worked on: Stripe answers 409 then."""
        with self.lock:
            if method != "POST" or not key:
                return False
            if key in self.at_work:
                return True
            self.at_work.add(key)
            return False

    def _once(
        self, method: str, path: str, params: dict[str, Any], key: str, fault: Fault | None
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        said = json.dumps([method, path, params], sort_keys=True)
        if method == "POST" and key in self.kept:
            kept = self.kept[key]
            if kept["said"] != said:
                return (
                    400,
                    ApiError(
                        400,
                        "Keys for idempotent requests can only be used with the same parameters.",
                        kind="idempotency_error",
                    ).body,
                    {},
                )
            return kept["status"], kept["body"], {"Idempotent-Replayed": "true"}
        is_kept = True
        kind = fault.kind if fault else ""
        try:
            status, body = (200, {}) if kind == "kept_500" else (200, self._do(method, path, params))
        except ApiError as error:
            status, body, is_kept = error.status, error.body, error.is_kept
        if kind.startswith("kept_500"):
            status, body = 500, ApiError(500, "An unknown error occurred.", kind="api_error").body
        if method == "POST" and key and is_kept:
            self.kept[key] = {"said": said, "status": status, "body": body}
        return status, body, {}

    def _do(self, method: str, path: str, params: dict[str, Any]) -> dict[str, Any]:
        wanted = params.pop("expand", [])
        for verb, pattern, make in self._routes():
            if verb == method and (found := re.fullmatch(pattern, path)):
                thing = json.loads(json.dumps(make(params, *found.groups())))
                return public(expand(thing, wanted, self.books.find))
        raise ApiError(404, f"Unrecognized request URL ({method}: {path}).", is_kept=False)

    def _routes(self) -> list[tuple[str, str, Callable[..., dict[str, Any]]]]:
        books = self.books

        def listed(kind: str, *filters: str) -> Callable[..., dict[str, Any]]:
            def make(params: dict[str, Any]) -> dict[str, Any]:
                rows = books.all(kind, **{name: params[name] for name in filters if name in params})
                return page(rows, params, "/v1/list")

            return make

        return [
            ("POST", "/v1/checkout/sessions", books.open_session),
            ("GET", "/v1/checkout/sessions", listed("checkout.session", "payment_intent", "status")),
            ("GET", "/v1/checkout/sessions/([^/]+)", lambda _params, key: books.find(key)),
            ("POST", "/v1/checkout/sessions/([^/]+)/expire", lambda _params, key: books.expire_session(key)),
            ("GET", "/v1/payment_intents/([^/]+)", lambda _params, key: books.find(key)),
            ("POST", "/v1/payment_intents/([^/]+)/capture", lambda params, key: books.capture(key, params)),
            ("POST", "/v1/payment_intents/([^/]+)/cancel", lambda _params, key: books.cancel(key)),
            ("POST", "/v1/refunds", books.refund),
            ("GET", "/v1/refunds", listed("refund", "payment_intent", "charge")),
            ("GET", "/v1/disputes", listed("dispute", "payment_intent", "charge")),
            ("GET", "/v1/balance_transactions", listed("balance_transaction")),
        ]


def signed(event: dict[str, Any], secret: str = SECRET, *, at: float | None = None) -> tuple[bytes, dict[str, str]]:
    """Return a webhook's body and headers."""
    body = json.dumps(event)
    header = WebhookSignature.generate_signature_header(body, secret, timestamp=int(at or time.time()))
    return body.encode(), {"Stripe-Signature": header}


def _handler(double: StripeDouble) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._respond("GET")

        def do_POST(self) -> None:
            self._respond("POST")

        def log_message(self, *_values: object) -> None:
            """Keep quiet."""

        def _respond(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            if self.path.startswith("/c/pay/"):
                status, html, more = double.page(method, self.path)
                self._send(status, html.encode(), {"Content-Type": "text/html", **more})
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = double.answer(method, self.path, body, headers)
            if answer is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, value, more = answer
            data = json.dumps(value).encode()
            self._send(status, data, {"Content-Type": "application/json", "Request-Id": "req_double", **more})

        def _send(self, status: int, data: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, text in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, text)
            self.end_headers()
            with contextlib.suppress(BrokenPipeError):  # whoever asked has lost patience
                self.wfile.write(data)

    return Handler
