"""The web servers for a benchmark, what they weigh, and a load for them."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from shop.demo.services import Services

SHOP = "shop.config.wsgi:application"
COMPUTED = "tests.benchmarks.computed_wsgi:application"
BARE = "tests.benchmarks.bare:application"
_NGINX = """
user {user}; daemon off; worker_processes 2; pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 256; }}
http {{
  client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
  uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
  access_log off; server {{ listen 127.0.0.1:{port}; root {folder}; default_type text/html; }}
}}
"""
# wrk's own report knows no 95 %.
_DONE = 'done = function(s, l) io.write(string.format("p50 %f p95 %f\\n", l:percentile(50), l:percentile(95))) end\n'


class Page(NamedTuple):
    """An address, the body of a POST or nothing, headers, and the id of the server's process."""

    address: str
    body: str = ""
    headers: Mapping[str, str] = MappingProxyType({})
    server: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """What a load saw: answers per second, how long they took, the workers' CPU time for each (milliseconds)."""

    rate: float
    p50: float
    p95: float
    cpu: float


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
        "DJANGO_SETTINGS_MODULE": "shop.config.settings",
    }


def collect_static(env: dict[str, str]) -> None:
    command = [sys.executable, "-W", "ignore", "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, env=env, check=True)


@contextmanager
def web_server(env: dict[str, str], app: str = SHOP, *, workers: int = 2) -> Iterator[str]:
    """Run an app under the production server; gives the start of its addresses."""
    with started(env, app, workers=workers) as (base, _):
        wait_for(Page(f"{base}/hello/" if app == BARE else f"{base}/readyz"))
        yield base


@contextmanager
def started(env: dict[str, str], app: str, *, workers: int = 2) -> Iterator[tuple[str, int]]:
    """Start an app without waiting for it; gives the start of its addresses and the id of the server's process."""
    port = _free_port()
    command = [sys.executable, "-W", "ignore", "-m", "granian", app, "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", "4", "--workers-kill-timeout", "3"]
    server = subprocess.Popen([*command, "--no-ws", "--log-level", "error"], env=env)
    try:
        yield f"http://127.0.0.1:{port}", server.pid
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def static_server(folder: str) -> Iterator[Page | None]:
    """Run nginx with one page of 10 kB, which it gives; None where it is not installed."""
    if not (program := shutil.which("nginx")):
        yield None
        return
    root, port = Path(folder) / "nginx", _free_port()
    root.mkdir()
    (root / "index.html").write_bytes(b"x" * 10_000)
    (root / "conf").write_text(_NGINX.format(user=getpass.getuser(), folder=root, port=port))
    server = subprocess.Popen([program, "-p", str(root), "-e", "stderr", "-c", str(root / "conf")])
    try:
        yield Page(f"http://127.0.0.1:{port}/", server=server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


def worker_memory(server: int) -> float:
    """Return the PSS of a worker in MiB, the mean over the server's workers."""
    found = []
    for worker in _workers(server):
        match = re.search(r"^Pss:\s+(\d+) kB", (worker / "smaps_rollup").read_text(), re.MULTILINE)
        assert match
        found.append(int(match[1]) / 1024)
    return sum(found) / len(found)


def _worker_cpu(server: int) -> float:
    """Return the CPU seconds that the server's workers have had until now; of none without a server."""
    ticks = 0
    for worker in _workers(server) if server else ():
        after_name = (worker / "stat").read_text().rpartition(") ")[2].split()
        ticks += int(after_name[11]) + int(after_name[12])  # of the program, and of the system for it
    return ticks / os.sysconf("SC_CLK_TCK")


def _workers(server: int) -> list[Path]:
    return [Path("/proc") / worker for worker in Path(f"/proc/{server}/task/{server}/children").read_text().split()]


def wait_for(page: Page) -> None:
    """Wait until an address answers. Raises: SystemExit after a minute."""
    headers = dict(page.headers) | ({"Content-Type": "application/json"} if page.body else {})
    request = urllib.request.Request(page.address, page.body.encode() or None, headers)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(request, timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.01)
        else:
            return
    sys.exit(f"{page.address} does not answer.")


def load(page: Page, seconds: int, connections: int, folder: str, *, lua: str = "") -> Load:
    """Load an address with wrk; `lua` is what it runs. Raises: SystemExit when an answer is not 2xx or 3xx."""
    headers = {"Accept-Encoding": "gzip, br", **page.headers}  # as browsers and programs ask
    if page.body:
        lua += f'wrk.method = "POST"\nwrk.body = [[{page.body}]]\n'
        headers["Content-Type"] = "application/json"
    lua += "".join(f'wrk.headers["{name}"] = "{value}"\n' for name, value in headers.items())
    script = Path(folder) / "load.lua"
    script.write_text(lua + _DONE)
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "-s", str(script), page.address]
    before = _worker_cpu(page.server)
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    worked = _worker_cpu(page.server) - before
    if "Non-2xx" in output:
        sys.exit(f"{page.address} answers with errors:\n{output}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    times = re.search(r"p50 ([\d.]+) p95 ([\d.]+)", output)
    count = re.search(r"(\d+) requests in", output)
    assert rate, output
    assert times, output
    assert count, output
    cpu = worked * 1000 / max(int(count[1]), 1)
    return Load(float(rate[1]), float(times[1]) / 1000, float(times[2]) / 1000, cpu)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
