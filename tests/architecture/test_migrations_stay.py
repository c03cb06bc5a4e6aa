"""Migrations are only added: one that a shop may have run is never edited, renamed or removed.

After adding one: `python -m tests.architecture.test_migrations_stay` writes its digest into `migrations.txt`.
"""

from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("migrations.txt")
HELP = (
    "Files of migrations are only added. Put a change into a new migration (docs/architecture.md, Migrations); "
    "list a new file by `python -m tests.architecture.test_migrations_stay`."
)


def digests():
    files = [*ROOT.glob("shop/*/migrations/[0-9]*.py"), *ROOT.glob("shop/*/migrations/sql/*.sql")]
    return {str(path.relative_to(ROOT)): sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def listed():
    return dict(reversed(line.split()) for line in LIST.read_text().splitlines())


def test_no_migration_is_edited_renamed_or_removed():
    assert digests() == listed(), HELP


if __name__ == "__main__":
    found = digests()
    assert found | listed() == found, HELP
    LIST.write_text("".join(f"{digest}  {path}\n" for path, digest in found.items()))
