"""Reads a table out of a CSV file as sellers really have it, with the line numbers that a text editor shows.

Pure: a path in, rows out. The characters may be in any common encoding (`encodings`); cells may be parted by
comma, semicolon, tab, or what a first line `sep=` says; quoted cells may hold line ends; rows may be too short or too
long.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from shop.core.spreadsheets import read_cells
from shop.imports.encodings import UnknownEncoding, decode
from shop.imports.records import Log
from shop.imports.values import one_line

_DELIMITERS = (",", ";", "\t")
_LONGEST_QUOTE = 120  # of what stands in the file, in a message


class UnreadableFile(Exception):
    """The file as a whole cannot be imported. The message says why, in one sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it starts on, and its cells by field name, trimmed. Fields without a column are blank."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, and which of the known fields have a column."""

    rows: tuple[Row, ...]
    fields: frozenset[str]


def read_table(
    *,
    path: Path,
    columns: Mapping[str, str],
    required: Mapping[str, str],
    log: Log,
    encoding: str = "",
    exact: bool = False,
) -> Table:
    """Read the rows of the CSV file `path`.

    `columns` maps normalised header names (see `normalise_header`) to field names; `required` maps fields that
    must have a column to the name under which a missing one is reported; by the first of them rows are called.
    `encoding` is by default found out. With `exact`, header names are taken as they are, and cells are not trimmed.

    Raises: UnreadableFile (missing, empty, not text, not in that encoding, or required columns missing).
    """
    lines = list(io.StringIO(_decode(_read_bytes(path), encoding, log), newline=""))
    normalise = str.strip if exact else normalise_header
    records = _records(lines, _take_separator(lines) or _find_delimiter(lines, columns, normalise))
    header = next(records, None)
    if header is None:
        raise UnreadableFile(_("The file is empty."))
    if header.problem:
        raise UnreadableFile(_("The header line cannot be read: %(problem)s.") % {"problem": header.problem})
    indexes = _map_header(header, columns, normalise, log)
    missing = [label for name, label in required.items() if name not in indexes]
    if missing:
        raise UnreadableFile(_describe_missing(missing, lines[header.first - 1]))
    rows = tuple(
        _read_rows(records, header=header.cells, indexes=indexes, key=next(iter(required)), exact=exact, log=log)
    )
    return Table(rows=rows, fields=frozenset(indexes))


def normalise_header(name: str) -> str:
    """Lower case, with every run of spaces and punctuation as one space: "Body (HTML)" becomes "body html"."""
    return re.sub(r"[^a-z0-9]+", " ", name.casefold()).strip()


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            _("The file cannot be opened: %(strerror)s.") % {"strerror": error.strerror or error}
        ) from error


def _decode(data: bytes, encoding: str, log: Log) -> str:
    if data.startswith(b"PK\x03\x04"):
        raise UnreadableFile(
            _("This is a workbook or an archive, not a CSV file. Save the table as CSV (UTF-8) first.")
        )
    try:
        text = decode(data, encoding=encoding, log=log)
    except UnknownEncoding as error:
        raise UnreadableFile(str(error)) from error
    if re.search(r"[\x01-\x08\x0e-\x1f]", text.partition("\n")[0]):
        raise UnreadableFile(_("This is not a text file. A CSV file with a header line is needed."))
    return text


def _take_separator(lines: list[str]) -> str:
    """The character of a first line `sep=;`, by which spreadsheets are told the delimiter; the line is blanked."""
    match = re.fullmatch(r'"?sep=([^\r\n])"?[,;\t]*\s*', lines[0], re.IGNORECASE) if lines else None
    if match is None:
        return ""
    lines[0] = "\n"
    return match[1]


def _find_delimiter(lines: Sequence[str], columns: Mapping[str, str], normalise: Callable[[str], str]) -> str:
    """The delimiter that makes most known column names out of the header; a comma if none does."""

    def known(delimiter: str) -> int:
        header = next(_records(lines, delimiter), None)
        return sum(normalise(cell) in columns for cell in header.cells) if header else 0

    return max(_DELIMITERS, key=known)


@dataclass(frozen=True, slots=True)
class _Record:
    """The cells of one row with its first and last line; or, with `problem`, why there are none."""

    first: int
    last: int
    cells: list[str]
    problem: str = ""


def _records(lines: Sequence[str], delimiter: str) -> Iterator[_Record]:
    """Yield every record that is not blank. A quotation mark that is never closed costs its own line only."""
    start = 0
    while start < len(lines):
        reader = read_cells(itertools.islice(lines, start, None), delimiter=delimiter, strict=True)
        last, resume = start, len(lines)
        while True:
            first = last + 1
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                last = start + reader.line_num
                own = [cell.strip(' "') for cell in lines[first - 1].split(delimiter)]
                if "unexpected end of data" in str(error):
                    yield _Record(first, first, own, _("a quotation mark that this row opens is never closed"))
                    resume = first
                    break
                yield _Record(first, last, own, _("a quotation mark inside quoted text is not doubled"))
                continue
            last = start + reader.line_num
            if any(cell and not cell.isspace() for cell in cells):
                yield _Record(first, last, cells)
        start = resume


def _map_header(
    header: _Record, columns: Mapping[str, str], normalise: Callable[[str], str], log: Log
) -> dict[str, int]:
    indexes: dict[str, int] = {}
    for index, name in enumerate(header.cells):
        found = columns.get(normalise(name))
        if found is None:
            continue
        if found in indexes:
            log.note(
                header.first,
                "",
                _('The column "%(name)s" comes twice; the first one was read.') % {"name": name.strip()},
            )
            continue
        indexes[found] = index
    return indexes


def _describe_missing(missing: Sequence[str], line: str) -> str:
    seen = one_line(line)
    if len(seen) > _LONGEST_QUOTE:
        seen = seen[:_LONGEST_QUOTE].rstrip() + " …"
    return _("The header line has no column named %(missing)s. It contains: %(seen)s") % {
        "missing": ", ".join(missing),
        "seen": seen,
    }


def _read_rows(
    records: Iterator[_Record], *, header: Sequence[str], indexes: Mapping[str, int], key: str, exact: bool, log: Log
) -> Iterator[Row]:
    width = len(header)
    known = set(indexes.values())
    unread: dict[int, None] = {}
    for record in records:
        cells = [cell.replace("\x00", "") for cell in record.cells]
        row = (cells if exact else [cell.strip() for cell in cells]) + [""] * (width - len(record.cells))
        handle = row[indexes[key]][:_LONGEST_QUOTE]
        problem = record.problem
        if not problem and any(row[width:]):
            problem = _("the row has %(row)s cells, the header %(width)s; is a quotation mark missing?") % {
                "row": len(row),
                "width": width,
            }
        if problem:
            if record.last > record.first:
                lines = {"problem": problem, "first": record.first, "last": record.last}
                problem = _("%(problem)s (lines %(first)s to %(last)s)") % lines
            log.refuse(record.first, handle, problem)
            continue
        if any("\x00" in cell for cell in record.cells):
            log.note(record.first, handle, _("the row holds NUL bytes; they were removed"))
        unread |= dict.fromkeys(index for index in range(width) if index not in known and row[index])
        yield Row(line=record.first, cells={name: row[index] for name, index in indexes.items()})
    if unread:
        names = ", ".join(
            header[index].strip() or _("number %(number)s") % {"number": index + 1} for index in sorted(unread)
        )
        log.note(1, "", _("Columns that the shop has no place for, not imported: %(names)s.") % {"names": names})
