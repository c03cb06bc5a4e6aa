"""The test database: migrated once, then copied for each process that runs tests; emptied and checked by one statement.

A template is migrated by whichever process comes first. Its SQL is kept in pytest's own cache (`--cache-clear` forgets
it), so that the next run of this checkout need not migrate again unless what migrations are made of has changed.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from shop.demo import snapshot
from shop.demo.errors import ServicesError
from shop.demo.postgres import programs
from shop.reports.invariants import INVARIANTS

ROOT = Path(__file__).resolve().parents[1]
# What decides how an empty shop's database looks.
MADE_OF = (*snapshot.MADE_OF, "shop/*/models.py", "shop/*/models/**/*.py")
ALSO_MADE_OF = ("shop/config/settings.py", "requirements.lock")
KEPT = ("django_migrations", "django_content_type", "auth_permission")  # written by `migrate`, not by tests
BLOATED = 256 * 1024  # bytes of a table whose dead rows slow down the tests that follow
_LOCK = 7_305_211  # any number: whoever makes databases for tests takes it

# Triggers sleep, so append-only tables can be emptied and nothing is noted in the history.
_EMPTY = f"""
CREATE FUNCTION tests_empty_tables() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name regclass;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT oid FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT IN {KEPT}
    LOOP
        EXECUTE 'DELETE FROM ' || name;
    END LOOP;
END $$
"""


def make(config: pytest.Config) -> None:
    """Make the database of this process and let Django use it."""
    given = connection.settings_dict["NAME"]
    name = f"test_{given}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with _one_at_a_time() as cursor:
        template = f"test_{given}_{_key(cursor)}"
        if not _exists(cursor, template):
            _make_template(cursor, template, config)
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _use(name)
    rules = " UNION ALL ".join(
        f"SELECT '{rule.code}' WHERE EXISTS ({rule.sql})" for rule in INVARIANTS if not rule.is_attention
    )
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
        # A function's plans are kept for as long as its session, which is most of what the rules cost.
        cursor.execute(
            "CREATE FUNCTION tests_broken_rules() RETURNS SETOF text LANGUAGE plpgsql AS"
            f" $rules$ BEGIN RETURN QUERY {rules}; END $rules$"
        )


def drop() -> None:
    """Drop the database of this process."""
    _sweeper().close()
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.close_pool()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def empty_tables() -> None:
    """Take away what a test committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tests_empty_tables()")


def sweep() -> None:
    """Take away the dead rows of tests that are over: what was rolled back or deleted is read over by each that follows.

    By a connection of its own, since tests may use Django's only where they say so.
    """
    bloated = _sweeper().execute(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND pg_relation_size(oid) > %s", [BLOATED],
    ).fetchall()  # fmt: skip
    for (table,) in bloated:
        _sweeper().execute(f"VACUUM {table}")


@cache
def _sweeper() -> psycopg.Connection:
    return psycopg.connect(**connection.get_connection_params() | {"pool": None}, autocommit=True)


def broken_rules() -> list[str]:
    """Return the codes of the rules of `verify` that do not hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tests_broken_rules()")
        return [code for (code,) in cursor.fetchall()]


@contextmanager
def _one_at_a_time() -> Iterator[Any]:
    """Yield a cursor of the server; workers that start together wait for the one that migrates."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield cursor


def _key(cursor: Any) -> str:
    """Return a name for what the template is made of."""
    cursor.execute("SHOW server_version")
    digest = hashlib.sha256(f"{sys.version} {cursor.fetchone()[0]}".encode())
    for path in sorted(path for pattern in (*MADE_OF, *ALSO_MADE_OF) for path in ROOT.glob(pattern)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)} {len(content)} ".encode() + content)
    return digest.hexdigest()[:12]


def _exists(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _make_template(cursor: Any, name: str, config: pytest.Config) -> None:
    """Make it under another name first, so that a template is there whole or not at all."""
    given, unfinished = connection.settings_dict["NAME"], f"{name}_unfinished"
    has_cache = config.pluginmanager.hasplugin("cacheprovider")  # not with `-p no:cacheprovider`
    kept = config.cache.mkdir("database") / f"{name}.sql" if has_cache else None
    cursor.execute(f'DROP DATABASE IF EXISTS "{unfinished}"')
    cursor.execute(f'CREATE DATABASE "{unfinished}" TEMPLATE template0')
    _use(unfinished)
    if kept and kept.exists():
        with connection.cursor() as inside:
            inside.execute(kept.read_text())
    else:
        call_command("migrate", verbosity=0, interactive=False)
        if kept:
            _keep(kept)
    connection.close()
    connection.close_pool()
    _use(given)
    cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


def _keep(path: Path) -> None:
    """Write the database that is in use into a file as plain SQL; where there is no `pg_dump` the next run migrates."""
    values = connection.settings_dict
    try:
        pg_dump = programs().folder / "pg_dump"
    except ServicesError:
        return
    host, port = quote(values["HOST"], safe=""), values["PORT"]
    where = f"postgresql:///{values['NAME']}?host={host}" + (f"&port={port}" if port else "")
    done = subprocess.run(
        [pg_dump, "--inserts", "--no-owner", where], capture_output=True, text=True, check=False,
        env=os.environ | {"PGUSER": values["USER"], "PGPASSWORD": values["PASSWORD"]},
    )  # fmt: skip
    if done.returncode:
        return
    for old in path.parent.glob("*.sql"):
        old.unlink()
    aside = path.with_suffix(f".{os.getpid()}")
    aside.write_text(re.sub(r"^\\.*\n", "", done.stdout, flags=re.MULTILINE))  # \restrict is for psql
    aside.rename(path)


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
