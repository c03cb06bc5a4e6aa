"""Search documents of the products that tests make, written when a statement first reads one: most tests never do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from shop.search.steps import refresh_documents

_owed: set[int] = set()


def owe_document(product_id: int) -> None:
    """Write the document of a product later; at once where it is committed, since other connections read it then."""
    _owed.add(product_id)
    if not connection.in_atomic_block:
        _write()


@contextmanager
def written_when_read() -> Iterator[None]:
    """Write what is owed before the first statement that reads documents."""
    with connection.execute_wrapper(_write_first):
        yield
    _owed.clear()


def _write_first(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    if _owed and "search_" in str(sql):
        _write()
    return execute(sql, params, many, context)


def _write() -> None:
    """Write what is owed, unseen by a test that counts statements."""
    ids = set(_owed)
    _owed.clear()
    counted, connection.force_debug_cursor = connection.force_debug_cursor, False
    with transaction.atomic():
        refresh_documents(product_ids=ids)
    connection.force_debug_cursor = counted
