"""Where a page of a list ends, as values of the order's columns: the next page begins behind them, by its index."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shop.core.collation import sort_key
from shop.core.errors import InvalidInput

from .rules import ORDER, Sort


def position_of(sort: Sort, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the position of a product (id, name, price, in stock, bestseller): the value it is sorted by, and its id.

    By name it is the name as it is read, because its key changes with the shop's language.
    """
    pk, name, price_minor, in_stock, is_bestseller = row
    match sort:
        case "price" | "-price":
            return price_minor, pk
        case "name":
            return name, pk
        case "bestselling" | "relevance":
            return 2 * in_stock + is_bestseller, pk
        case _:
            return pk, pk


def behind(sort: Sort, position: tuple[Any, ...], *, locale: str) -> dict[str, Any]:
    """Return the values of what comes behind a position (`sql`). Raises: InvalidInput for one that does not fit."""
    value, pk = _checked_position(sort, position)
    match sort:
        case "name":
            return {"value": sort_key(value, locale), "behind": pk}
        case "bestselling" | "relevance":
            return {"in_stock": bool(value & 2), "is_bestseller": bool(value & 1), "behind": pk}
        case _:
            return {"value": value, "behind": pk}


def _checked_position(sort: Sort, position: tuple[Any, ...]) -> tuple[Any, int]:
    kind = str if sort == "name" else int
    if len(position) != len(ORDER["price"]) or not isinstance(position[0], kind) or not isinstance(position[1], int):
        raise InvalidInput(fields={"cursor": _("Use a cursor exactly as it was given to you.")})
    return position[0], position[1]
