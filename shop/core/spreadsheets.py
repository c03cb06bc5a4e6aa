"""Texts in files that people open in spreadsheets: none is ever run as a formula, and each comes back as it was."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_MARK = "'"
_LONGEST_CELL = 2**31 - 1


def read_cells(lines: Iterable[str], *, delimiter: str, strict: bool = False) -> Any:
    """Return the rows of a CSV file; `strict` raises csv.Error where a quotation mark is never closed.

    Cells may be longer than the 128 KB that the module allows, whose limit is one for the whole process.
    """
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(lines, delimiter=delimiter, strict=strict)


def mark_text(text: str) -> str:
    """Return a cell that a spreadsheet takes for a text: what begins like a formula gets an apostrophe before it."""
    return _MARK + text if _needs_mark(text) else text


def unmark_text(cell: str) -> str:
    """Return the text of which `mark_text` made the cell. An apostrophe that it would not have put there stays."""
    rest = cell.removeprefix(_MARK)
    return rest if cell.startswith(_MARK) and _needs_mark(rest) else cell


def _needs_mark(text: str) -> bool:
    """Tell whether spreadsheets may take it for a formula, or whether it could be mistaken for a marked text."""
    return text.startswith(_MARK) or text.lstrip().startswith(_FORMULA)
