"""The client for addresses that others wrote: where it does not go, and what it does not read."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shop.core import outbound
from shop.core.outbound import FetchFailed, fetch, is_public


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/ok")
            self.end_headers()
            return
        if self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            self.server.waiting.wait(30)  # type: ignore[attr-defined]
            return
        self.send_response(404 if self.path == "/gone" else 200)
        content = f"{self.path} {self.headers['Host']}".encode()
        if self.path != "/endless":
            self.send_header("Content-Length", str(len(content) + (self.path == "/short")))
        self.end_headers()
        self.wfile.write(content * 1000 if self.path == "/endless" else content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch) -> Iterator[str]:
    monkeypatch.setattr(outbound, "is_public", lambda address: str(address) == "127.0.0.1")
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.waiting = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.waiting.set()  # type: ignore[attr-defined]
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def read(url: str, seconds: float = 20) -> bytes:
    return fetch(url, max_bytes=1_000, seconds=seconds)


def test_reads_what_the_address_answers(server):
    assert read(f"{server}/a b.jpg?x=1") == f"/a%20b.jpg?x=1 {server.removeprefix('http://')}".encode()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/moved", "It leads elsewhere, and redirects are not followed."),
        ("/gone", "It answered 404."),
        ("/endless", "It is larger than 1,000 bytes."),
        ("/short", "It ended before it was complete."),
    ],
)
def test_what_is_not_read_is_told(server, path, reason):
    with pytest.raises(FetchFailed) as caught:
        read(server + path)
    assert str(caught.value) == reason


def test_who_answers_slowly_is_cut_off(server):
    with pytest.raises(FetchFailed, match="It took too long"):
        read(f"{server}/drip", seconds=0.3)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::1]", "[::ffff:127.0.0.1]",
     "10.0.0.1", "169.254.169.254", "192.168.1.1", "0.0.0.0", "100.100.100.200", "[fd00:ec2::254]", "[fe80::1]",
     "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "168.63.129.16", "224.0.0.1"],
)  # fmt: skip
def test_no_address_of_the_inside_is_asked(host, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    with pytest.raises(FetchFailed, match="It is no address of the public internet"):
        fetch(f"http://{host}/latest/meta-data", max_bytes=10, seconds=1)


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    found = [(2, 1, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(FetchFailed, match="It is no address of the public internet"):
        fetch("http://shop.example/", max_bytes=10, seconds=1)


def test_the_address_that_was_checked_is_the_one_that_is_asked(server, monkeypatch):
    port = int(server.rpartition(":")[2])
    looked_up = []

    def look_up(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        looked_up.append(host)
        return [(2, 1, 6, "", ("127.0.0.1" if len(looked_up) == 1 else "10.0.0.1", port))]

    connected = []
    monkeypatch.setattr(outbound.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(outbound.socket, "create_connection", lambda to, **kw: connected.append(to) or _connect(to))

    def _connect(to: tuple[str, int]) -> socket.socket:
        raw = socket.socket()
        raw.connect(to)
        return raw

    assert read(f"http://pictures.example:{port}/x") == f"/x pictures.example:{port}".encode()
    assert (looked_up, connected) == (["pictures.example"], [("127.0.0.1", port)])


@pytest.mark.parametrize("url", ["ftp://x.example/a", "file:///etc/passwd", "a.jpg", "http://u:p@x.example/", ""])
def test_only_plain_web_addresses_are_asked(url):
    with pytest.raises(FetchFailed, match="Only http and https addresses without a password are fetched"):
        fetch(url, max_bytes=10, seconds=1)


@pytest.mark.parametrize("url", ["http://x.example:99999/", "http://[::1/", "http://" + "a" * 70 + ".example/"])
def test_what_is_no_address_is_told(url):
    with pytest.raises(FetchFailed, match="This is no address"):
        fetch(url, max_bytes=10, seconds=1)


def test_addresses_of_the_internet_are_public():
    assert is_public(ipaddress.ip_address("93.184.216.34"))
    assert is_public(ipaddress.ip_address("2606:2800:220:1:248:1893:25c8:1946"))
