"""What keeps django-cachalot 2.9.1 from serving wrong rows (docs/adr/0004 tells which bug each part closes).

The tests in tests/core/test_querycache.py hold one case per bug; they guard the exact pin of the library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, wraps
from hashlib import sha1
from time import time
from types import GeneratorType
from typing import Any

from cachalot import monkey_patch, utils
from cachalot.api import invalidate
from cachalot.cache import cachalot_caches
from cachalot.settings import ITERABLES, cachalot_settings
from cachalot.transaction import AtomicCache
from cachalot.utils import UncachableQuery, check_parameter_types, is_cachable
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import Atomic
from psycopg.types.json import Json, Jsonb


def query_key(compiler: SQLCompiler) -> str:
    """Return the cache key of a query: database name, SQL, and each parameter with its type and full value.

    The library's own key shortens JSON parameters and knows no database name. Queries of tables that are not
    listed are refused at once, before their SQL is built.

    Raises: UncachableQuery.
    """
    meta = compiler.query.get_meta()
    if meta is None or meta.db_table not in cachalot_settings.CACHALOT_ONLY_CACHABLE_TABLES:
        raise UncachableQuery
    sql, params = compiler.as_sql()
    check_parameter_types(params)
    compiler.__cachalot_generated_sql = sql.lower()  # type: ignore[attr-defined]  # spares the library a second as_sql()
    values = [
        f"{type(p).__name__}:{p.obj!r}" if isinstance(p, (Json, Jsonb)) else f"{type(p).__name__}:{p}" for p in params
    ]
    name = connections[compiler.using or DEFAULT_DB_ALIAS].settings_dict["NAME"]
    return sha1(f"{name}:{compiler.using}:{sql}:{values}".encode(), usedforsecurity=False).hexdigest()


def _read(execute: Callable[[], Any], cache: Any, key: str, table_keys: Iterable[str]) -> Any:
    """Answer a query from the cache or run it; never inside a transaction, where only the database is right.

    A result counts as taken when its query *began*, so a write that commits while it runs makes it stale.
    """
    if isinstance(cache, AtomicCache):
        return execute()
    tables = list(table_keys)
    began = time()
    found = cache.get_many([*tables, key])
    stamps = [found[table] for table in tables if table in found]
    if key in found and len(stamps) == len(tables):
        taken, result = found[key]
        if taken > max(stamps):
            return result
    result = execute()
    if isinstance(result, GeneratorType):
        return result
    if result.__class__ not in ITERABLES and isinstance(result, Iterable):
        result = list(result)
    fresh: dict[str, Any] = {table: began - 1e-6 for table in tables if table not in found}
    cache.set_many({**fresh, key: (began, result)}, cachalot_settings.CACHALOT_TIMEOUT)
    return result


@cache
def _all_tables(alias: str) -> frozenset[str]:
    return frozenset(connections[alias].introspection.django_table_names())


def _tables_in(connection: BaseDatabaseWrapper, sql: str, enable_quote: bool = False) -> set[str]:
    """Return the tables that a statement names. The library lists those of every app anew for each statement."""
    mark = '"' if enable_quote else ""
    return {table for table in _all_tables(connection.alias) if f"{mark}{table}{mark}" in sql}


class _Changes:
    """Stands in for the library's pattern of verbs, which takes a millisecond for the rows of an order."""

    _verbs = re.compile(r"\b(?:update|insert|delete|alter|create|drop)\b")

    def __init__(self, tables: Iterable[str]) -> None:
        self._tables = tuple(tables)

    def search(self, sql: str) -> bool:
        """Tell whether a raw statement may change a table that is cached."""
        return any(table in sql for table in self._tables) and self._verbs.search(sql) is not None


def _invalidate_after_write(original: Callable[..., Any]) -> Callable[..., Any]:
    """Invalidate once more when an autocommit write is done; the library does it only before."""

    @wraps(original)
    def execute_sql(compiler: Any, *args: Any, **kwargs: Any) -> Any:
        result = original(compiler, *args, **kwargs)
        table = compiler.query.get_meta().db_table
        if not connections[compiler.using].in_atomic_block and is_cachable(table):
            invalidate(table, db_alias=compiler.using, cache_alias=cachalot_settings.CACHALOT_CACHE)
        return result

    return execute_sql


def _forget_what_never_began(original: Callable[..., Any]) -> Callable[..., Any]:
    """Take back the library's note of a transaction whose BEGIN failed.

    The library notes it before; left there, the thread would never again invalidate the shared cache.
    """

    @wraps(original)
    def enter(atomic: Atomic) -> None:
        try:
            original(atomic)
        except BaseException:
            cachalot_caches.atomic_caches[atomic.using or DEFAULT_DB_ALIAS].pop()
            raise

    return enter


def install() -> None:
    """Put the parts in place; called once, after the library has patched Django."""
    if not settings.CACHALOT_ENABLED:
        return
    monkey_patch._get_result_or_execute_query = _read
    monkey_patch._get_tables_from_sql = utils._get_tables_from_sql = _tables_in
    monkey_patch.SQL_DATA_CHANGE_RE = _Changes(settings.CACHALOT_ONLY_CACHABLE_TABLES)
    for compiler in monkey_patch.WRITE_COMPILERS:
        compiler.execute_sql = _invalidate_after_write(compiler.execute_sql)
    Atomic.__enter__ = _forget_what_never_began(Atomic.__enter__)  # type: ignore[method-assign]
