"""Orders while PostgreSQL is restarted at once (`immediate`) again and again: what was said to be ordered is there.

    uv run --group dev python -m tests.benchmarks.restarts [--restarts 20] [--buyers 8]

Each buyer orders by API under a key of its own, repeats the same request until it is answered by 201, and orders
again. Afterwards each key has one order, and the books add up. Not collected by pytest: it takes a minute or two.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from uuid import uuid4

from shop.demo.datadir import make_throwaway
from shop.demo.postgres import start_postgres, wait_for_postgres
from shop.demo.services import Services
from tests.benchmarks.buyers import ADDRESS
from tests.benchmarks.server import environment, web_server

PAYMENT = "test"


class Buyer(threading.Thread):
    """Orders one thing after the other until told to stop, and notes every answer."""

    def __init__(self, base: str, number: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._url, self._number, self._stop_at = f"{base}/api/v1/orders/", number, stop
        self.told: Counter[str] = Counter()
        self.orders: dict[str, str] = {}
        self.slowest: dict[str, float] = {}

    def run(self) -> None:
        while not self._stop_at.is_set():
            key = str(uuid4())
            while key not in self.orders:
                began = time.monotonic()
                status, pause = self._ask(key)
                self.slowest[status] = max(self.slowest.get(status, 0), time.monotonic() - began)
                self.told[status] += 1
                time.sleep(pause)

    def _ask(self, key: str) -> tuple[str, float]:
        """Answer the status, and for how many seconds to wait before the next request."""
        lines = [{"sku": f"SKU-{self._number:02}", "quantity": 1}, {"sku": f"SKU-{self._number + 1:02}", "quantity": 1}]
        order = {"email": f"{key}@example.com", "lines": lines, "shipping_address": ADDRESS}
        body = json.dumps(order | {"payment": {"provider": PAYMENT}}).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        try:
            with urllib.request.urlopen(urllib.request.Request(self._url, body, headers), timeout=60) as answer:
                self.orders[key] = json.load(answer)["id"]
                return str(answer.status), 0
        except urllib.error.HTTPError as error:
            return str(error.code), min(1.0, float(error.headers.get("Retry-After", 1)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--restarts", type=int, default=20)
    parser.add_argument("--buyers", type=int, default=8)
    options = parser.parse_args()
    with Services(make_throwaway()) as services, tempfile.TemporaryDirectory() as folder:
        env = environment(services, folder) | {"PAYMENT_PROVIDERS": PAYMENT}
        inside = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.sold"]
        subprocess.run([*inside, "fill", str(options.buyers + 1), "1000000"], env=env, check=True)
        with web_server(env) as base:
            buyers = _buy(base, services, options)
        state = json.loads(subprocess.run([*inside, "state"], env=env, check=True, stdout=subprocess.PIPE).stdout)
        stored = _stored(env)
    _report(buyers, stored, state, options.restarts)


def _buy(base: str, services: Services, options: argparse.Namespace) -> list[Buyer]:
    stop = threading.Event()
    buyers = [Buyer(base, number, stop) for number in range(options.buyers)]
    for buyer in buyers:
        buyer.start()
    for _ in range(options.restarts):
        time.sleep(2)
        _restart(services)
    time.sleep(2)
    stop.set()
    for buyer in buyers:
        buyer.join()
    return buyers


def _restart(services: Services) -> None:
    """Stop PostgreSQL as a crash does: no session is ended, nothing is written; then let it recover."""
    services.children[0].ask_to_stop(signal.SIGQUIT)
    services.children[0].process.wait()
    data = services.data_dir
    home = data.postgres_home()
    sockets = data.socket_folder(home)
    log = data.path / "logs" / "postgres.log"
    server = start_postgres(home=home, sockets=sockets, log=log, durable=True, keep_open=[data.servers_lock])
    services.children[0] = server
    wait_for_postgres(server, sockets=sockets, pause=time.sleep)


def _stored(env: dict[str, str]) -> list[str]:
    import psycopg

    with psycopg.connect(env["DATABASE_URL"]) as connection:
        return [row[0] for row in connection.execute("SELECT public_id FROM orders_order").fetchall()]


def _report(buyers: list[Buyer], stored: list[str], state: dict[str, int], restarts: int) -> None:
    told = sum((buyer.told for buyer in buyers), Counter[str]())
    orders = [order for buyer in buyers for order in buyer.orders.values()]
    print(f"{len(orders)} keys ordered through {restarts} restarts; answers: {dict(told)}")
    slowest = {status: round(max(buyer.slowest.get(status, 0) for buyer in buyers), 1) for status in told}
    print(f"  slowest in seconds: {slowest}")
    print(
        f"  different orders: {len(set(orders))}; stored: {len(stored)}; not stored: {len(set(orders) - set(stored))}"
    )
    print(f"  afterwards: {state}")
    is_right = (
        len(set(orders)) == len(orders) and set(orders) == set(stored) and not state["broken"] and not state["negative"]
    )
    sys.exit(0 if is_right and set(told) <= {"201", "409", "503"} else "NOT one order for each key")


if __name__ == "__main__":
    main()
