"""Where a request comes from, behind as many proxies as the shop trusts."""

from __future__ import annotations

from hmac import compare_digest
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Protocol

from django.conf import settings


class _Request(Protocol):
    META: dict[str, str]


def client_address(request: _Request) -> str:
    """Return the network address to count a client by: what the outermost trusted proxy saw (TRUSTED_PROXY_COUNT).

    Whatever a client writes into X-Forwarded-For itself counts for nothing. A header that is shorter than the trusted
    proxies would make it did not come through them: then it is whoever is connected to us. Of IPv6 the first 64 bits
    are returned ("2001:db8::/64"), because one household has them all to itself; empty where nothing is known.

    A server in front of buyers, a partner's or a shop window of its own, says for whom it asks: `Client-Address`, which
    counts together with one of TRUSTED_CLIENT_KEYS as `Client-Key`. Without such a key the statement is ignored.
    """
    if (stated := _stated_by_trusted(request)) and (found := _counted(stated)):
        return found
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    count = settings.TRUSTED_PROXY_COUNT
    return _counted(hops[-count] if count and len(hops) >= count else request.META.get("REMOTE_ADDR", ""))


def _stated_by_trusted(request: _Request) -> str:
    """Return the address that a trusted client states, or nothing."""
    given = request.META.get("HTTP_CLIENT_KEY", "").encode()
    if not given or not any(compare_digest(given, key.encode()) for key in settings.TRUSTED_CLIENT_KEYS):
        return ""
    return request.META.get("HTTP_CLIENT_ADDRESS", "").strip()


def _counted(text: str) -> str:
    """Return an address as it is counted by, or nothing where it is none."""
    for candidate in (text, text.rpartition(":")[0]):  # some proxies add the port, which is another one each time
        try:
            address = ip_address(candidate.strip("[]"))
        except ValueError:
            continue
        if isinstance(address, IPv6Address):
            address = address.ipv4_mapped or address
        return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))
    return ""
