"""Tables as CSV, for people: cells to columns of numbers, dates and texts."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Final

import numpy as np

from scrubjay.columns import Coded
from scrubjay.packs.faults import nearest
from scrubjay.packs.model import TableEntry
from scrubjay.packs.tablefaults import refused, unreadable_text, wrong
from scrubjay.tables import Column

MOST_BYTES: Final = 64 * 2**20
MOST_COLUMNS: Final = 1_000
"""More than that is for NumPy's format, which takes a hundredth of the time and memory to read."""

_INTEGER: Final = r"-?[0-9]{1,18}"
_DECIMAL: Final = r"-?[0-9]{1,9}(\.[0-9]{1,9})?"
_DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def read_cells(file: Path, raw: bytes, entry: TableEntry) -> Mapping[str, Column]:
    """The columns of a CSV file. Raises `PackError` naming the row and column of what is wrong."""
    if len(raw) > MOST_BYTES:
        message = f"{entry.file} is larger than {MOST_BYTES // 2**20} MiB"
        raise refused(entry, "file", message, "write it as .npz, which holds millions of rows")
    reader = csv.reader(StringIO(_text(file, raw), newline=""), strict=True)
    try:
        header = next(reader, [])
        places = {name: _place(name, header, entry) for name in entry.columns}
        cells: list[str] = []
        rows = 0
        for row in reader:
            rows += 1
            if len(row) != len(header):
                raise wrong(file, rows + 1, f"{len(row)} cells, not {len(header)}")
            if rows <= entry.rows:
                cells += row
    except csv.Error as error:
        raise wrong(file, reader.line_num, f"is not CSV: {error}") from error
    if rows > entry.rows:
        raise refused(entry, "rows", f"{entry.file} has {rows} rows, not {entry.rows}")
    return {
        name: _column(file, name, kind, cells[places[name] :: len(header)])
        for name, kind in entry.columns.items()
    }


def _text(file: Path, raw: bytes) -> str:
    if raw.startswith(BOM_UTF8):
        raise wrong(file, 1, "starts with a byte order mark", "save the file as UTF-8 without one")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise wrong(file, line, f"byte {raw[error.start]:#04x} is not UTF-8") from error


def _place(name: str, header: Sequence[str], entry: TableEntry) -> int:
    if len(header) > MOST_COLUMNS:
        raise refused(entry, "columns", f"{entry.file} has more than {MOST_COLUMNS} columns")
    if name not in header:
        raise refused(entry, "columns", f"{entry.file} has no column {name!r}", nearest(name, header))
    if header.count(name) > 1:
        raise refused(entry, "columns", f"{entry.file} has {header.count(name)} columns {name!r}")
    return header.index(name)


def _column(file: Path, name: str, kind: str, cells: Sequence[str]) -> Column:
    """A column of cells. A text that comes again and again is read once."""
    coded = Coded.of(cells)
    try:
        values = list(_values(coded.names, kind))
    except _NoValueError as error:
        cell = str(error)
        shown = repr(cell if len(cell) <= 60 else f"{cell[:57]}...")
        expected = EXPECTED[kind.split("-")[0]]
        raise wrong(file, cells.index(cell) + 2, f"{name}: {shown} is not {expected}") from None
    if kind == "text":
        return coded
    return np.array(values, "datetime64[D]" if kind == "date" else np.int64)[coded.ids]


EXPECTED: Final = {
    "text": "a text that can be shown (without control characters, and no formula)",
    "integer": "a whole number",
    "date": "a date such as 2026-01-01",
    "decimal": "an exact decimal with no more places than declared",
}


class _NoValueError(ValueError):
    """A cell that is none of its column's type."""


def _values(cells: Sequence[str], kind: str) -> Iterator[np.datetime64 | int | None]:
    if kind == "text":
        if (found := unreadable_text(cells)) is not None:
            raise _NoValueError(found)
        return
    fits = re.compile({"integer": _INTEGER, "date": _DATE}.get(kind, _DECIMAL)).fullmatch
    places = 0 if kind in ("integer", "date") else int(kind.removeprefix("decimal-"))
    for cell in cells:
        if kind == "date" and not cell:
            yield np.datetime64("NaT")
        elif not fits(cell):
            raise _NoValueError(cell)
        elif kind == "integer":
            yield int(cell)
        elif kind == "date":
            yield _day(cell)
        else:
            yield _scaled(cell, places)


def _day(cell: str) -> np.datetime64:
    try:
        return np.datetime64(date.fromisoformat(cell), "D")
    except ValueError:
        raise _NoValueError(cell) from None


def _scaled(cell: str, places: int) -> int:
    scaled = Decimal(cell).scaleb(places)
    if scaled != scaled.to_integral_value():
        raise _NoValueError(cell)
    return int(scaled)
