"""What the tests of this folder rely on."""

import ast

from tests.concurrency.threads import all_at_once
from tests.database import ROOT
from tests.races import is_race


def test_nobody_ignores_what_came_of_a_race():
    """An exception that nobody looks at may be one that should not be."""
    ignored = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in ROOT.glob("tests/**/test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        if getattr(node.value.func, "id", "") == "all_at_once"
    ]
    assert ignored == []


def _helper():
    return [all_at_once(2, lambda index: index)]


def test_a_race_is_known_by_what_it_calls():
    def direct():
        return all_at_once(2, lambda index: index)

    def within():
        return [_helper() for _ in "x"]

    assert [is_race(function) for function in (direct, within, _helper)] == [True, True, True]
    assert not is_race(test_nobody_ignores_what_came_of_a_race)
