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
_SHARE = 3


def drawn[T](values: Iterable[T], most: int) -> list[T]:
    """Return as many of the values, in their order; all of them every night."""
    every = list(values)
    return every if ALL or len(every) <= most else [every[at] for at in sorted(sample(range(len(every)), most))]


def draw_cases(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave a third of the cases of each test that is marked `drawn`, unless tests were asked for by their paths."""
    if ALL or config.args_source is pytest.Config.ArgsSource.ARGS:
        return
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("drawn"):
            cases[item.nodeid.partition("[")[0]].append(item)
    seed = getattr(config.option, "randomly_seed", 0)  # one for all processes
    left = {
        item
        for name, every in cases.items()
        for item in Random(f"{seed} {name}").sample(every, len(every) - -(-len(every) // _SHARE))
    }
    items[:] = [item for item in items if item not in left]
    if left:
        config.hook.pytest_deselected(items=list(left))
