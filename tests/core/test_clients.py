"""Who a client is counted as, behind any number of proxies."""

from types import SimpleNamespace

import pytest

from shop.core.clients import client_address


@pytest.mark.parametrize(
    ("count", "forwarded", "peer", "seen"),
    [
        (0, "", "203.0.113.9", "203.0.113.9"),
        (0, "1.2.3.4", "203.0.113.9", "203.0.113.9"),  # nobody is trusted
        (1, "1.2.3.4", "10.0.0.1", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "10.0.0.1", "1.2.3.4"),  # the first was written by the client
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.2", "10.0.0.1", "1.2.3.4"),
        (2, "6.6.6.6", "203.0.113.9", "203.0.113.9"),  # too short: it came round the proxies
        (2, "", "203.0.113.9", "203.0.113.9"),
        (2, " , ,", "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4:5678", "10.0.0.1", "1.2.3.4"),
        (1, "[2001:db8:1:2:3::4]:5678", "10.0.0.1", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2:3::4", "10.0.0.1", "2001:db8:1:2::/64"),
        (1, "::ffff:1.2.3.4", "10.0.0.1", "1.2.3.4"),
        (1, "unknown", "10.0.0.1", ""),
        (1, "", "", ""),  # a socket file
    ],
)
def test_a_client_is_what_the_outermost_trusted_proxy_saw(settings, count, forwarded, peer, seen):
    settings.TRUSTED_PROXY_COUNT = count
    request = SimpleNamespace(META={"HTTP_X_FORWARDED_FOR": forwarded, "REMOTE_ADDR": peer})

    assert client_address(request) == seen


@pytest.mark.parametrize(
    ("key", "stated", "seen"),
    [
        ("a" * 40, "198.51.100.4", "198.51.100.4"),
        ("b" * 40, " 2001:db8:1:2:3::4 ", "2001:db8:1:2::/64"),  # the key that is being replaced
        ("a" * 40, "unknown", "203.0.113.9"),
        ("a" * 40, "", "203.0.113.9"),
        ("a" * 39, "198.51.100.4", "203.0.113.9"),
        ("", "198.51.100.4", "203.0.113.9"),
        ("\u00e9" * 40, "198.51.100.4", "203.0.113.9"),
    ],
)
def test_a_trusted_client_states_the_buyers_address(settings, key, stated, seen):
    settings.TRUSTED_CLIENT_KEYS = ["a" * 40, "b" * 40]
    meta = {"REMOTE_ADDR": "203.0.113.9", "HTTP_CLIENT_KEY": key, "HTTP_CLIENT_ADDRESS": stated}

    assert client_address(SimpleNamespace(META=meta)) == seen
