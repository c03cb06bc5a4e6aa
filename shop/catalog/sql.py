"""SQL of the catalogue: what every listing asks."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

_SWATCHES = """
SELECT DISTINCT ON (value) value, swatch FROM catalog_optionvalue
WHERE value = ANY(%s) AND swatch <> '' ORDER BY value, id DESC
"""


def swatch_rows(*, values: Collection[str]) -> list[tuple[str, str]]:
    """Return (value, colour) of option values that have a colour, the newest of each.

    SQL, because each listing asks: the ORM takes longer to put it together than PostgreSQL to answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SWATCHES, [list(values)])
        rows: list[tuple[str, str]] = cursor.fetchall()
    return rows
