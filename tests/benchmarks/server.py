"""The production web server for a benchmark, and a load for it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shop.demo.services import Services


def environment(services: Services, folder: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "SECRET_KEY": "only-for-benchmarks-" + "x" * 40,
        "SITE_URL": "http://127.0.0.1",
        "EMAIL_URL": f"file://{folder}/mail",
        "STATIC_ROOT": f"{folder}/static",
        "MEDIA_ROOT": f"{folder}/media",
        "DEBUG": "0",
        "LOG_LEVEL": "ERROR",
        "BANK_HOLDER": "Bench",
        "BANK_IBAN": "DE89370400440532013000",
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
    }


def collect_static(env: dict[str, str]) -> None:
    command = [sys.executable, "-W", "ignore", "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, env=env, check=True)


@contextmanager
def web_server(env: dict[str, str], *, workers: int = 2) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "granian", "shop.config.wsgi:application", "--interface", "wsgi"]
    command += [
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--workers-kill-timeout",
        "3",
    ]
    server = subprocess.Popen([*command, "--no-ws", "--log-level", "error"], env=env)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{base}/readyz")
        yield base
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    sys.exit("The web server does not answer.")


def load(url: str, body: str, seconds: int, connections: int, folder: str, *, lua: str = "") -> float:
    """Return answers per second. Raises: SystemExit when an answer is not 2xx or 3xx."""
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", url]
    if body:
        lua = f'wrk.method = "POST"\nwrk.body = [[{body}]]\nwrk.headers["Content-Type"] = "application/json"\n'
    if lua:
        script = Path(folder) / "post.lua"
        script.write_text(lua)
        command += ["-s", str(script)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output:
        sys.exit(f"{url} answers with errors:\n{output}")
    match = re.search(r"Requests/sec:\s+([\d.]+)", output)
    assert match, output
    return float(match[1])
