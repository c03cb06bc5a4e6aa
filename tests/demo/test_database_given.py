"""The demo on a database that somebody else runs: it must not touch what it did not make."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from shop.demo.errors import ServicesError
from shop.demo.logins import Secrets
from shop.demo.stamps import database_fingerprint, read_mark, write_mark
from tests.demo.support import ROOT, clean_environment


@pytest.fixture
def database_url(worker_id: str) -> Iterator[str]:
    """An empty database beside the one that the tests use."""
    server = urlsplit(os.environ["DATABASE_URL"])
    name = sql.Identifier(f"given_{worker_id}")
    with psycopg.connect(server.geturl(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield server._replace(path=f"/given_{worker_id}").geturl()
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def execute(database_url: str, statement: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute(statement)


def run_demo(data_dir: Path, database_url: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "demo", "--no-browser", "--data-dir", str(data_dir), *options]
    env = clean_environment() | {"DATABASE_URL": database_url, "REDIS_URL": os.environ["REDIS_URL"]}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120)


def test_the_mark_tells_an_empty_database_from_a_strangers_and_from_our_own(database_url: str) -> None:
    assert read_mark(database_url) is None
    execute(database_url, "CREATE TABLE django_migrations ()")
    assert read_mark(database_url) == ""
    write_mark(database_url, "ready it's")
    assert read_mark(database_url) == "ready it's"


def test_the_fingerprint_follows_the_passwords() -> None:
    def fingerprint(password: str) -> str:
        return database_fingerprint(Secrets(secret_key="key", staff_password=password, customer_password="same"))

    assert fingerprint("one") == fingerprint("one")
    assert fingerprint("one") != fingerprint("two")


def test_a_database_that_does_not_answer_is_an_error_for_people() -> None:
    with pytest.raises(ServicesError, match="The database cannot be used"):
        read_mark("postgresql://127.0.0.1:1/nothing")


def test_a_database_with_other_data_is_left_alone(data_dir: Path, database_url: str) -> None:
    execute(database_url, "CREATE TABLE invoices AS SELECT 1 AS number")
    answer = run_demo(data_dir, database_url)
    assert answer.returncode == 1
    assert "DATABASE_URL names a database with other data in it" in answer.stdout
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall() == [
            ("invoices",)
        ]


def test_a_reset_never_empties_a_given_database(data_dir: Path, database_url: str) -> None:
    execute(database_url, "CREATE TABLE django_migrations ()")
    write_mark(database_url, "ready")
    answer = run_demo(data_dir, database_url, "--reset")
    assert answer.returncode == 1
    assert "--reset deletes only the demo's own database" in answer.stdout
    assert read_mark(database_url) == "ready"
