"""A row with all that belongs to it, read by one statement instead of one for each kind of row."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any

from django.db import connection
from django.db.models import ForeignKey, Model

from shop.core.relations import remember

from .sql import Branch, read_tree


def find_row[M: Model](
    model: type[M], *, relations: tuple[str, ...] = (), is_locked: bool = False, **where: Any
) -> M | None:
    """Return the first row by key whose columns have these values, with what belongs to it as if it were prefetched.

    A relation is a reverse one ("lines"), one below another that is named too ("payments__refunds"), or a foreign key
    of the row ("channel"). Foreign keys among all these rows are known as well. One statement,
    which locks the row where `is_locked`; what belongs to it may be older than the lock.
    """
    assert not is_locked or connection.in_atomic_block, "a lock is held to the end of a transaction"
    branches = _branches(model, relations)
    row = read_tree(model, branches, where=where, is_locked=is_locked)
    if row is None:
        return None
    found: M = _from_json(model, json.loads(row[0]))
    loaded: dict[str, list[Any]] = {"": [found]}
    for branch, text in zip(branches, row[1:], strict=True):
        loaded[branch.path] = [_from_json(branch.model, values) for values in json.loads(text or "[]")]
    _join(loaded)
    for branch in branches:
        if branch.key is not None:
            _remember_below(loaded[branch.above], loaded[branch.path], branch.path.rpartition("__")[2], branch.key)
    return found


def _remember_below(above: list[Model], rows: list[Model], name: str, key: str) -> None:
    by_key: dict[Any, list[Model]] = {row.pk: [] for row in above}
    for row in rows:
        by_key[getattr(row, key)].append(row)
    for row in above:
        remember(row, **{name: by_key[row.pk]})


@cache
def _branches(model: type[Model], relations: tuple[str, ...]) -> list[Branch]:
    """Return what to read for relations, those above before those below."""
    models: dict[str, type[Model]] = {"": model}
    found = []
    for path in relations:
        above, _, name = path.rpartition("__")
        relation: Any = models[above]._meta.get_field(name)
        models[path] = relation.related_model
        key = None if relation.many_to_one else relation.field.attname
        found.append(Branch(path, relation.related_model, above, key, relation.attname if key is None else "id"))
    return found


def _join(loaded: Mapping[str, list[Any]]) -> None:
    """Let foreign keys among loaded rows know their objects."""
    by_key = {(row._meta.model, row.pk): row for rows in loaded.values() for row in rows}
    for row in by_key.values():
        for field in _foreign_keys(row._meta.model):
            if (target := by_key.get((field.related_model, getattr(row, field.attname)))) is not None:
                field.set_cached_value(row, target)


@cache
def _foreign_keys(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def _from_json[M: Model](model: type[M], values: Mapping[str, Any]) -> M:
    """Return a row of its columns as PostgreSQL writes them in JSON; those that a newer release has added are left."""
    readers, names = _readers(model)
    return model.from_db(
        "default", names, [
            read(value) if read is not None and (value := values[column]) is not None else values[column]
            for column, read in readers
        ],
    )  # fmt: skip


@cache
def _readers(model: type[Model]) -> tuple[list[tuple[str, Callable[[Any], Any] | None]], list[str]]:
    """Return how to read each column, and the names of the fields. Raises: LookupError for a kind not listed."""
    fields: Sequence[Any] = model._meta.concrete_fields
    return [(field.column, _reader(field)) for field in fields], [field.attname for field in fields]


def _reader(field: Any) -> Callable[[Any], Any] | None:
    kind = field.get_internal_type()
    if kind == "DecimalField":  # up to 15 digits JSON's numbers are exact
        return partial(_decimal, places=Decimal(1).scaleb(-field.decimal_places))
    if kind not in _AS_THEY_ARE and kind not in _WRITTEN:
        raise LookupError(f"{field}: {kind} is not read from JSON yet")
    return _WRITTEN.get(kind)


def _decimal(value: float, places: Decimal) -> Decimal:
    return Decimal(repr(value)).quantize(places)


_WRITTEN: Mapping[str, Callable[[Any], Any]] = {
    "DateField": date.fromisoformat,
    "DateTimeField": datetime.fromisoformat,
}
_AS_THEY_ARE = frozenset(
    {
        "ArrayField", "AutoField", "BigAutoField", "BigIntegerField", "BooleanField", "CharField", "ForeignKey",
        "IntegerField", "JSONField", "OneToOneField", "PositiveIntegerField", "PositiveSmallIntegerField",
        "SlugField", "SmallIntegerField", "TextField", "URLField", "EmailField",
    }
)  # fmt: skip
