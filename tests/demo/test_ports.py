"""The port of the demo's web server."""

import socket

import pytest

from shop.demo.errors import ServicesError
from shop.demo.ports import Port


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        port = Port(host="127.0.0.1", wanted=number)
        port.close()
    assert port.number > number
    assert port.moved is True


def test_two_demos_never_get_the_same_port_even_before_their_servers_listen() -> None:
    first = Port(host="127.0.0.1", wanted=0)
    second = Port(host="127.0.0.1", wanted=first.number)
    try:
        assert second.number != first.number
    finally:
        first.close()
        second.close()


@pytest.mark.parametrize(
    ("host", "url"), [("127.0.0.1", "http://127.0.0.1"), ("0.0.0.0", "http://127.0.0.1"), ("::1", "http://[::1]")]
)
def test_the_address_is_one_that_a_browser_on_this_machine_can_open(host: str, url: str) -> None:
    port = Port(host=host, wanted=0)
    port.close()
    assert port.base_url == f"{url}:{port.number}"


def test_a_host_that_is_not_ours_is_named() -> None:
    with pytest.raises(ServicesError, match=r"203\.0\.113\.7"):
        Port(host="203.0.113.7", wanted=0)
