"""The one client for addresses that others wrote: it reads from the public internet, and from nowhere else.

The name is resolved once, every address of it is checked, and the connection goes to the address that was checked (no
second look-up that could answer otherwise). Redirects are not followed, proxies of the environment are not used.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_UNQUOTED = "/%:@!$&'()*+,;=~?"
_PORTS = {"http": 80, "https": 443}
_PASSING = (408, 425, 429)  # too slow, too early, too often (RFC 9110, 8470, 6585)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_CLOUD_INSIDES = frozenset({ipaddress.ip_address("168.63.129.16")})  # answers from inside of Azure only


class FetchFailed(Exception):
    """Nothing was read; the message says why, in one sentence for the person who wrote the address.

    `passing`: it may go well another time, with nobody changing the address.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


def fetch(url: str, *, max_bytes: int, seconds: float) -> bytes:
    """Return what an http or https address answers, at most `max_bytes`, within so many seconds.

    Raises: FetchFailed.
    """
    try:
        parts = urlsplit(url)
        scheme, name, port = parts.scheme, parts.hostname or "", parts.port
        host = name if ":" in name else name.encode("idna").decode("ascii")
    except ValueError:  # also what IDNA cannot express
        raise FetchFailed(_("This is not a valid address.")) from None
    if scheme not in _PORTS or not host or parts.username is not None:
        raise FetchFailed(_("Only http and https addresses without a password can be fetched."))
    query = f"?{quote(parts.query, safe=_UNQUOTED)}" if parts.query else ""
    target = quote(parts.path or "/", safe=_UNQUOTED) + query
    try:
        end = time.monotonic() + seconds
        address = _resolve(host, port or _PORTS[scheme])
        with _connect(scheme, host, port or _PORTS[scheme], address, seconds) as connection:
            connection.request("GET", target, headers={"Accept-Encoding": "identity", "User-Agent": "Nexus"})
            content = _read_body(connection.getresponse(), max_bytes)
            if time.monotonic() >= end:  # cut off: what ends with the connection looks complete
                raise FetchFailed(_("It took too long."), passing=True)
            return content
    except (OSError, http.client.HTTPException) as error:
        if time.monotonic() >= end:
            raise FetchFailed(_("It took too long."), passing=True) from error
        raise FetchFailed(
            _("It could not be fetched: %(error)s.") % {"error": error or type(error).__name__}, passing=True
        ) from error


def is_public(address: Address) -> bool:
    """Whether it is an address of the public internet; what carries an IPv4 address inside is judged by that one."""
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inside = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(inside)
    return address.is_global and not address.is_multicast and address not in _CLOUD_INSIDES


def _resolve(host: str, port: int) -> str:
    """The first address of a name, all of which must be public."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for text in found:
        if not is_public(ipaddress.ip_address(text.partition("%")[0])):
            raise FetchFailed(_("The address is not on the public internet."))
    return found[0]


@contextmanager
def _connect(scheme: str, host: str, port: int, address: str, seconds: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to `address` that calls itself `host`, and is cut off when the time is over."""
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    connection.default_port = _PORTS[scheme]
    connection.auto_open = 0  # never by itself: it would look the name up again
    raw = socket.create_connection((address, port), timeout=seconds)
    end = threading.Timer(seconds, _cut, [raw])  # a drop every second would never run into a time limit of reads
    end.daemon = True
    end.start()
    try:
        secure = ssl.create_default_context() if scheme == "https" else None
        if secure:
            secured = secure.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)
            end.args = [secured]
            connection.sock = secured
            secured.do_handshake()
        else:
            connection.sock = raw
        yield connection
    finally:
        end.cancel()
        connection.close()
        raw.close()


def _cut(open_socket: socket.socket) -> None:
    try:
        socket.socket.shutdown(open_socket, socket.SHUT_RDWR)  # TLS has a way of its own, which others wait for
    except OSError:
        return  # closed by itself meanwhile


def _read_body(response: http.client.HTTPResponse, max_bytes: int) -> bytes:
    if 300 <= response.status < 400:
        raise FetchFailed(_("The address redirects, and redirects are not followed."))
    if response.status != http.client.OK:
        raise FetchFailed(
            _("The server answered with status %(status)s.") % {"status": response.status},
            passing=response.status in _PASSING or response.status >= 500,
        )
    too_large = FetchFailed(_("It is larger than %(max_bytes)s bytes.") % {"max_bytes": f"{max_bytes:,}"})
    if response.length is not None and response.length > max_bytes:
        raise too_large
    content = response.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise too_large
    if response.length:
        raise FetchFailed(_("The download was incomplete."), passing=True)
    return content
