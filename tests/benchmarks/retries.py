"""Promise 5 in full: keys × (5 requests at once + 3 late ones + 1 that is killed with SIGKILL at a random step).

    uv run --group dev python -m tests.benchmarks.retries [--keys 1000] [--workers 2]

Starts PostgreSQL, Valkey and the production web server. For each key a process of its own places the order and kills
itself: before the commit, before or after the provider is asked, or before the answer is stored. Meanwhile, or right
after, five clients send the same request. When the leases of the dead have ended, three late clients repeat it.
Not collected by pytest: it waits a minute for the leases, and 1,000 keys take some more.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import django

from shop.demo.datadir import make_throwaway
from shop.demo.services import Services
from tests.benchmarks.server import environment, web_server

AT_ONCE, LATE = 5, 3
STEPS = ("before the commit", "before the provider", "after the provider", "before the answer")
ADDRESS = {"full_name": "Ada Lovelace", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE"}
Told = tuple[int, bytes, bool]  # status, body, whether it was replayed


def order_of(key: str, sku: str = "MUG") -> str:
    """Return the body that belongs to a key: each is another buyer."""
    lines = [{"sku": sku, "quantity": 1}]
    order = {
        "email": f"{key}@example.com",
        "lines": lines,
        "shipping_address": ADDRESS,
        "payment": {"provider": "test"},
    }
    return json.dumps(order)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with Services(make_throwaway(), durable=False) as services, tempfile.TemporaryDirectory() as folder:
        env = environment(services, folder) | {"PAYMENT_PROVIDERS": "test"}
        os.environ |= env
        django.setup()
        _fill(options.keys)
        with web_server(env, workers=options.workers) as base:
            _run(base, options.keys)


def _fill(units: int) -> None:
    from django.core.management import call_command

    from tests.factories.catalog import make_product
    from tests.factories.shop import make_channel

    call_command("migrate", interactive=False, verbosity=0)
    make_channel()
    make_product(skus=["MUG"], stock=units * 2)
    # Refused, but it loads everything that the processes to be killed would each have to load.
    _place(str(uuid4()), sku="NO")
    _leave_database()


def _run(base: str, count: int) -> None:
    began = time.monotonic()
    keys: dict[str, list[Told]] = {str(uuid4()): [] for _ in range(count)}
    deaths: Counter[str] = Counter()
    for number, (key, told) in enumerate(keys.items()):
        step = STEPS[number // 2 % len(STEPS)]
        child = _fork_victim(key, step)
        if number % 2:
            time.sleep(random.uniform(0.01, 0.06))  # so that they meet at different steps
            died = None
        else:
            died = _died(child)
        with ThreadPoolExecutor(AT_ONCE) as clients:
            told.extend(clients.map(lambda _, key=key: _send(base, key), range(AT_ONCE)))
        deaths[step if (_died(child) if died is None else died) else "not at all: others were first"] += 1
    print(f"{count} keys, {AT_ONCE} requests at once each, in {time.monotonic() - began:.0f} s; killed:")
    for name, number in deaths.most_common():
        print(f"  {number:6,} {name}")
    print("  waiting for the leases of the dead …", flush=True)
    time.sleep(61)
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as clients:
        late = list(clients.map(lambda key: [_send(base, key) for _ in range(LATE)], keys))
    print(f"{count * LATE} late requests in {time.monotonic() - began:.0f} s")
    _report(list(keys.values()), late)


def _fork_victim(key: str, step: str) -> int:
    """Start the process that is going to die. Nothing else runs in this one, so that forking is safe."""
    child = os.fork()
    if child == 0:
        try:
            _place_and_die(key, step)
        finally:
            os._exit(0)
    return child


def _died(child: int) -> bool:
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _place_and_die(key: str, step: str) -> None:
    from shop.api.common import idempotency

    place_order: Any = sys.modules["shop.checkout.operations.place_order"]
    begin_payment: Any = sys.modules["shop.checkout.operations.begin_payment"]
    write_order = place_order.write_order

    def die(*_args: Any, **_values: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def die_if_held(*, claim: Any, answer: Any) -> Any:
        if claim.is_leased:
            die()
        return answer

    if step == "before the commit":
        place_order.write_order = lambda **values: (write_order(**values), die())
    elif step == "before the provider":
        begin_payment.start_attempt = die
    elif step == "after the provider":
        begin_payment.apply_result = die
    else:
        idempotency.store_answer = die_if_held
    _place(key)


def _place(key: str, sku: str = "MUG") -> None:
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    headers = {"Idempotency-Key": key}
    client.post("/api/v1/orders/", order_of(key, sku), content_type="application/json", headers=headers)


def _send(base: str, key: str) -> Told:
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    request = urllib.request.Request(f"{base}/api/v1/orders/", order_of(key).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read(), "Idempotency-Replayed" in answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read(), False


def _report(first: list[list[Told]], late: list[list[Told]]) -> None:
    from django.db.models import Count

    from shop.inventory.models import StockLevel
    from shop.orders.models import Order
    from shop.payments.models import TestCharge

    bodies = [{told[1] for told in (*a, *b) if told[0] == 201} for a, b in zip(first, late, strict=True)]
    orders = dict(Order.objects.values_list("status").annotate(Count("pk")))
    level = StockLevel.objects.get()
    print(f"  at once: {dict(Counter(told[0] for each in first for told in each))}")
    print(f"  late:    {dict(Counter(told[0] for each in late for told in each))}")
    print(f"  replayed: {sum(told[2] for each in (*first, *late) for told in each)}")
    print(f"  keys with exactly one answer: {sum(len(each) == 1 for each in bodies)} of {len(bodies)}")
    print(f"  different answers: {len(set().union(*bodies))}")
    print(f"  orders: {orders}; charges: {TestCharge.objects.count()}; units allocated: {level.allocated}")
    _leave_database()
    n = len(bodies)
    is_right = (
        all(len(each) == 1 for each in bodies)
        and len(set().union(*bodies)) == n
        and orders == {"placed": n}
        and level.allocated == n
        and {told[0] for each in late for told in each} == {201}
        and {told[0] for each in first for told in each} <= {201, 409}
    )
    sys.exit(0 if is_right else "NOT one order and one answer for each key")


def _leave_database() -> None:
    """Close every connection, or children would share them."""
    from django.db import connections

    connections.close_all()
    for connection in connections.all():
        connection.close_pool()


if __name__ == "__main__":
    main()
