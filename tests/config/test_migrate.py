"""`manage.py migrate`: a large table takes its time, a busy one is left alone."""

import ast
import re
from collections.abc import Callable

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.models.signals import pre_migrate

from tests.database import MADE_OF, ROOT

pytestmark = pytest.mark.django_db(transaction=True)
USUAL = ["1min", "1min", "1min"]  # those of the tests


def limits() -> list[str]:
    with connection.cursor() as cursor:
        names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        return [cursor.execute(f"SHOW {name}").fetchone()[0] for name in names]


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def migrate_with():
    """Run `migrate` with something done in the middle of it."""
    done: list[Callable[[], object]] = []

    def act(**_values: object) -> None:
        done[-1]()

    def migrate(what: Callable[[], object]) -> None:
        done.append(what)
        call_command("migrate", verbosity=0)

    pre_migrate.connect(act, dispatch_uid="act")
    yield migrate
    pre_migrate.disconnect(dispatch_uid="act")


def test_only_locks_have_a_limit_while_migrating_and_all_is_as_before_afterwards(migrate_with):
    seen = []
    assert limits() == USUAL
    migrate_with(lambda: seen.append(limits()))
    assert seen[0] == ["0", "1min", "0"]
    assert limits() == USUAL


def test_a_statement_may_take_longer_than_anywhere_else(migrate_with):
    run("SET statement_timeout = '100ms'")
    migrate_with(lambda: run("SELECT pg_sleep(0.2)"))


def test_a_busy_table_is_not_queued_for_and_the_limits_are_back_after_the_failure(migrate_with):
    run("SET lock_timeout = '50ms'")
    try:
        with psycopg.connect(**connection.get_connection_params() | {"pool": None}) as other:
            other.execute("LOCK TABLE channels_channel IN ACCESS SHARE MODE")
            with pytest.raises(OperationalError, match="lock timeout"):
                migrate_with(lambda: run("ALTER TABLE channels_channel ALTER name DROP DEFAULT"))
    finally:
        run("RESET lock_timeout")
    assert limits() == USUAL


def test_migrations_import_nothing_of_the_shop_that_may_change_its_meaning():
    """What they made is kept for the next run of the tests; and an old migration must do what it always did."""
    imported = {
        name
        for path in ROOT.glob("shop/*/migrations/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in _names(node)
        if name.split(".")[0] in ("", "shop")
    }
    assert imported == {path.removesuffix(".py").replace("/", ".") for path in MADE_OF if "*" not in path}


def test_every_file_of_sql_is_run_by_one_migration_of_its_app_and_says_why_at_its_top():
    files = sorted(ROOT.glob("shop/*/migrations/sql/*.sql"))
    run = [
        path.parent / "sql" / f"{subject}.sql"
        for path in sorted(ROOT.glob("shop/*/migrations/*.py"))
        for subject in re.findall(r'run_sql\(__file__, "(\w+)"\)', path.read_text())
    ]
    assert sorted(run) == files
    assert [path.name for path in files if not path.read_text().startswith("-- ")] == []


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return ["" if node.level else node.module or ""]
    return []
