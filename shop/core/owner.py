"""Who owns the tables, and who may only use them: web and worker can change no rule that the database keeps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's name
from django.db import OperationalError, connections

from .sql import owns_table

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


@register(deploy=True)
def check_owner(**_options: object) -> list[CheckMessage]:
    """Warn where web and worker could change or switch off what protects the ledger."""
    try:
        is_owner = owns_table(_RULES)
    except OperationalError:
        return []  # a database that is away is told by others
    if not is_owner:
        return []
    hint = "Give web and worker a user of their own, and DATABASE_OWNER_URL to `migrate` alone (docs/operating.md)."
    text = "DATABASE_URL names the owner of the tables: whoever breaks into the web server could rewrite the ledger."
    return [Warning(text, hint=hint, id="shop.W001")]


def _connect_with(values: dict[str, Any]) -> None:
    old = connections["default"]
    old.close()
    if (close_pool := getattr(old, "close_pool", None)) is not None:
        close_pool()
    connections.databases["default"] = values
    del connections["default"]
