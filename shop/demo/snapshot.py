"""A freshly migrated database as SQL, so that a new shop need not take the migrations one by one.

It only saves time. Each migration that is in it is named with a digest: where one has changed, or the server or a
package with migrations is another, it is not used; migrations that are newer than it are taken as always.
`python -m shop.demo.snapshot` makes it anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import psycopg

from shop.demo.stamps import ROOT, marking

FILE = Path(__file__).with_name("snapshot.sql")
_PACKAGES = ("django", "django-allauth")  # whose migrations a shop takes, too
# What migrations are made of: `test_migrate.py` sees to it that they import nothing else of the shop.
MADE_OF = (
    "shop/*/migrations/*.py",
    "shop/*/migrations/sql/*.sql",
    "shop/core/fields.py",
    "shop/core/folded.py",
    "shop/core/migration_steps.py",
)


def restore(database_url: str, *, mark: str) -> bool:
    """Fill an empty database with the snapshot and mark it, whole or not at all; returns whether the snapshot fits."""
    content = FILE.read_text()
    head = content.partition("\n\n")[0]
    described = dict(line.removeprefix("-- ").split() for line in head.splitlines())
    try:
        with psycopg.connect(database_url, connect_timeout=10) as connection:
            present = _description(connection.info.server_version)
            if any(present.get(name) != value for name, value in described.items()):
                return False
            connection.execute(content)
            connection.execute(marking(mark))
    except psycopg.Error:  # nothing is written; the migrations say better what is wrong
        return False
    return True


def _description(server_version: int) -> dict[str, str]:
    """Return what a snapshot made here and now is made of."""
    files = {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(path for pattern in MADE_OF for path in ROOT.glob(pattern))
    }
    return {"postgresql": str(server_version // 10_000), **{name: version(name) for name in _PACKAGES}, **files}


def main() -> None:
    """Migrate an empty database and write the file."""
    from shop.demo.datadir import make_throwaway
    from shop.demo.postgres import programs
    from shop.demo.services import Services

    with Services(make_throwaway(), durable=False) as services:
        env = os.environ | {"DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url, "DEBUG": "1"}
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=env, check=True)
        FILE.write_text(dump(services.database_url, pg_dump=programs().folder / "pg_dump"))


def dump(database_url: str, *, pg_dump: Path) -> str:
    """Return a database as SQL, the same each time."""
    options = ["--no-owner", "--no-privileges", "--no-comments", "--inserts", "--rows-per-insert", "500"]
    done = subprocess.run([pg_dump, *options, database_url], capture_output=True, text=True, check=True)  # noqa: S603
    text = re.sub(r"^\\.*\n", "", done.stdout, flags=re.MULTILINE)  # \restrict is for psql
    text = re.sub(r"^(--\n-- .*\n--|-- Dumped .*)\n\n+", "", text, flags=re.MULTILINE)
    text = re.sub(r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00'", "CURRENT_TIMESTAMP", text)
    with psycopg.connect(database_url) as connection:
        described = _description(connection.info.server_version)
    return "".join(f"-- {name} {value}\n" for name, value in described.items()) + "\n" + text.strip() + "\n"


if __name__ == "__main__":
    main()
