"""What is cached by query is written by the ORM alone, which tells django-cachalot of it."""

import re
from pathlib import Path

from django.conf import settings

SHOP = Path(__file__).resolve().parents[2] / "shop"


def test_no_raw_statement_writes_a_table_whose_rows_are_cached():
    tables = "|".join(settings.CACHALOT_ONLY_CACHABLE_TABLES)
    write = re.compile(
        rf'\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|COPY|TRUNCATE)\s+(public\.)?"?({tables})\b'
    )
    files = [path for path in SHOP.rglob("*") if path.suffix in {".py", ".sql"} and path.name != "snapshot.sql"]
    assert len(files) > 400
    assert [str(path) for path in files if write.search(path.read_text())] == []
