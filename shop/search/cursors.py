"""Where a page of a list ends, as values of the order's columns: the next page begins behind them, by its index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.utils.translation import gettext as _

from shop.core.collation import sort_key
from shop.core.errors import InvalidInput

from .rules import ORDER, Sort


def position_of(sort: Sort, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return a product's position: the value that it is sorted by, and its id.

    By name it is the name as it is read, because its key changes with the shop's language.
    """
    pk = row["product_id"]
    match sort:
        case "price" | "-price":
            return row["price_minor"], pk
        case "name":
            return row["name"], pk
        case "bestselling" | "relevance":
            return 2 * row["in_stock"] + row["is_bestseller"], pk
        case _:
            return pk, pk


def behind(sort: Sort, position: tuple[Any, ...], *, locale: str) -> Q:
    """Return the condition for what comes behind a position. Raises: InvalidInput for one that does not fit."""
    value, pk = _checked_position(sort, position)
    match sort:
        case "newest":
            return Q(product_id__lt=pk)
        case "price":
            return Q(price_minor__gte=value) & (Q(price_minor__gt=value) | Q(product_id__gt=pk))
        case "-price":
            return Q(price_minor__lte=value) & (Q(price_minor__lt=value) | Q(product_id__lt=pk))
        case "name":
            key = sort_key(value, locale)
            return Q(sort_key__gte=key) & (Q(sort_key__gt=key) | Q(product_id__gt=pk))
        case _:
            columns = Tuple(F("in_stock"), F("is_bestseller"), F("product_id"))
            return Q(TupleLessThan(columns, (bool(value & 2), bool(value & 1), pk)))


def _checked_position(sort: Sort, position: tuple[Any, ...]) -> tuple[Any, int]:
    kind = str if sort == "name" else int
    if len(position) != len(ORDER["price"]) or not isinstance(position[0], kind) or not isinstance(position[1], int):
        raise InvalidInput(fields={"cursor": _("Use a cursor exactly as it was given to you.")})
    return position[0], position[1]
