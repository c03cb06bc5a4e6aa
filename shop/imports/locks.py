"""The lock that lets one import write at a time."""

from __future__ import annotations

from django.db import connection

_IMPORTS = 7_267_001  # any number that no other advisory lock of the shop has


def lock_imports() -> None:
    """Wait until no other import is writing; held to the end of the transaction.

    Raises: Busy after `lock_timeout`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORTS])
