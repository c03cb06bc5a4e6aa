"""Small wrong changes to the shop's rules, and whether a test notices them: the part of `.ci/mutants.py` inside pytest."""

from __future__ import annotations

import ast
import gc
import json
import os
import signal
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any, NamedTuple

import pytest
from _pytest.runner import runtestprotocol
from django.core.cache import caches
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from tests.lines import code_inside

ROOT = Path(__file__).resolve().parents[1]

_OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
}  # fmt: skip
_OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any"}
_CONDITIONS = ("filter", "exclude", "get", "update")  # calls whose every keyword counts
_LEAVES = (ast.Raise, ast.Return, ast.Continue)
_LONGEST = 120  # seconds that one test may take; a wrong change may have it wait for ever
_EMPTY = {"int": 0, "str": "", "list": [], "dict": {}, "tuple": ()}


class Change(NamedTuple):
    """A way to break a syntax tree: `make` does it, and the tests that run one of `lines` could notice."""

    lines: range
    what: str
    make: Callable[[], None]


def changes(tree: ast.Module) -> list[Change]:
    """Return the ways to break the functions of a file, always in the same order."""
    return [change for function in _functions(tree) for change in _changes_in(function)]


def _functions(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node)


def _changes_in(function: ast.FunctionDef) -> Iterator[Change]:
    for node in (each for statement in function.body for each in _walk(statement)):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield from _dropped(block)
        yield from _of_expression(node)
        if isinstance(node, ast.Return) and node.value is not None and function.returns is not None:
            yield from _returned(node, ast.unparse(function.returns))
    yield from _dropped(function.body)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes but those of assertions, annotations and log lines, and of arguments that only find our own faults."""
    if isinstance(node, ast.keyword) and node.arg in {"durable", "strict"}:
        return
    is_log = isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("log.", "logger."))
    if isinstance(node, ast.Assert) or is_log:
        return
    yield node
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and name not in {"annotation", "returns"}:
                yield from _walk(child)


def _change(node: Any, what: str, target: Any, name: Any, value: object) -> Change:
    def make() -> None:
        if isinstance(name, int) or isinstance(target, list):
            target[name] = value
        else:
            setattr(target, name, value)

    return Change(range(node.lineno, node.end_lineno + 1), f"{ast.unparse(node).splitlines()[0][:90]}  →  {what}", make)


def _dropped(block: list[ast.stmt]) -> Iterator[Change]:
    """Leave out calls made for what they do, guards, and errors raised elsewhere than in a guard."""
    for at, node in enumerate(block):
        is_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        is_log = is_call and ast.unparse(node).startswith(("log.", "logger."))
        is_guard = isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], _LEAVES)
        if (is_call and not is_log) or is_guard or (isinstance(node, ast.Raise) and len(block) > 1):
            yield _change(node, "left out", block, at, ast.Pass())


def _of_expression(node: Any) -> Iterator[Change]:
    match node:
        case ast.Compare():
            for at, op in enumerate(node.ops):
                yield _change(node, _OTHER[type(op)].__name__, node.ops, at, _OTHER[type(op)]())
        case ast.BoolOp() | ast.BinOp() | ast.AugAssign() if type(node.op) in _OTHER:
            sides = [getattr(node, name, None) for name in ("left", "right", "value")]
            if not any(isinstance(side, ast.JoinedStr) or type(getattr(side, "value", 0)) is str for side in sides):
                yield _change(node, _OTHER[type(node.op)].__name__, node, "op", _OTHER[type(node.op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield _change(node, "no `not`", node, "operand", ast.UnaryOp(ast.Not(), node.operand))
        case ast.Constant(value=bool()):
            yield _change(node, f"{not node.value}", node, "value", not node.value)
        case ast.Constant(value=int()):
            for value in (node.value + 1, node.value - 1):
                yield _change(node, f"{value}", node, "value", value)
        case ast.Call():
            yield from _of_call(node)


def _of_call(node: ast.Call) -> Iterator[Change]:
    match node.func:
        case ast.Name(id=name) if name in _OTHER_NAME:
            yield _change(node, _OTHER_NAME[name], node.func, "id", _OTHER_NAME[name])
        case ast.Attribute(attr=name) if name in _CONDITIONS:
            for keyword in (each for each in node.keywords if each.arg):
                rest = [each for each in node.keywords if each is not keyword]
                yield _change(node, f"without {keyword.arg}", node, "keywords", rest)


def _returned(node: ast.Return, kind: str) -> Iterator[Change]:
    values: list[Any] = [True, False] if kind == "bool" else []
    if kind.endswith("| None"):
        values = [None]
    elif kind.partition("[")[0] in _EMPTY:
        values = [_EMPTY[kind.partition("[")[0]]]
    for value in values:
        if ast.unparse(node) != f"return {value!r}":
            yield _change(node, f"return {value!r}", node, "value", ast.parse(repr(value), mode="eval").body)


class Mutant(NamedTuple):
    """The `number`-th change of a file."""

    file: str
    number: int

    def make(self) -> None:
        """Let all functions of this file, which is imported already, do what the changed source says."""
        path = str(ROOT / self.file)
        tree = ast.parse(Path(path).read_text())
        changes(tree)[self.number].make()
        compiled = compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)
        new = {(code.co_qualname, code.co_firstlineno): code for code in code_inside(compiled)}
        for each in gc.get_objects():
            if type(each) is FunctionType and each.__code__.co_filename == path:
                key = (each.__code__.co_qualname, each.__code__.co_firstlineno)
                each.__code__ = new.get(key, each.__code__)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Instead of running the tests, make the part of the planned mutants that is this process's."""
    plan = json.loads(Path(os.environ["MUTANTS"]).read_text())
    part, processes = map(int, os.environ["MUTANTS_PART"].split("/"))
    items = {item.nodeid: item for item in session.items}
    warm_up = next(item for item in session.items if "db" in getattr(item, "fixturenames", ()))
    assert _first_failure(session, [warm_up], 600) is None
    _clean(session)
    trial = _Trial(session, plan["seconds"], defaultdict(Counter), set())
    for file, number, tests in plan["mutants"][part::processes]:
        killer = trial.killer(Mutant(file, number), [items[test] for test in tests if test in items])
        with Path(plan["done"]).open("a") as done:
            done.write(json.dumps([file, number, killer]) + "\n")
    return True


class _Trial(NamedTuple):
    session: pytest.Session
    seconds: int
    kills: dict[str, Counter[str]]  # by file: tests that noticed something there are tried first
    sound: set[str]  # tests that are known to pass where nothing is broken

    def killer(self, mutant: Mutant, tests: list[pytest.Item]) -> str | None:
        """Return the test that notices the mutant; None if all pass."""
        kills = self.kills[mutant.file]
        tests = sorted(tests, key=lambda item: -kills[item.nodeid])
        while failed := self._failure_in_fork(tests, mutant):
            if failed.nodeid in self.sound or self._failure_in_fork([failed]) is None:
                self.sound.add(failed.nodeid)
                kills[failed.nodeid] += 1
                return failed.nodeid
            tests.remove(failed)  # it fails anyhow
        return None

    def _failure_in_fork(self, tests: list[pytest.Item], mutant: Mutant | None = None) -> pytest.Item | None:
        """Return the first test that fails, or does not end, in a fork of this process."""
        with tempfile.NamedTemporaryFile("r+") as at:
            child = os.fork()
            if not child:
                status = 2
                try:
                    if mutant:
                        mutant.make()
                    status = 1 if _first_failure(self.session, tests, self.seconds, Path(at.name)) else 0
                except BaseException:
                    traceback.print_exc()
                finally:
                    os._exit(status)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            assert status != 2, mutant
            if status < 0:
                _clean(self.session)
            return {item.nodeid: item for item in tests}[at.read()] if status else None


def _first_failure(
    session: pytest.Session, tests: list[pytest.Item], seconds: int, at: Path | None = None
) -> pytest.Item | None:
    """Run tests until one fails, or time is over; write into a file which one is being run."""
    between: Any = SimpleNamespace(listchain=lambda: [session])  # as the next test: what is the session's stays
    until = time.monotonic() + seconds
    for item in tests:
        if at:
            at.write_text(item.nodeid)
            signal.alarm(_LONGEST)
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=between)):
            return item
        if time.monotonic() > until:
            break
    return None


def _clean(session: pytest.Session) -> None:
    """Take away the rows of a test that did not end, and leave no connection that forks would share."""
    from tests import database  # needs Django's apps, and the command has none

    with session.config.stash[blocking_manager_key].unblock():
        database.empty_tables()
        connection.close()
        connection.close_pool()
    for cache in caches.all():
        cache.clear()
