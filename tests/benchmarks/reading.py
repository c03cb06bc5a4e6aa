"""How fast the shop is read, as ratios to bare Django views in the same run.

    uv run python -m tests.benchmarks.reading [--products 10 10000] [--seconds 4] [--connections 16]

Starts PostgreSQL, Valkey and the production web server (2 workers) for each number of products and loads it with
`wrk`, which must be installed. Absolute numbers tell about the machine; the ratios are what counts. "queries" are
counted with the query cache off. Not collected by pytest: no test checks time.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shop.demo.datadir import make_throwaway
from shop.demo.services import Services

BARE = {"hello": "/bare/hello/", "listing": "/bare/listing/", "rows": "/bare/rows/"}
AGAINST = {"home": "listing", "category": "listing", "product": "listing", "search": "listing"}
BARS = {"category": 8, "product": 8, "api list": 3, "graphql list": 3}
ROUNDS = 3  # each address is loaded this often, interleaved; the median counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, nargs="+", default=[10, 10_000])
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed (Debian: apt-get install wrk)")
    for count in options.products:
        _measure(count, options.seconds, options.connections)


def _measure(products: int, seconds: int, connections: int) -> None:
    with Services(make_throwaway(), durable=False) as services, tempfile.TemporaryDirectory() as folder:
        env = _environment(services, folder)
        collect = [sys.executable, "-W", "ignore", "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(collect, env=env, check=True)
        command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.inside", "--products", str(products)]
        inside = json.loads(subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE).stdout)
        with _web_server(env) as base:
            pages = {name: (path, "") for name, path in BARE.items()}
            pages |= {name: (path, body) for name, (_, path, body) in inside["queries"].items()}
            rates: dict[str, list[float]] = {name: [] for name in pages}
            for _ in range(ROUNDS):
                for name, (path, body) in pages.items():
                    rates[name].append(_load(base + path, body, seconds, connections, folder))
    _print(products, {name: sorted(found)[ROUNDS // 2] for name, found in rates.items()}, inside["queries"])


def _environment(services: Services, folder: str) -> dict[str, str]:
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
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
    }


@contextmanager
def _web_server(env: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "granian", "shop.config.wsgi:application", "--interface", "wsgi"]
    command += ["--port", str(port), "--workers", "2", "--blocking-threads", "4", "--workers-kill-timeout", "3"]
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


def _load(url: str, body: str, seconds: int, connections: int, folder: str) -> float:
    """Return answers per second. Raises: SystemExit when an answer is not 2xx or 3xx."""
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", url]
    if body:
        script = Path(folder) / "post.lua"
        script.write_text(
            f'wrk.method = "POST"\nwrk.body = [[{body}]]\nwrk.headers["Content-Type"] = "application/json"\n'
        )
        command += ["-s", str(script)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output:
        sys.exit(f"{url} answers with errors:\n{output}")
    match = re.search(r"Requests/sec:\s+([\d.]+)", output)
    assert match, output
    return float(match[1])


def _print(products: int, rates: dict[str, float], queries: dict[str, list[object]]) -> None:
    print(f"\n{products:,} products                req/s  × hello  × bare peer            queries")
    for name, rate in rates.items():
        ratio = f"{rate / rates['hello']:8.2f}"
        if name in BARE:
            print(f"  bare {name:<20} {rate:9,.0f} {ratio}")
            continue
        peer = AGAINST.get(name, "rows")
        bar = f" (bar {BARS[name]})" if name in BARS else ""
        print(
            f"  {name:<25} {rate:9,.0f} {ratio}  {rate / rates[peer]:6.2f} × bare {peer:<9} {queries[name][0]:>3}{bar}"
        )


if __name__ == "__main__":
    main()
