"""A Valkey server of our own on a Unix socket, without a TCP port."""

import os
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from signal import SIGTERM
from urllib.parse import quote

from shop.demo.binaries import find_valkey
from shop.demo.errors import ServicesError
from shop.demo.processes import Child, start_child

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
_SOCKET = "valkey.sock"


def redis_url(sockets: Path) -> str:
    return f"unix://{quote(str(sockets / _SOCKET))}?db=0"


def start_valkey(*, folder: Path, sockets: Path, log: Path, durable: bool, keep_open: Sequence[int]) -> Child:
    """Start a server that keeps its data in `folder` (an append-only file, unless it need not be durable)."""
    folder.mkdir(mode=0o700, exist_ok=True)
    (sockets / _SOCKET).unlink(missing_ok=True)
    listen: list[str | Path] = ["--port", "0", "--unixsocket", sockets / _SOCKET, "--unixsocketperm", "700"]
    keep = ["--dir", ".", "--save", "", "--appendonly", "yes" if durable else "no"]
    return start_child(
        "Valkey",
        [find_valkey(), *listen, *keep],
        log=log,
        env=ENVIRONMENT,
        cwd=folder,
        stop_signal=SIGTERM,
        keep_open=keep_open,
    )


def wait_for_valkey(server: Child, *, sockets: Path, pause: Callable[[float], None], timeout: float = 60) -> None:
    """Wait until the server has loaded its data and answers.

    Raises: ServicesError with the end of the server's log when it does not start.
    """
    deadline = time.monotonic() + timeout
    while not _answers(sockets / _SOCKET):
        if not server.running or time.monotonic() > deadline:
            raise ServicesError(f"Valkey did not start:\n{server.log_tail()}")
        pause(0.02)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
