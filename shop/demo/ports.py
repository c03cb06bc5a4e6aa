"""A TCP port for the web server that nobody else gets, another demo least of all.

Granian listens with SO_REUSEPORT, so two of them on one port would both start and share the visitors. We bind
the port first, exclusively, and keep it; after that only a program that shares with us, our own server, gets in.
"""

import socket
import sys

from shop.demo.errors import ServicesError

_TRIES = 100


class Port:
    """A reserved port on `host`: the wanted one or the next free one; 0 means any free one. Close it at the end.

    Raises: ServicesError when the host is not ours or no port is free.
    """

    def __init__(self, *, host: str, wanted: int) -> None:
        self.host = host
        self._holder = _reserve(host, wanted)
        self.address: str
        self.address, self.number = self._holder.getsockname()[:2]
        self.moved = wanted not in (0, self.number)
        if sys.platform == "linux":
            self._holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
            self._holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        else:  # elsewhere sharing cannot be allowed afterwards
            self._holder.close()

    @property
    def visit_host(self) -> str:
        """The host that a browser on this machine uses."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104

    @property
    def is_private(self) -> bool:
        """Whether only this machine can reach the port."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")

    @property
    def base_url(self) -> str:
        host = f"[{self.visit_host}]" if ":" in self.visit_host else self.visit_host
        return f"http://{host}:{self.number}"

    def close(self) -> None:
        """Give the port back."""
        self._holder.close()


def _reserve(host: str, wanted: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise ServicesError(f"--host {host}: {error.strerror or error}") from error
    last: OSError | None = None
    for number in range(wanted, min(wanted + (_TRIES if wanted else 1), 65_536)):
        holder = socket.socket(family, socket.SOCK_STREAM)
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections just closed do not count
        try:
            holder.bind((address[0], number))
        except OSError as error:
            holder.close()
            last = error
        else:
            return holder
    raise ServicesError(f"No free port from {wanted} on for {host}: {last.strerror if last else 'out of range'}")
