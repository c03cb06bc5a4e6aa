"""Who owns the tables, and who may only use them: web and worker can change no rule that the database keeps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's name
from django.db import OperationalError, connection, connections

# What web and worker need. Not among it: TRUNCATE, TRIGGER, and to alter or drop a table or a trigger.
_GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
)
_RULES = "ledger_journal"  # a table whose triggers must hold


@contextmanager
def as_owner() -> Iterator[None]:
    """Talk to the database as the owner of its tables, where settings.DATABASE_OWNER names one; else as always."""
    if settings.DATABASE_OWNER is None:
        yield
        return
    usual: dict[str, Any] = connections.databases["default"]
    _connect_with({**usual, **settings.DATABASE_OWNER})
    try:
        yield
    finally:
        _connect_with(usual)


def grant_use(role: str) -> None:
    """Let the user of web and worker use all tables; called as their owner, after each migration."""
    with connection.cursor() as cursor:
        for grant in _GRANTS:
            cursor.execute(grant.format(role=connection.ops.quote_name(role)))


@register(deploy=True)
def check_owner(**_options: object) -> list[CheckMessage]:
    """Warn where web and worker could change or switch off what protects the books."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = to_regclass(%s)", [_RULES]
            )
            row = cursor.fetchone()
    except OperationalError:
        return []  # a database that is away is told by others
    if row is None or not row[0]:
        return []
    hint = "Give web and worker a user of their own, and DATABASE_OWNER_URL to `migrate` alone (docs/operating.md)."
    text = "DATABASE_URL names the owner of the tables: whoever breaks into the web server could rewrite the books."
    return [Warning(text, hint=hint, id="shop.W001")]


def _connect_with(values: dict[str, Any]) -> None:
    old = connections["default"]
    old.close()
    if (close_pool := getattr(old, "close_pool", None)) is not None:
        close_pool()
    connections.databases["default"] = values
    del connections["default"]
