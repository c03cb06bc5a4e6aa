"""Reads a table out of a CSV file as sellers really have it, with the line numbers that a text editor shows.

Pure: a path in, rows out. The characters may be UTF-8, UTF-16 with a mark, or Windows-1252; cells may be parted
by comma, semicolon or tab; quoted cells may hold line ends; rows may be too short or too long.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shop.imports.records import Log

# A line of our own after the last one. If it comes back as a row of its own, every quotation mark was closed.
_END_OF_FILE = "\x00end of file\x00"
_DELIMITERS = (",", ";", "\t")
_LONGEST_CELL = 2**31 - 1


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


def read_table(*, path: Path, columns: Mapping[str, str], required: Mapping[str, str], log: Log) -> Table:
    """Read the rows of the CSV file `path`.

    `columns` maps normalised header names (see `normalise_header`) to field names; `required` maps fields that
    must have a column to the name under which a missing one is reported.

    Raises: UnreadableFile (missing, empty, not text, or required columns missing).
    """
    text = _decode(_read_bytes(path), log)
    delimiter = _find_delimiter(text, columns)
    records = _records(text, delimiter)
    header_line, _, header = next(records, (0, 0, []))
    if not any(cell.strip() for cell in header):
        raise UnreadableFile("The file is empty.")
    indexes = _map_header(header_line, header, columns, log)
    missing = [label for name, label in required.items() if name not in indexes]
    if missing:
        raise UnreadableFile(_describe_missing(missing, header))
    rows = tuple(_read_rows(records, width=len(header), indexes=indexes, log=log, header=header))
    return Table(rows=rows, fields=frozenset(indexes))


def normalise_header(name: str) -> str:
    """Lower case, with every run of spaces and punctuation as one space: "Body (HTML)" becomes "body html"."""
    return re.sub(r"[^a-z0-9]+", " ", name.casefold()).strip()


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"The file cannot be opened: {error.strerror or error}.") from error


def _decode(data: bytes, log: Log) -> str:
    if data.startswith(b"PK\x03\x04"):
        raise UnreadableFile("This is a workbook or an archive, not a CSV file. Save the table as CSV (UTF-8) first.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        text = _decode_utf8(data, log)
    if re.search(r"[\x01-\x08\x0e-\x1f]", text.partition("\n")[0]):
        raise UnreadableFile("This is not a text file. A CSV file with a header line is needed.")
    return text


def _decode_utf8(data: bytes, log: Log) -> str:
    """UTF-8; Windows-1252 if hardly anything beyond ASCII is valid UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", errors="replace")
    bad = text.count("\ufffd")
    if sum(not character.isascii() for character in text) > 2 * bad:
        log.note(1, "", f"{bad} characters are not valid UTF-8 and cannot be read; they became \ufffd.")
        return text
    log.note(1, "", "The file is not UTF-8. It was read as Windows-1252; check accents and other letters.")
    return data.decode("cp1252", errors="replace")


def _find_delimiter(text: str, columns: Mapping[str, str]) -> str:
    """The delimiter that makes most known column names out of the header; a comma if none does."""

    def known(delimiter: str) -> int:
        header = next(_records(text, delimiter), (0, 0, []))[2]
        return sum(normalise_header(cell) in columns for cell in header)

    return max(_DELIMITERS, key=known)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield (first line, last line, cells) of every record that is not blank; the end mark stays in the last one."""
    # Descriptions may be longer than the module's default of 128 KB. The limit is one per process.
    csv.field_size_limit(_LONGEST_CELL)
    lines = itertools.chain(io.StringIO(text, newline=""), [_END_OF_FILE])
    reader = csv.reader(lines, delimiter=delimiter)
    last = 0
    for cells in reader:
        first, last = last + 1, reader.line_num
        if cells == [_END_OF_FILE]:
            return
        if any(not cell.isspace() for cell in cells if cell):
            yield first, last, cells


def _map_header(line: int, header: Sequence[str], columns: Mapping[str, str], log: Log) -> dict[str, int]:
    indexes: dict[str, int] = {}
    for index, name in enumerate(header):
        found = columns.get(normalise_header(name))
        if found is None:
            continue
        if found in indexes:
            log.note(line, "", f'The column "{name.strip()}" comes twice; the first one was read.')
            continue
        indexes[found] = index
    return indexes


def _describe_missing(missing: Sequence[str], header: Sequence[str]) -> str:
    seen = ", ".join(cell.strip() for cell in header).replace(_END_OF_FILE, "")
    if len(seen) > 120:
        seen = seen[:120].rstrip() + " …"
    names = ", ".join(missing)
    return f"The header line has no column named {names}. It reads: {seen}"


def _read_rows(
    records: Iterator[tuple[int, int, list[str]]],
    *,
    width: int,
    indexes: Mapping[str, int],
    log: Log,
    header: Sequence[str],
) -> Iterator[Row]:
    known = set(indexes.values())
    unread: dict[int, None] = {}
    for first, last, cells in records:
        handle = cells[indexes["handle"]].strip() if indexes.get("handle", width) < len(cells) else ""
        problem = _problem(cells, width, first, last)
        if problem:
            log.refuse(first, "" if _END_OF_FILE in handle else handle[:100], problem)
            continue
        if any("\x00" in cell for cell in cells):
            log.note(first, handle.replace("\x00", ""), "the row holds NUL bytes; they were removed")
        row = [cell.replace("\x00", "").strip() for cell in cells] + [""] * (width - len(cells))
        unread |= dict.fromkeys(index for index in range(width) if index not in known and row[index])
        yield Row(line=first, cells={name: row[index] for name, index in indexes.items()})
    if unread:
        names = ", ".join(header[index].strip() or f"number {index + 1}" for index in sorted(unread))
        log.note(1, "", f"Columns that the shop has no place for, not imported: {names}.")


def _problem(cells: Sequence[str], width: int, first: int, last: int) -> str:
    """Why a record cannot be a row, or nothing."""
    span = f" (lines {first} to {last})" if last > first else ""
    if _END_OF_FILE in cells[-1]:
        return f"a quotation mark opened on line {first} or below is never closed; nothing after it could be read"
    if any(cell.strip() for cell in cells[width:]):
        return f"the row has {len(cells)} cells, the header {width}; is a quotation mark missing?{span}"
    return ""
