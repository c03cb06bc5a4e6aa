"""localstripe as a process of its own, behind a proxy that adds the fields it does not know.

It has no Checkout Sessions, so tests play the hosted page: they make and confirm a PaymentIntent with our metadata.
From there on everything goes over HTTP to a program that we did not write.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

KEY = "sk_test_localstripe"


@contextlib.contextmanager
def localstripe() -> Iterator[str]:
    """Start it, and the proxy; yields the proxy's address."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), _proxy(f"http://127.0.0.1:{port}"))
    try:
        _wait_for(port)
        threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{proxy.server_port}"
    finally:
        proxy.shutdown()
        proxy.server_close()
        process.terminate()
        process.wait(10)


def completed(thing: dict[str, Any]) -> dict[str, Any]:
    """Add what Stripe says and localstripe does not."""
    if thing.get("object") == "list":
        thing["data"] = [completed(one) for one in thing["data"]]
    if thing.get("object") == "payment_intent":
        charge = thing.get("latest_charge")
        taken = 0
        if isinstance(charge, dict):
            released = charge["amount_refunded"] if thing.get("capture_method") == "manual" else 0
            taken = charge["amount"] - released if charge["captured"] and charge["status"] == "succeeded" else 0
            charge |= {"amount_captured": taken, "disputed": False, "payment_method_details": None}
        held = thing["amount"] if thing["status"] == "requires_capture" else 0
        thing |= {"amount_received": taken, "amount_capturable": held, "cancellation_reason": None}
    return thing


def _wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("localstripe did not start")


def _proxy(target: str) -> type[BaseHTTPRequestHandler]:
    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def log_message(self, *_values: object) -> None:
            """Keep quiet."""

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            if self.path.endswith("/capture"):  # it refuses metadata here
                body = "&".join(part for part in body.split("&") if not part.startswith("metadata"))
            headers = {name: self.headers[name] for name in ("Authorization", "Content-Type") if name in self.headers}
            answer = requests.request(self.command, target + self.path, data=body, headers=headers, timeout=5)
            data = json.dumps(completed(answer.json())).encode() if answer.content else b""
            self.send_response(answer.status_code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Proxy
