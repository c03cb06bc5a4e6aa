"""Where a request comes from, behind as many proxies as the shop trusts."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Protocol

from django.conf import settings


class _Request(Protocol):
    META: dict[str, str]


def client_address(request: _Request) -> str:
    """Return the network address to count a client by: what the outermost trusted proxy saw (TRUSTED_PROXY_COUNT).

    Whatever a client writes into X-Forwarded-For itself counts for nothing. Of IPv6 the first 64 bits are returned,
    because one household has them all to itself.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    count = settings.TRUSTED_PROXY_COUNT
    text = hops[-count] if count and len(hops) >= count else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(text)
    except ValueError:
        return text[:64]
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))
