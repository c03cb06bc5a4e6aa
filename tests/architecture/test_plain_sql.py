"""Plain SQL stands in one file an app, `sql.py`; everywhere else the ORM asks. Only its own app imports it."""

import ast
import re
from pathlib import Path

SHOP = Path(__file__).resolve().parents[2] / "shop"
# The rules of `verify` are SQL by nature. The demo makes and drops servers of its own, before there is an ORM.
ELSEWHERE = ("reports/invariants/", "demo/")
FOR_ALL = "shop.core.sql"
CALLS = {"cursor", "execute", "executemany", "raw", "extra", "sql_with_params"}
NAMES = {"RawSQL"}
STATEMENT = re.compile(
    r"\s*\(?(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|MERGE|SET|RESET|GRANT|ALTER|CREATE|DROP|LOCK|TRUNCATE|ANALYZE)\s"
)


def sources():
    for path in sorted(SHOP.rglob("*.py")):
        name = str(path.relative_to(SHOP))
        if "/migrations/" not in name:
            yield name, ast.parse(path.read_text())


def plain_sql_of(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            yield node.lineno, f".{node.func.attr}()"
        elif isinstance(node, ast.Name) and node.id in NAMES:
            yield node.lineno, node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
            yield node.lineno, node.value.strip()[:40]


def test_plain_sql_stands_in_sql_py():
    found = [
        f"shop/{name}:{line}: {what}"
        for name, tree in sources()
        if not name.endswith("/sql.py") and not name.startswith(ELSEWHERE)
        for line, what in plain_sql_of(tree)
    ]

    assert found == []


def test_only_its_own_app_imports_an_apps_sql():
    found = []
    for name, tree in sources():
        app = name.partition("/")[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".sql") and node.level == 0:
                found += [f"{name}: {node.module}"] if node.module not in (FOR_ALL, f"shop.{app}.sql") else []

    assert [each for each in found if not each.startswith("demo/")] == []


def test_each_function_says_why_it_is_sql():
    silent = [
        f"shop/{name}: {node.name}"
        for name, tree in sources()
        if name.endswith("/sql.py")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]

    assert silent == []
