"""The fence around django-cachalot 2.9.1, so that it never serves wrong rows (docs/adr/0004 lists its faults).

`query_key` is a hook of the library and decides what is cached at all. Two of its functions are mended, each in the
shape in which it could be sent upstream. tests/core/test_querycache.py shows each fault with its mend taken off, and
fails once a newer version has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import wraps
from hashlib import sha1
from time import time
from types import GeneratorType, NoneType
from typing import Any
from uuid import UUID

from cachalot import monkey_patch
from cachalot.cache import cachalot_caches
from cachalot.settings import ITERABLES, cachalot_settings
from cachalot.utils import UncachableQuery
from django.conf import settings
from django.core.cache import BaseCache
from django.db import DEFAULT_DB_ALIAS
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import Atomic

_PLAIN = (str, int, float, Decimal, date, UUID, NoneType)
_TABLES = re.compile(r'\b(?:FROM|JOIN) "(\w+)"')


def query_key(compiler: SQLCompiler) -> str:
    """Return the key under which a query's rows are cached (CACHALOT_QUERY_KEYGEN).

    Refused are queries of tables that are not listed, before their SQL is built; all in a transaction, where only the
    database is right (d); those with JSON and other wrapped values, which print shortened (c); and those that read a
    table somewhere in an expression, where the library may overlook it (e).

    Raises: UncachableQuery.
    """
    meta = compiler.query.get_meta()
    if meta is None or meta.db_table not in cachalot_settings.CACHALOT_ONLY_CACHABLE_TABLES:
        raise UncachableQuery
    if cachalot_caches.atomic_caches[compiler.using]:
        raise UncachableQuery
    sql, params = compiler.as_sql()
    values = [value for param in params for value in (param if isinstance(param, list) else [param])]
    if not all(isinstance(value, _PLAIN) for value in values):
        raise UncachableQuery
    if not {meta.db_table, *compiler.query.table_map}.issuperset(_TABLES.findall(sql)):
        raise UncachableQuery
    return sha1(repr((compiler.using, sql, params)).encode(), usedforsecurity=False).hexdigest()


def get_result_or_execute_query(
    execute: Callable[[], Any], cache: BaseCache, cache_key: str, table_cache_keys: list[str]
) -> Any:
    """Answer a query from the cache or run it; replaces the library's function of this name (b).

    A result counts as taken when its query began, not when it was done, so what commits meanwhile makes it stale. And
    what was noted about a table meanwhile is not written over. No issue of upstream's tells it.
    """
    began = time()
    found = cache.get_many([*table_cache_keys, cache_key])
    changed = [found[table] for table in table_cache_keys if table in found]
    if cache_key in found and len(changed) == len(table_cache_keys):
        taken, result = found[cache_key]
        if taken >= max(changed):
            return result
    result = execute()
    if isinstance(result, GeneratorType):
        return result
    if result.__class__ not in ITERABLES and isinstance(result, Iterable):
        result = list(result)
    for table in table_cache_keys:
        if table not in found:
            cache.add(table, began, cachalot_settings.CACHALOT_TIMEOUT)
    cache.set(cache_key, (began, result), cachalot_settings.CACHALOT_TIMEOUT)
    return result


def patch_enter(original: Callable[[Atomic], None]) -> Callable[[Atomic], None]:
    """Have the library forget a transaction whose BEGIN failed (j).

    It notes a transaction before it begins; left there, the thread would never again invalidate the shared cache.
    https://github.com/noripyt/django-cachalot/issues/278
    """

    @wraps(original)
    def enter(atomic: Atomic) -> None:
        try:
            original(atomic)
        except BaseException:
            cachalot_caches.exit_atomic(atomic.using or DEFAULT_DB_ALIAS, commit=False)
            raise

    return enter


def install() -> None:
    """Put the mends in place; called once, after the library has patched Django."""
    if settings.CACHALOT_ENABLED:
        monkey_patch._get_result_or_execute_query = get_result_or_execute_query
        Atomic.__enter__ = patch_enter(Atomic.__enter__)  # type: ignore[method-assign]
