"""The demo's web server, and whether it answers yet."""

import http.client
import time
from collections.abc import Callable

from shop.demo.crew import Crew
from shop.demo.errors import ServicesError
from shop.demo.ports import Port
from shop.demo.processes import Child

_ANSWER_WITHIN = 90  # seconds; a first start compiles all of Python's modules


def start_web(crew: Crew, port: Port) -> Child:
    """Start the web server on the reserved port; it begins with the static files (see `serve`)."""
    command = ["-m", "shop.demo.serve", "--address", port.address, "--port", str(port.number)]
    return crew.start("The web server", command, log="web.log")


def start_worker(crew: Crew) -> Child:
    """Start the consumer of background tasks."""
    return crew.start("The worker", ["manage.py", "run_huey", "--skip-checks"], log="worker.log")


def wait_until_ready(port: Port, *, web: Child, check: Callable[[], None], pause: Callable[[float], None]) -> None:
    """Wait until `/readyz` answers 200; `check` raises when a child has ended.

    Raises: ServicesError with the end of the web server's log when it takes too long.
    """
    deadline = time.monotonic() + _ANSWER_WITHIN
    while not _answers(port):
        check()
        if time.monotonic() > deadline:
            raise ServicesError(f"The web server does not answer. The end of its log, {web.log}:\n\n{web.log_tail()}")
        pause(0.1)


def _answers(port: Port) -> bool:
    connection = http.client.HTTPConnection(port.visit_host, port.number, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
