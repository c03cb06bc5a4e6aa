"""How long a product page takes while eight clients send GraphQL documents that ask for as much as they can.

    uv run --group dev python -m tests.benchmarks.hostile [--seconds 5]

Starts PostgreSQL, Valkey and the production web server (2 workers, 4 threads each). One client opens a product page
again and again: alone, beside eight who open it too, and beside eight who send one kind of document each time. Times are
medians and 95th percentiles in milliseconds. Not collected by pytest: no test checks time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter

from shop.demo.datadir import make_throwaway
from shop.demo.services import Services
from tests.benchmarks.server import collect_static, environment, web_server


def doubling(levels: int) -> str:
    fragments = " ".join(f"fragment f{n} on Query {{...f{n + 1} ...f{n + 1}}}" for n in range(levels))
    return f"{{...f0}} {fragments} fragment f{levels} on Query {{__typename}}"


PART = "products(first: 100) { nodes { id name slug price description variants { sku price options { name value } } } }"
DOCUMENTS = {
    "17 levels of fragments": doubling(17),
    "90 levels of fragments": doubling(90),
    "negative and skipped": f"{{ x: products(first: -9999999) @skip(if: true) {{ nodes {{ id }} }} {PART} a: {PART} }}",
    "as dear as is allowed": f"{{ a: {PART} b: {PART} }}",
    "the schema, 15 times": "{"
    + " ".join(f"a{n}: __schema {{ types {{ fields {{ name }} }} }}" for n in range(15))
    + "}",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5)
    options = parser.parse_args()
    with Services(make_throwaway(), durable=False) as services, tempfile.TemporaryDirectory() as folder:
        env = environment(services, folder)
        collect_static(env)
        command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.inside", "--products", "200"]
        inside = json.loads(subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE).stdout)
        page = inside["queries"]["product"][1]
        with web_server(env) as base:
            print(f"{'beside eight clients with':28} {'median':>8} {'95 %':>8}   their answers")
            _measure(base, page, "nobody", None, 0, options.seconds)
            _measure(base, page, "the same page", None, 8, options.seconds)
            for name, document in DOCUMENTS.items():
                _measure(base, page, name, json.dumps({"query": document}).encode(), 8, options.seconds)


def _measure(base: str, page: str, name: str, body: bytes | None, clients: int, seconds: int) -> None:
    ended, seen = threading.Event(), Counter()

    def press() -> None:
        while not ended.is_set():
            seen[_ask(base + ("/graphql/" if body else page), body)] += 1

    threads = [threading.Thread(target=press) for _ in range(clients)]
    for thread in threads:
        thread.start()
    times, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        _ask(base + page, None)
        times.append((time.monotonic() - began) * 1000)
    ended.set()
    for thread in threads:
        thread.join()
    times.sort()
    print(f"{name:28} {times[len(times) // 2]:8.1f} {times[len(times) * 95 // 100]:8.1f}   {dict(seen)}")


def _ask(url: str, body: bytes | None) -> int:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"} if body else {})
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


if __name__ == "__main__":
    main()
