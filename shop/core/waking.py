"""Waking the worker: a job whose row was just written is done at once, instead of in the worker's next round.

The row is what is owed. A waking may be lost, or two may meet: the round looks as well, and each row is claimed once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.core.cache import caches
from django.db import connection, transaction
from huey.contrib.djhuey import db_task

from .cache import FailOpenRedisCache

_JOBS: dict[str, Callable[[], object]] = {}


def register_job(name: str, work: Callable[[], object]) -> None:
    """Name a job that `wake` may ask for; apps say theirs when Django starts (`AppConfig.ready`)."""
    _JOBS[name] = work


@db_task()  # type: ignore[untyped-decorator]
def do_job(name: str) -> None:
    """Do a job now (in the worker)."""
    _JOBS[name]()


def wake(name: str) -> None:
    """Ask a worker for a job as soon as the transaction at hand is committed; once, however often it is said.

    Not asked while Valkey is away or frozen: Huey would wait for it, and the buyer with it.
    """
    call = _Call(name)
    if not any(call in waiting for waiting in connection.run_on_commit):
        transaction.on_commit(call, robust=True)


@dataclass(frozen=True, slots=True)
class _Call:
    name: str

    def __call__(self) -> None:
        if cast("FailOpenRedisCache", caches["default"]).answers():
            do_job(self.name)
