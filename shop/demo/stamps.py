"""How a start knows what is already done, without asking Django.

The database carries a mark (the comment of Django's table of migrations): "filling" while a new shop is being
filled, then "ready" with the fingerprint of the migrations that it has. It goes where the data goes.
"""

import hashlib
import sysconfig
from collections.abc import Iterable
from pathlib import Path

import psycopg
from psycopg import sql

from shop.demo.errors import ServicesError
from shop.demo.logins import Secrets

ROOT = Path(__file__).resolve().parents[2]
_PREFIX = "Nexus demo: "
FILLING = "filling"


def database_fingerprint(secrets: Secrets) -> str:
    """Return a digest of what a database was prepared with: the passwords of the logins, and all migrations.

    Our migrations count by content, those of others by the versions of the installed packages.
    """
    files = sorted([*ROOT.glob("shop/*/migrations/*.py"), *ROOT.glob("shop/*/migrations/sql/*.sql")])
    ours = (f"{path.relative_to(ROOT)}:{path.read_text()}" for path in files)
    return _stamp_digest([repr(secrets), *ours, *_installed()])


def static_fingerprint() -> str:
    """Return a digest of all static files by size and time, and of the installed packages, which bring some."""
    folders = [ROOT / "static", *sorted(ROOT.glob("shop/*/static"))]
    found = sorted((path, path.stat()) for folder in folders for path in folder.rglob("*") if path.is_file())
    return _stamp_digest([*(f"{path}:{stat.st_size}:{stat.st_mtime_ns}" for path, stat in found), *_installed()])


def read_mark(database_url: str) -> str | None:
    """Return the demo's mark in a database, "" when it has tables but no mark, None when it is empty.

    Raises: ServicesError when the database cannot be reached.
    """
    try:
        with psycopg.connect(database_url, connect_timeout=10) as connection:
            row = connection.execute("SELECT obj_description(to_regclass('django_migrations'), 'pg_class')").fetchone()
            tables = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = ANY (current_schemas(false))")
            is_empty = tables.fetchone() is None
    except psycopg.Error as error:
        raise ServicesError(f"The database cannot be used: {error}") from error
    if row and row[0] and str(row[0]).startswith(_PREFIX):
        return str(row[0]).removeprefix(_PREFIX)
    return None if is_empty else ""


def write_mark(database_url: str, mark: str) -> None:
    """Mark the database; its table of migrations must exist."""
    with psycopg.connect(database_url, connect_timeout=10) as connection:
        connection.execute(marking(mark))


def marking(mark: str) -> sql.Composed:
    """Return the statement that marks a database."""
    return sql.SQL("COMMENT ON TABLE public.django_migrations IS {}").format(sql.Literal(_PREFIX + mark))


def _installed() -> list[str]:
    return sorted(path.name for path in Path(sysconfig.get_paths()["purelib"]).glob("*.dist-info"))


def _stamp_digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]
