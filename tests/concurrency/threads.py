"""Many buyers at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections


def all_at_once(count: int, call: Callable[[int], Any]) -> list[Any]:
    """Run `call(0)` … `call(count - 1)` in threads that start together; answers or exceptions in order."""
    barrier = Barrier(count)

    def run(index: int) -> Any:
        try:
            barrier.wait(timeout=30)
            return call(index)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def unexpected(results: list[Any], *refusals: type[Exception]) -> list[Exception]:
    """Return the exceptions among the results that are none of the refusals that are right in some order of events.

    Name every refusal that an operation's docstring allows here, not those that were seen.
    """
    return [result for result in results if isinstance(result, Exception) and not isinstance(result, refusals)]
