"""How fast the shop is read, as ratios to bare Django views in the same run.

    uv run --group dev python -m tests.benchmarks.reading [--products 10 10000] [--seconds 4] [--connections 16]

Starts PostgreSQL, Valkey and the production web server (2 workers) for each number of products and loads it with
`wrk`, which must be installed. Absolute numbers tell about the machine; the ratios are what counts. "queries" are
counted with the query cache off. Not collected by pytest: no test checks time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile

from shop.demo.datadir import make_throwaway
from shop.demo.services import Services
from tests.benchmarks.server import collect_static, environment, load, web_server

BARE = {"hello": "/bare/hello/", "listing": "/bare/listing/", "rows": "/bare/rows/"}
AGAINST = {"home": "listing", "category": "listing", "product": "listing", "search": "listing"}
BARS = {"category": 8, "product": 9, "api list": 3, "graphql list": 3}
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
        env = environment(services, folder)
        collect_static(env)
        command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.inside", "--products", str(products)]
        inside = json.loads(subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE).stdout)
        with web_server(env) as base:
            pages = {name: (path, "") for name, path in BARE.items()}
            pages |= {name: (path, body) for name, (_, path, body) in inside["queries"].items()}
            rates: dict[str, list[float]] = {name: [] for name in pages}
            for _ in range(ROUNDS):
                for name, (path, body) in pages.items():
                    rates[name].append(load(base + path, body, seconds, connections, folder))
    _print(products, {name: sorted(found)[ROUNDS // 2] for name, found in rates.items()}, inside["queries"])


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
