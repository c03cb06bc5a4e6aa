"""How fast the shop sells, beside two ceilings of the same run: plain SQL, and a bare Django view that does that SQL.

    uv run --group dev python -m tests.benchmarks.ordering [--seconds 5] [--stored 0 100000 1000000] [--payment invoice]

"pgbench" is the least SQL of an order (stock, order, two items, commit) without any web. "bare view" does the same
under the same server (2 workers). "place order" is POST /api/v1/orders/ with two lines, which is the whole guest
checkout of the API; "by pages" is the whole checkout of the HTML shop. Needs `wrk`. Not collected by pytest.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from itertools import count
from pathlib import Path

from shop.demo.datadir import make_throwaway
from shop.demo.postgres import programs
from shop.demo.services import Services
from tests.benchmarks.buyers import ADDRESS, Buyer
from tests.benchmarks.server import BARE, Page, collect_static, environment, load, web_server

SPREAD = 200  # SKUs that buyers choose from; the hot one is SKU-000
CONNECTIONS = (1, 8)
ROUNDS = 3
_PGBENCH = r"""
\set v random(1, {spread})
BEGIN;
INSERT INTO bare_order (email, total) VALUES ('ada@example.com', 4390) RETURNING id;
INSERT INTO bare_item (order_id, sku, quantity, price) SELECT currval('bare_order_id_seq'), n, 1, 1900
    FROM generate_series(1, 2) n;
UPDATE bare_stock SET allocated = allocated + 1 WHERE id = :v AND on_hand - allocated >= 1;
COMMIT;
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--stored", type=int, nargs="+", default=[0])
    parser.add_argument("--payment", default="invoice")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed (Debian: apt-get install wrk)")
    for stored in options.stored:
        _measure(stored, options)


def _measure(stored: int, options: argparse.Namespace) -> None:
    with Services(make_throwaway()) as services, tempfile.TemporaryDirectory() as folder:
        env = environment(services, folder) | {"PAYMENT_PROVIDERS": options.payment}
        collect_static(env)
        command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.ordering_inside", options.payment]
        inside = subprocess.run([*command, str(SPREAD), str(stored)], env=env, check=True, stdout=subprocess.PIPE)
        rates: dict[str, dict[int, float]] = {}
        with web_server(env) as base, web_server(env, BARE) as bare:
            for connections in CONNECTIONS:
                for name, rate in _round(base, bare, services, folder, connections, options).items():
                    rates.setdefault(name, {})[connections] = rate
        state = "not verified: what was stored before are bare rows, without parcels and books"
        if not stored:
            verify = [*command[:-1], "verify"]
            state = subprocess.run(verify, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    _print(stored, rates, json.loads(inside.stdout), state)


def _round(
    base: str, bare: str, services: Services, folder: str, connections: int, options: argparse.Namespace
) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    orders = f"{base}/api/v1/orders/"
    for _ in range(ROUNDS):
        for name, rate in (
            ("pgbench", _pgbench(services, folder, connections, options.seconds)),
            ("bare view", load(Page(f"{bare}/order/", "{}"), options.seconds, connections, folder).rate),
            ("place order", _wrk(orders, options, connections, folder, SPREAD)),
            ("one hot SKU", _wrk(orders, options, connections, folder, 1)),
            ("by pages", _by_pages(base, options, connections)),
        ):
            found.setdefault(name, []).append(rate)
    return {name: sorted(rates)[ROUNDS // 2] for name, rates in found.items()}


def _pgbench(services: Services, folder: str, connections: int, seconds: int) -> float:
    script = Path(folder) / "order.sql"
    script.write_text(_PGBENCH.replace("{spread}", str(SPREAD)))
    program = programs().postgres.with_name("pgbench")
    command = [program, "-n", "-f", script, "-c", connections, "-j", min(2, connections), "-T", seconds]
    output = subprocess.run(
        [*map(str, command), services.database_url], check=True, capture_output=True, text=True
    ).stdout
    match = re.search(r"tps = ([\d.]+)", output)
    assert match, output
    return float(match[1])


def _wrk(url: str, options: argparse.Namespace, connections: int, folder: str, spread: int) -> float:
    """Orders per second; each has a key of its own and two lines of different SKUs."""
    order = {
        "email": "ada@example.com",
        "lines": [{"sku": "@1", "quantity": 1}, {"sku": "@2", "quantity": 1}],
        "shipping_address": ADDRESS,
        "payment": {"provider": options.payment},
    }
    lua = """
local n, id = 0, tostring(math.random(1e9)) .. "-" .. tostring({stamp})
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function request()
  n = n + 1
  wrk.headers["Idempotency-Key"] = id .. "-" .. n
  local first = math.random(0, {spread} - 1)
  local second = (first + 1 + math.random(0, 97)) % {total}
  local body = [[{body}]]
  body = body:gsub("@1", string.format("SKU-%03d", first)):gsub("@2", string.format("SKU-%03d", second))
  body = body:gsub("ada@", "a" .. id .. n .. "@")
  return wrk.format(nil, nil, nil, body)
end
"""
    values = {"stamp": time.time_ns(), "spread": spread, "total": SPREAD, "body": json.dumps(order)}
    for name, value in values.items():
        lua = lua.replace("{" + name + "}", str(value))
    return load(Page(url), options.seconds, connections, folder, lua=lua).rate


def _by_pages(base: str, options: argparse.Namespace, connections: int) -> float:
    """Whole checkouts per second, one SKU each, by so many visitors at once in this process."""
    ends, numbers, sold = time.monotonic() + options.seconds, count(), [0] * connections

    def go(visitor: int) -> None:
        buyer = Buyer(base, options.payment)
        while time.monotonic() < ends:
            outcome = buyer.buy("html", [f"SKU-{next(numbers) % SPREAD:03}"])
            if outcome.result != "sold":
                raise SystemExit(f"A checkout failed: {outcome}")
            sold[visitor] += 1

    threads = [threading.Thread(target=go, args=(visitor,)) for visitor in range(connections)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(sold) / (time.monotonic() - began)


def _print(stored: int, rates: dict[str, dict[int, float]], inside: dict[str, list[int]], state: str) -> None:
    print(f"\n{stored:,} orders stored before          c1/s      c8/s   c8 × bare view   c8 × pgbench")
    for name, rate in rates.items():
        bare, least = rates["bare view"][8], rates["pgbench"][8]
        print(f"  {name:<28} {rate[1]:9,.0f} {rate[8]:9,.0f} {rate[8] / bare:12.2f} {rate[8] / least:14.3f}")
    for name, (requests, statements, transactions) in inside.items():
        print(f"  {name:<28} {requests} requests, {statements} SQL, {transactions} transactions")
    print(f"  afterwards: {state}")


if __name__ == "__main__":
    main()
