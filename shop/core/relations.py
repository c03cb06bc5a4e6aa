"""How models refer to one another, found by inspection, and rows that are known to belong together."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import CASCADE, PROTECT, ManyToOneRel, Model


@cache
def keepers_of(model: type[Model]) -> list[tuple[type[Model], str]]:
    """Return the models that protect rows of `model`, with the way from them to it, such as "level__variant"."""
    found: list[tuple[type[Model], str]] = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel):
            continue
        lower: Any = relation.related_model
        if relation.on_delete is PROTECT:
            found.append((lower, relation.field.name))
        elif relation.on_delete is CASCADE:
            found += [(above, f"{path}__{relation.field.name}") for above, path in keepers_of(lower)]
    return found


def remember(row: Model, **related: Iterable[Model]) -> None:
    """Let `row.lines.all()` and the like answer from rows that are at hand, as if they had been prefetched."""
    for name, rows in related.items():
        found = getattr(row, name).all()
        found._result_cache = list(rows)
        found._prefetch_done = True
        cache = row.__dict__.setdefault("_prefetched_objects_cache", {})
        cache[name] = found
