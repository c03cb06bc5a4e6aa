"""Whatever does some of its work at each call and says how much (`def name(*, now) -> int`) is called by the worker."""

import re
from pathlib import Path

SHOP = Path(__file__).resolve().parents[2] / "shop"
JOB = re.compile(r"^def (\w+)\(\*, now: datetime(?:, limit: int = \d+)?\) -> int:", re.MULTILINE)


def test_every_periodic_job_is_done_by_the_worker() -> None:
    jobs = {name for file in SHOP.rglob("*.py") for name in JOB.findall(file.read_text())}
    assert len(jobs) >= 15
    called = set(re.findall(r"(\w+)\(now=now\)", (SHOP / "worker" / "tasks.py").read_text()))
    assert jobs - called == set()
