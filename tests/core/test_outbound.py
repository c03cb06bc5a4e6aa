"""The client for addresses that others wrote: where it does not go, and what it does not read."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

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
        ("/moved", "The address redirects, and redirects are not followed."),
        ("/gone", "The server answered with status 404."),
        ("/endless", "It is larger than 1,000 bytes."),
        ("/short", "The download was incomplete."),
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
    with pytest.raises(FetchFailed, match="The address is not on the public internet"):
        fetch(f"http://{host}/latest/meta-data", max_bytes=10, seconds=1)


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    found = [(2, 1, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(FetchFailed, match="The address is not on the public internet"):
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
    with pytest.raises(FetchFailed, match="Only http and https addresses without a password can be fetched"):
        fetch(url, max_bytes=10, seconds=1)


@pytest.mark.parametrize("url", ["http://x.example:99999/", "http://[::1/", "http://" + "a" * 70 + ".example/"])
def test_what_is_no_address_is_told(url):
    with pytest.raises(FetchFailed, match="This is not a valid address"):
        fetch(url, max_bytes=10, seconds=1)


def test_addresses_of_the_internet_are_public():
    assert is_public(ipaddress.ip_address("93.184.216.34"))
    assert is_public(ipaddress.ip_address("2606:2800:220:1:248:1893:25c8:1946"))


@dataclass(frozen=True)
class Certified:
    """A server with a certificate for `pictures.example`."""

    port: int


def issue(names: list[str], key: Any, issuer: str, issuer_key: Any, *, is_authority: bool) -> x509.Certificate:
    """Issue a certificate that is valid whatever day it is."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    signed_by = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)])
    made = x509.CertificateBuilder(signed_by, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
    made = made.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    by = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    made = made.add_extension(by, critical=False)
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    made = made.add_extension(
        x509.KeyUsage(digital_signature=True, key_cert_sign=is_authority, crl_sign=is_authority, **usage), critical=True
    )
    others = x509.SubjectAlternativeName([x509.DNSName(each) for each in names])
    return made.add_extension(others, critical=False).sign(issuer_key, hashes.SHA256())


@pytest.fixture(params=["issued", "itself"])
def certified(request, tmp_path, monkeypatch) -> Iterator[Certified]:
    """A server over TLS; its certificate is for pictures.example, issued by an authority or by itself."""
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = issue(["Test authority"], root_key, "Test authority", root_key, is_authority=True)
    if request.param == "issued":
        leaf = issue(["pictures.example"], key, "Test authority", root_key, is_authority=False)
    else:
        leaf = issue(["pictures.example"], key, "pictures.example", key, is_authority=False)
    files = {name: tmp_path / name for name in ("root.pem", "leaf.pem", "key.pem")}
    pem = serialization.Encoding.PEM
    files["root.pem"].write_bytes(root.public_bytes(pem))
    files["leaf.pem"].write_bytes(leaf.public_bytes(pem))
    plain = serialization.NoEncryption()
    files["key.pem"].write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    monkeypatch.setenv("SSL_CERT_FILE", str(files["root.pem"]))  # the authorities that Python trusts
    monkeypatch.setattr(outbound, "is_public", lambda address: str(address) == "127.0.0.1")
    monkeypatch.setattr(
        outbound.socket, "getaddrinfo", lambda _, port, *__, **___: [(2, 1, 6, "", ("127.0.0.1", port))]
    )
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files["leaf.pem"], files["key.pem"])
    httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
    httpd.handle_error = lambda *_: None  # type: ignore[method-assign]  # refused handshakes
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield Certified(httpd.server_port)
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.mark.parametrize("certified", ["issued"], indirect=True)
def test_a_certificate_is_checked_against_the_name_though_the_address_is_pinned(certified):
    there = f"pictures.example:{certified.port}"
    assert read(f"https://{there}/x") == f"/x {there}".encode()
    for other in (f"other.example:{certified.port}", f"127.0.0.1:{certified.port}"):
        with pytest.raises(FetchFailed, match="certificate verify failed") as caught:
            read(f"https://{other}/x")
        assert "not valid for" in str(caught.value) or "mismatch" in str(caught.value)


@pytest.mark.parametrize("certified", ["itself"], indirect=True)
def test_a_certificate_that_nobody_vouches_for_is_refused(certified):
    with pytest.raises(FetchFailed, match="certificate verify failed: self-signed certificate"):
        read(f"https://pictures.example:{certified.port}/x")


@pytest.mark.parametrize("certified", ["issued"], indirect=True)
def test_an_authority_that_is_not_trusted_is_refused(certified, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(FetchFailed, match="certificate verify failed"):
        read(f"https://pictures.example:{certified.port}/x")


@pytest.mark.parametrize("certified", ["issued"], indirect=True)
def test_a_name_that_answers_otherwise_at_the_second_look_up_is_never_looked_up_twice(certified, monkeypatch):
    """DNS rebinding: what is connected to is what was checked, over TLS as well."""
    answers = iter(["127.0.0.1", "10.0.0.1", "169.254.169.254"])
    asked = []

    def look_up(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(2, 1, 6, "", (next(answers), certified.port))]

    connected = []
    monkeypatch.setattr(outbound.socket, "getaddrinfo", look_up)

    def create(to: tuple[str, int], **_: object) -> socket.socket:
        connected.append(to)
        raw = socket.socket()
        raw.connect(to)
        return raw

    monkeypatch.setattr(outbound.socket, "create_connection", create)
    assert read(f"https://pictures.example:{certified.port}/x").startswith(b"/x pictures.example")
    assert (asked, connected) == (["pictures.example"], [("127.0.0.1", certified.port)])
    with pytest.raises(FetchFailed, match="The address is not on the public internet"):
        read(f"https://pictures.example:{certified.port}/x")
    assert len(connected) == 1


@pytest.mark.parametrize(
    ("path", "passing"), [("/gone", False), ("/moved", False), ("/endless", False), ("/short", True)]
)
def test_what_may_pass_is_told_from_what_will_not(server, path, passing):
    with pytest.raises(FetchFailed) as caught:
        read(server + path)
    assert caught.value.passing == passing
