"""Reads the cells of the shop's own product file. Pure. All raise CellError, with what was wrong."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import Any, get_args

from django.utils.translation import gettext

from shop.catalog.models import Product
from shop.imports.nexus import read_list, read_parts
from shop.imports.records import PictureRecord
from shop.imports.table import Row
from shop.imports.values import CellError, one_line, parse_quantity


def read_word(row: Row, field: str, words: Any) -> Any:
    """Return one of the words of a Literal, or None where the cell is blank."""
    word = row[field].strip().casefold()
    if word and word not in get_args(words):
        raise CellError(
            gettext('the %(field)s is "%(word)s"; write one of %(words)s')
            % {"field": field, "word": one_line(word), "words": ", ".join(get_args(words))}
        )
    return word or None


def read_number(row: Row, field: str, name: str) -> int | None:
    """Return a count, or None where the cell is blank."""
    if not row[field].strip():
        return None
    try:
        number = parse_quantity(row[field])
    except CellError as error:
        raise CellError(f"{name} {error}") from None
    if number < 0:
        raise CellError(gettext("%(name)s is negative") % {"name": name})
    return number


def read_day(cell: str, name: str) -> str:
    """Return a day as ISO 8601 writes it, or nothing."""
    text = cell.strip()
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise CellError(
            gettext('"%(name)s" is "%(text)s"; write a day as 2026-12-24') % {"name": name, "text": one_line(text)[:40]}
        ) from None


def read_exemption(cell: str) -> str:
    """Return the article of Directive 2011/83/EU by which there is no right of withdrawal, or nothing."""
    code = cell.strip()
    if code and code not in Product.Exemption.values:
        raise CellError(
            gettext('"No right of withdrawal" is "%(code)s"; write one of %(values)s')
            % {"code": one_line(code)[:40], "values": ", ".join(Product.Exemption.values)}
        )
    return code


def read_pictures(cell: str) -> tuple[PictureRecord, ...]:
    """Return pictures by their addresses, in order, with their texts."""
    return tuple(PictureRecord(key, alt) for key, alt in _read_object(cell, "pictures", "https://…: A mug").items())


def read_bundle(cell: str) -> tuple[tuple[str, int], ...] | None:
    """Return (SKU, units) of each part, or None where the cell is blank."""
    try:
        parts = read_parts(cell)
    except csv.Error as error:
        raise CellError(gettext("the parts cannot be read: %(error)s") % {"error": error}) from None
    except ValueError as error:
        raise CellError(
            gettext('the part "%(error)s" is not like "2 x MUG-1"') % {"error": one_line(str(error))[:40]}
        ) from None
    if len(dict(parts)) < len(parts):
        raise CellError(gettext("two parts are the same"))
    return parts or None


def read_names(cell: str, name: str, between: str) -> tuple[str, ...]:
    """Return the texts of a list."""
    try:
        return read_list(cell, between=between)
    except csv.Error as error:
        raise CellError(gettext("the %(name)s cannot be read: %(error)s") % {"name": name, "error": error}) from None


def read_attributes(cell: str) -> dict[str, str]:
    """Return facts by name."""
    return _read_object(cell, "attributes", "Material: Oak")


def _read_object(cell: str, name: str, like: str) -> dict[str, str]:
    try:
        found = json.loads(cell) if cell.strip() else {}
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        key, _, value = like.rpartition(": ")
        raise CellError(
            gettext('the %(name)s are not like {"%(key)s": "%(value)s"}') % {"name": name, "key": key, "value": value}
        )
    return found
