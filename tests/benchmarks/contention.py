"""Ten thousand buyers for a thousand units: nothing oversold, nothing left, nobody told to try again.

    uv run --group dev python -m tests.benchmarks.contention [--checkouts 10000] [--parallel 40] [--workers 2 8 16] [--unguarded]

Buys two random SKUs at a time, lines in random order, by pages, JSON API and GraphQL in turn; the last 200 buy one
SKU each, so that no unit is left because nobody wanted it alone. `--unguarded` takes the guard away (no row lock, no
condition, no CHECK), and the same buyers must then be able to oversell. Not collected by pytest; it takes minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

from shop.demo.datadir import make_throwaway
from shop.demo.services import Services
from tests.benchmarks.buyers import Buyer, Outcome
from tests.benchmarks.server import collect_static, environment, web_server

SKUS, UNITS, SINGLES, PROCESSES = 20, 50, 200, 4
WAYS = ("api", "html", "graphql")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkouts", type=int, default=10_000)
    parser.add_argument("--parallel", type=int, default=40)
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 8, 16])
    parser.add_argument("--payment", default="test")
    parser.add_argument("--unguarded", action="store_true")
    options = parser.parse_args()
    is_good = True
    for workers in options.workers:
        is_good &= _run(workers, options)
    sys.exit(0 if is_good else 1)


def _run(workers: int, options: argparse.Namespace) -> bool:
    # durable, as a shop is; autovacuum on
    with Services(make_throwaway()) as services, tempfile.TemporaryDirectory() as folder:
        env = environment(services, folder) | {"PAYMENT_PROVIDERS": options.payment}
        collect_static(env)
        if options.unguarded:
            env["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.unguarded"
        _inside(env, "fill", str(SKUS), str(UNITS))
        if options.unguarded:
            _inside(env, "unguard")
        with web_server(env, workers=workers) as base:
            outcomes = _buy_all(base, options)
        state = json.loads(_inside(env, "state"))
        log = (services.data_dir.postgres_home() / "postgres.log", services.data_dir.path / "logs" / "postgres.log")
        text = "".join(path.read_text() for path in log if path.exists())
    return _judge(workers, outcomes, state, text.count("deadlock detected"))


def _inside(env: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.sold", *arguments]
    return subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def _buy_all(base: str, options: argparse.Namespace) -> list[Outcome]:
    wishes = [random.sample(range(SKUS), 2) for _ in range(options.checkouts - SINGLES)]
    wishes += [[number % SKUS] for number in range(SINGLES)]
    jobs = [(WAYS[i % 3], [f"SKU-{number:02}" for number in wish]) for i, wish in enumerate(wishes)]
    parts = [(base, options.payment, options.parallel // PROCESSES, jobs[i::PROCESSES]) for i in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return [outcome for part in pool.map(_buy_part, parts) for outcome in part]


def _buy_part(part: tuple[str, str, int, list[tuple[str, list[str]]]]) -> list[Outcome]:
    base, payment, threads, jobs = part
    shares = [jobs[i::threads] for i in range(threads)]

    def go(share: list[tuple[str, list[str]]]) -> list[Outcome]:
        buyer = Buyer(base, payment)
        return [buyer.buy(way, skus) for way, skus in share]

    with ThreadPoolExecutor(threads) as pool:
        return [outcome for found in pool.map(go, shares) for outcome in found]


def _judge(workers: int, outcomes: list[Outcome], state: dict[str, int], deadlocks: int) -> bool:
    results = Counter(outcome.result for outcome in outcomes)
    errors = sum(status >= 500 for outcome in outcomes for status in outcome.statuses)
    refused = sorted(outcome.seconds for outcome in outcomes if outcome.result == "sold_out")
    ways = Counter(outcome.way for outcome in outcomes if outcome.result == "sold")
    slowest, most = (refused[-1], refused[len(refused) * 99 // 100]) if refused else (0.0, 0.0)
    print(f"\n{workers} workers, {len(outcomes):,} checkouts: {dict(results.most_common(6))}, sold by {dict(ways)}")
    print(f"  {state}, deadlocks {deadlocks}, 5xx {errors}, 99 % of refusals {most:.2f} s, slowest {slowest:.2f} s")
    wanted = {"units": SKUS * UNITS, "allocated": SKUS * UNITS, "reserved": 0, "negative": 0, "pending": 0, "broken": 0}
    is_good = state == wanted and not deadlocks and not errors and set(results) == {"sold", "sold_out"} and slowest < 1
    print(
        "  as promised" if is_good else f"  NOT AS PROMISED; wanted {wanted}, no deadlock, no 5xx, refusals below 1 s"
    )
    return is_good


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    main()
