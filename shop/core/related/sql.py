"""SQL that reads a row with all that belongs to it, of any model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model


class Branch(NamedTuple):
    """Rows that are read with another: at `path` ("payments__refunds"), below those at `above` (nothing: the row).

    `key` names their field that refers upward; None where the row itself refers to them, by its field `at`.
    """

    path: str
    model: type[Model]
    above: str
    key: str | None
    at: str


def read_tree(
    model: type[Model], branches: Sequence[Branch], *, where: Mapping[str, Any], is_locked: bool
) -> tuple[Any, ...] | None:
    """Return a row and, for each branch, its rows in their models' order, as texts of JSON; None where there is none.

    `where` are values of the row's columns. A row that `is_locked` is so to the end of the transaction. SQL, because
    the ORM asks once for each kind of row, and building a question costs more than to answer it.
    """
    compared = tuple((column, value is None) for column, value in where.items())
    with connection.cursor() as cursor:
        sql = _tree(model, tuple(branches), compared, is_locked)
        cursor.execute(sql, [value for value in where.values() if value is not None])
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


@cache
def _tree(
    model: type[Model], branches: tuple[Branch, ...], compared: tuple[tuple[str, bool], ...], is_locked: bool
) -> str:
    by_path = {branch.path: branch for branch in branches}
    parts = ["to_json(row)::text"]
    for branch in branches:
        order = ", ".join(f'this."{name.lstrip("-")}"{" DESC" * name.startswith("-")}' for name in _order(branch.model))
        tables, condition = f'"{branch.model._meta.db_table}" this', _condition(branch, by_path)
        parts.append(f"(SELECT json_agg(to_json(this) ORDER BY {order})::text FROM {tables} WHERE {condition})")  # noqa: S608  # names of our own models
    wanted = {True: "ISNULL", False: "= %s"}
    where = " AND ".join(f'row."{column}" {wanted[is_null]}' for column, is_null in compared)
    table, lock = model._meta.db_table, "FOR UPDATE OF row" * is_locked
    return f'SELECT {", ".join(parts)} FROM "{table}" row WHERE {where} ORDER BY row.id LIMIT 1 {lock}'  # noqa: S608  # the same


def _condition(branch: Branch, by_path: Mapping[str, Branch]) -> str:
    """Return which rows of a branch are read: those that refer to the row, or to rows of the branch above."""
    if branch.key is None:
        return f'this."id" = row."{branch.at}"'
    if not branch.above:
        return f'this."{branch.key}" = row."id"'
    above = by_path[branch.above]
    return f'this."{branch.key}" IN (SELECT id FROM "{above.model._meta.db_table}" WHERE "{above.key}" = row."id")'  # noqa: S608  # the same


def _order(model: type[Model]) -> Sequence[str]:
    return [str(name) for name in model._meta.ordering or ()] or ["id"]
