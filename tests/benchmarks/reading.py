"""How fast the shop is read, as shares of what the server and bare Django do in the same run.

    uv run --group dev python -m tests.benchmarks.reading [--products 1000 100000] [--seconds 2] [--only computed]

For each number of products it starts PostgreSQL, Valkey, the shop (2 workers, 4 threads each), the shop once more with
every page computed, bare Django (`bare`) and nginx, and loads one address of them after the other with `wrk`, which
must be installed. Prints one table in Markdown: answers per second at so many connections, the times of one client,
the CPU time of the web workers for each answer, statements with the query cache off, memory and start. Absolute numbers tell about the machine; the shares are what
counts. Not collected by pytest: no test checks time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack

from shop.demo.datadir import make_throwaway
from shop.demo.services import Services
from tests.benchmarks.rows import CEILINGS, ROWS, Run, Weight, table
from tests.benchmarks.server import (
    BARE,
    COMPUTED,
    SHOP,
    Load,
    Page,
    collect_static,
    environment,
    load,
    started,
    static_server,
    wait_for,
    worker_memory,
)

ROUNDS = 3  # each address is loaded this often, interleaved; the median counts

type Pages = Mapping[str, Page]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, nargs="+", default=[1000])
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--only", default="", help="rows whose name contains this, such as JSON or computed")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed (Debian: apt-get install wrk)")
    before: dict[str, float] = {}
    for products in options.products:
        run = _measure(products, options, before)
        print(f"\n{table(run)}", flush=True)
        before = before or {name: seen.p50 for name, seen in run.alone.items()}


def _measure(products: int, options: argparse.Namespace, before: dict[str, float]) -> Run:
    with Services(make_throwaway(), durable=False) as services, tempfile.TemporaryDirectory() as folder:
        env = environment(services, folder)
        collect_static(env)
        command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.inside", "--products", str(products)]
        inside = json.loads(subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE).stdout)
        pages = {name: Page(*values[:3]) for name, values in inside["pages"].items()}
        bare = _weigh(env, BARE, {name: Page(f"/{name}/") for name in ("hello", "listing", "rows")}, folder)
        shop = _weigh(env, SHOP, pages, folder)
        with ExitStack() as servers:
            running = {app: servers.enter_context(started(env, app)) for app in (BARE, SHOP, COMPUTED)}
            addresses = _addresses(running, servers.enter_context(static_server(folder)), pages, options.only)
            for page in addresses.values():
                wait_for(page)
            busy = _rounds(addresses, options.seconds, options.connections, folder)
            alone = _rounds(addresses, max(options.seconds // 2, 1), 1, folder)
    statements = {name: values[3] for name, values in inside["pages"].items()}
    return Run(products, busy, alone, statements, bare, shop, inside["migrate"], before)


def _weigh(env: dict[str, str], app: str, pages: Pages, folder: str) -> Weight:
    """Start a server three times, load it, and weigh it; no other server runs that would share its memory."""
    first = next(iter(pages.values()))
    starts, memory = [], 0.0
    for _ in range(ROUNDS):
        began = time.monotonic()
        with started(env, app) as (base, server):
            wait_for(first._replace(address=base + first.address))
            starts.append(time.monotonic() - began)
            if len(starts) == ROUNDS:
                for page in pages.values():
                    load(page._replace(address=base + page.address), 1, 16, folder)
                memory = worker_memory(server)
    return Weight(sorted(starts)[ROUNDS // 2], memory)


def _addresses(running: Mapping[str, tuple[str, int]], static: Page | None, pages: Pages, only: str) -> Pages:
    base, server = running[BARE]
    found = {name: Page(f"{base}/{name}/", server=server) for name in CEILINGS if name != "nginx"}
    if static:
        found["nginx"] = static
    for row in ROWS:
        if only in row.name:
            base, server = running[SHOP if row.warm else COMPUTED]
            found[row.name] = pages[row.page]._replace(address=base + pages[row.page].address, server=server)
    return found


def _rounds(pages: Pages, seconds: int, connections: int, folder: str) -> dict[str, Load]:
    seen: dict[str, list[Load]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, page in pages.items():
            seen[name].append(load(page, seconds, connections, folder))
    return {name: sorted(found, key=lambda each: each.rate)[ROUNDS // 2] for name, found in seen.items()}


if __name__ == "__main__":
    main()
