"""Which lines of rules, steps and operations the tests run: `pytest -p tests.lines` names those that none does, and fails.

Every night does. With LINES_BY_TEST=folder it also writes there what each test ran and how long it took, a JSON object a
line, for `.ci/mutants.py`. Only what runs inside pytest's own processes counts.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
_KINDS = ("rules", "steps", "operations")
_TOOL, _LINE = sys.monitoring.COVERAGE_ID, sys.monitoring.events.LINE

type Line = tuple[str, int]  # file, from the repository's root, and number
_all: set[Line] = set()  # what the files that are watched consist of
_ran: set[Line] = set()  # what ran at all, imports included
_now: set[Line] = set()  # what ran since the test began


def watched_files() -> list[Path]:
    """Return the files whose every line a test must run, and whose wrong changes one must notice."""
    found = (path for kind in _KINDS for path in (*ROOT.glob(f"shop/*/{kind}.py"), *ROOT.glob(f"shop/*/{kind}/*.py")))
    return sorted([*found, ROOT / "shop/core/actor.py"])


def code_inside(code: CodeType) -> Iterator[CodeType]:
    """Yield a code object and those of the functions and classes inside it."""
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from code_inside(const)


@cache
def _name(path: str) -> str:
    return str(Path(path).relative_to(ROOT))


def _watch_imports() -> None:
    """Have every watched file say which of its lines run, from its import on."""
    files, get_code = {str(path) for path in watched_files()}, SourceFileLoader.get_code

    def get_watched_code(loader: SourceFileLoader, name: str) -> CodeType | None:
        code = get_code(loader, name)
        if code is not None and loader.path in files:
            for each in code_inside(code):
                sys.monitoring.set_local_events(_TOOL, each, _LINE)
                _all.update((_name(loader.path), line) for line in _lines(each))
        return code

    SourceFileLoader.get_code = get_watched_code  # type: ignore[method-assign]


def _lines(code: CodeType) -> Iterator[int]:
    """Yield the lines of a code object; where a function begins belongs to the code around it."""
    return (
        line for *_, line in code.co_lines() if line and (line != code.co_firstlineno or code.co_name == "<lambda>")
    )


def _on_line(code: CodeType, line: int) -> object:
    _now.add((_name(code.co_filename), line))
    return sys.monitoring.DISABLE  # until the next test begins


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    _ran.update(_now)
    _now.clear()
    sys.monitoring.restart_events()
    began = time.monotonic()
    result = yield
    if folder := os.environ.get("LINES_BY_TEST"):
        told = {"test": item.nodeid, "seconds": round(time.monotonic() - began, 3), "lines": sorted(_now)}
        with (Path(folder) / f"{os.getpid()}.jsonl").open("a") as file:
            file.write(json.dumps(told) + "\n")
    return result


def pytest_testnodedown(node: Any) -> None:
    """Take over what a process of pytest-xdist has run."""
    for known, told in ((_all, "all"), (_ran, "ran")):
        known.update(map(tuple, node.workeroutput.get(f"lines_{told}", ())))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    _ran.update(_now)
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput |= {"lines_all": sorted(_all), "lines_ran": sorted(_ran)}
    elif _all - _ran and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    missed = sorted(_all - _ran)
    terminalreporter.write_line(f"{len(_all) - len(missed)} of {len(_all)} lines of rules, steps and operations ran.")
    for file, line in missed:
        terminalreporter.write_line(f"{file}:{line}: no test runs this", red=True)


sys.monitoring.use_tool_id(_TOOL, "tests.lines")
sys.monitoring.register_callback(_TOOL, _LINE, _on_line)
_watch_imports()
