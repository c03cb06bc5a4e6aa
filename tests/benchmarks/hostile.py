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

PART = "products(first: 100) { nodes { id name slug price description variants { sku price options { name value } } } }"
PLACE = "mutation M($o: PlaceOrderInput!) { placeOrder(input: $o) { order { id } } }"
DEEP = "fields { type { ofType { ofType { ofType { ofType { name } } } } } }"


def doubling(levels: int) -> str:
    fragments = " ".join(f"fragment f{n} on Query {{...f{n + 1} ...f{n + 1}}}" for n in range(levels))
    return f"{{...f0}} {fragments} fragment f{levels} on Query {{__typename}}"


def repeated(times: int, text: str) -> str:
    """Return a query of so many fields with aliases; # in the text is the number of each."""
    return "{" + " ".join(f"a{n}: {text.replace('#', str(n))}" for n in range(times)) + "}"


def nested(levels: int) -> str:
    return "{" + "... on Query {" * levels + "__typename" + "}" * levels + "}"


def clashing(times: int) -> str:
    """Return fields of one name in as many fragments, each of which is compared with each."""
    fragments = " ".join(f"fragment c{n} on Query {{ products {{ nodes {{ id name }} }} }}" for n in range(times))
    return "{" + " ".join(f"...c{n}" for n in range(times)) + "} " + fragments


def query(document: str, **variables: object) -> bytes:
    return json.dumps({"query": document, "variables": variables}).encode()


LINES = [{"sku": "X", "quantity": 1}] * 20_000
BODIES = {
    "17 levels of fragments": query(doubling(17)),
    "90 levels of fragments": query(doubling(90)),
    "38 levels of inline fragments": query(nested(38)),
    "240 levels of inline fragments": query(nested(240)),
    "75 fragments with one field": query(clashing(75)),
    "negative and skipped": query(
        f"{{ x: products(first: -9999999) @skip(if: true) {{ nodes {{ id }} }} {PART} a: {PART} }}"
    ),
    "as dear as is allowed": query(f"{{ a: {PART} b: {PART} }}"),
    "15 misspelt searches": query(
        repeated(15, 'products(first: 1, filter: {search: "tabel# lapm chiar"}) { nodes { id } }')
    ),
    "15 lists by name": query(repeated(15, 'products(first: 1, sort: NAME, filter: {search: "a"}) { nodes { id } }')),
    "15 times all categories": query(repeated(15, "categories { id name path description parentId }")),
    "15 categories of products": query(
        repeated(15, "products(first: 20) { nodes { category { name } images { url } } }")
    ),
    "15 products by id": query(repeated(15, "product(id: #) { name variants { sku } }")),
    "the schema, 15 times": query(repeated(15, "__schema { types { fields { name } } }")),
    "the schema, deep": query("{ __schema { types { " + DEEP + " } } }"),
    "a type, 15 times": query(repeated(15, '__type(name: "Order") { ' + DEEP + " }")),
    "50 directives": query("{ __typename " + "@skip(if: false) " * 50 + "}"),
    "300 operations": query(" ".join(f"query q{n} {{ __typename }}" for n in range(190)), x=1),
    "a long string": query('{ products(filter: {search: "' + "lapm " * 3900 + '"}) { nodes { id } } }'),
    "a long string in a variable": query(
        "query Q($s: String) { products(filter: {search: $s}) { nodes { id } } }", s="lapm " * 180_000
    ),
    "20,000 lines in a variable": query(PLACE, o={"lines": LINES, "email": "a@example.com"}),
    "20,000 variables": query("{ __typename }", **{f"v{n}": n for n in range(20_000)}),
    "deep lists in a variable": b'{"query": "{ __typename }", "variables": {"v": '
    + b"[" * 450_000
    + b"]" * 450_000
    + b"}}",
    "deep lists in the document": query("{ product(id: " + "[" * 480 + "]" * 480 + ") { id } }"),
    "deep objects in the document": query(
        "{ products(filter: " + "{a: " * 320 + "1" + "}" * 320 + ") { nodes { id } } }"
    ),
    "a batch of 5,000": json.dumps([{"query": "{ __typename }"}] * 5000).encode(),
    "comments": query("#\n" * 9000 + "{ __typename }"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--only", default="", help="documents whose name contains this")
    options = parser.parse_args()
    with Services(make_throwaway(), durable=False) as services, tempfile.TemporaryDirectory() as folder:
        env = environment(services, folder)
        collect_static(env)
        command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.inside", "--products", "200"]
        inside = json.loads(subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE).stdout)
        page = inside["pages"]["product"][0]
        with web_server(env) as base:
            print(f"{'beside eight clients with':30} {'median':>8} {'95 %':>8}   their answers")
            _measure(base, page, "nobody", None, 0, options.seconds)
            _measure(base, page, "the same page", None, 8, options.seconds)
            for name, body in BODIES.items():
                if options.only in name:
                    _measure(base, page, name, body, 8, options.seconds)


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
    print(f"{name:30} {times[len(times) // 2]:8.1f} {times[len(times) * 95 // 100]:8.1f}   {dict(seen)}")


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
