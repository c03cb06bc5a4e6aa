"""A new shop begins with a snapshot of a migrated database, which is as the migrations make it."""

import os
import re
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from shop.demo import snapshot
from shop.demo.errors import ServicesError
from shop.demo.postgres import programs
from shop.demo.stamps import FILLING, read_mark

pytestmark = pytest.mark.django_db
_ANOTHER_SPELLING = re.compile(r"::(character varying|text)(\[\])?|[()]")  # of casts, once they were dumped and read
_OF_TESTS = re.compile(r"CREATE FUNCTION public\.tests_.*?(\$\w*\$).*?\1;\n", re.DOTALL)


def address(name: str) -> str:
    values = connection.settings_dict
    given = {"user": values["USER"], "password": values["PASSWORD"], "host": values["HOST"], "port": values["PORT"]}
    return make_conninfo(dbname=name, **{key: value for key, value in given.items() if value})


@pytest.fixture
def empty() -> Iterator[str]:
    """The address of an empty database."""
    name = f"snapshot_{os.getpid()}"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield address(name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def dump(database: str) -> str:
    try:
        pg_dump = programs().folder / "pg_dump"
    except ServicesError as error:
        pytest.skip(str(error))
    command = [pg_dump, "--no-owner", "--no-privileges", "--no-comments", "--schema-only", database]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    text = re.sub(r"^(\\|--).*\n|^\n", "", done.stdout, flags=re.MULTILINE)
    return _ANOTHER_SPELLING.sub("", _OF_TESTS.sub("", text))


def test_a_database_from_the_snapshot_is_as_the_migrations_make_it(empty: str) -> None:
    """Where a migration has changed: `uv run --group dev python -m shop.demo.snapshot` makes it anew."""
    if connection.pg_version // 10_000 != 18:
        pytest.skip("the snapshot is for PostgreSQL 18")
    assert snapshot.restore(empty, mark=FILLING), "a migration in it has changed"
    assert read_mark(empty) == FILLING
    with psycopg.connect(empty) as shop, connection.cursor() as cursor:
        taken = shop.execute("SELECT app, name FROM django_migrations").fetchall()
        cursor.execute("SELECT app, name FROM django_migrations")
        known = cursor.fetchall()
    assert set(taken) <= set(known)
    if set(taken) == set(known):  # newer ones are taken at the start
        assert dump(empty) == dump(address(connection.settings_dict["NAME"]))


def test_a_snapshot_that_does_not_fit_is_not_used(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "version", lambda _name: "0.9")
    assert snapshot.restore(empty, mark=FILLING) is False
    assert read_mark(empty) is None
