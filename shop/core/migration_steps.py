"""Steps of migrations that Django has no operation for."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


def run_sql(migration: str, subject: str) -> migrations.RunSQL:
    """Return the step that runs `sql/<subject>.sql` beside a migration (its `__file__`). It cannot be taken back."""
    return migrations.RunSQL((Path(migration).parent / "sql" / f"{subject}.sql").read_text())
