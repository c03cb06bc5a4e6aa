"""Which tests are races, found by what they call, and running them many times (`.ci/races.py`).

The outcome of a race must not decide whether its test passes: each order of events that the shop allows is right.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import CodeType
from typing import Any

import pytest

from tests.concurrency.threads import all_at_once

TIMES = int(os.environ.get("RACE_TIMES", "1"))
_SIGNS = (all_at_once, ThreadPoolExecutor, threading, threading.Thread)
# Seconds after which Python lets another thread go on: its own, and two that mix the steps of threads more.
_TURNS = (sys.getswitchinterval(), 1e-4, 1e-6)


def is_race(function: Callable[..., Any], seen: frozenset[str] = frozenset()) -> bool:
    """Tell whether a test starts threads, itself or by functions of its own module."""
    for name in _names(function.__code__) - seen:
        used = function.__globals__.get(name)
        if any(used is sign for sign in _SIGNS):
            return True
        of_the_module = getattr(used, "__module__", "") == function.__module__ and hasattr(used, "__code__")
        if of_the_module and is_race(used, seen | {name}):
            return True
    return False


def _names(code: CodeType) -> set[str]:
    inner = (const for const in code.co_consts if isinstance(const, CodeType))
    return set(code.co_names).union(*map(_names, inner))


def pytest_itemcollected(item: pytest.Item) -> None:
    if isinstance(item, pytest.Function) and is_race(item.function):
        item.add_marker("race")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if TIMES > 1 and is_race(metafunc.function):
        metafunc.fixturenames.append("race_round")
        metafunc.parametrize("race_round", range(TIMES), indirect=True)


@pytest.fixture
def race_round(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run the test once more, with other turns of its threads."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURNS[request.param % len(_TURNS)])
    yield
    sys.setswitchinterval(before)
