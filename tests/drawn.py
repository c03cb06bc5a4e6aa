"""What a run draws from all there is to try, so that the suite stays quick; every night all of it is tried.

Draws come from the run's seed, which pytest prints: `-p randomly_seed=…` draws the same again.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from random import Random, sample

import pytest

ALL = bool(os.environ.get("NIGHTLY"))
_SHARE = 3  # of the cases of a test that is marked `drawn` one in so many is tried,
_MANY, _SHARE_OF_MANY = 8, 2  # and of other tests with so many cases


def drawn[T](values: Iterable[T], most: int) -> list[T]:
    """Return as many of the values, in their order; all of them every night."""
    every = list(values)
    return every if ALL or len(every) <= most else [every[at] for at in sorted(sample(range(len(every)), most))]


def draw_cases(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave a third of the cases of each test that is marked `drawn`, and half of the cases where there are many.

    Whoever asks for tests by their paths has all of them.
    """
    if ALL or config.args_source is pytest.Config.ArgsSource.ARGS:
        return
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    seed = getattr(config.option, "randomly_seed", 0)  # one for all processes
    left = {
        item
        for name, every in cases.items()
        for item in Random(f"{seed} {name}").sample(every, len(every) - -(-len(every) // _share(every)))
    }
    items[:] = [item for item in items if item not in left]
    if left:
        config.hook.pytest_deselected(items=list(left))


def _share(cases: list[pytest.Item]) -> int:
    if cases[0].get_closest_marker("drawn"):
        return _SHARE
    return _SHARE_OF_MANY if len(cases) >= _MANY else 1
