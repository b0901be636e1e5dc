"""The files of tables: CSV for people, NPZ (NumPy arrays, nothing executable) for millions of rows."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from scrubjay.columns import Coded
from scrubjay.packs.documents import Document, Place
from scrubjay.packs.faults import Fault, PackError, nearest
from scrubjay.packs.model import TableEntry
from scrubjay.tables import Column, Table
from scrubjay.timeline import ALWAYS, FOREVER, Interval

Array = NDArray[Any]


def make_table(pack: str, root: Path, entry: TableEntry) -> Table:
    """The table that a pack declares; its file is read, and compared with its digest, on first use."""
    covers = ALWAYS
    if entry.covers_from is not None:
        covers = Interval(entry.covers_from, entry.covers_through or FOREVER)
    return Table(
        id=f"{pack}:{entry.id}",
        release=entry.release,
        key=entry.key,
        read=lambda: read_table(root / "tables" / entry.file, entry),
        sha256=entry.sha256,
        covers=covers,
        effective=entry.effective,
        until=entry.until,
        columns=entry.columns,
    )


def read_table(file: Path, entry: TableEntry) -> Mapping[str, Column]:
    """The columns of a table's file. Raises `PackError` naming the row and column of what is wrong."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise _refused(
            entry.document, entry.place, "file", f"{entry.file} cannot be read: {error.strerror}"
        ) from error
    found = hashlib.sha256(raw).hexdigest()
    if found != entry.sha256:
        message = f"{entry.file} is not the file that was declared: its digest is {found}"
        raise _refused(entry.document, entry.place, "sha256", message, "import it again, or restore the file")
    columns = _read_npz(raw, entry) if file.suffix == ".npz" else _read_csv(file, raw, entry)
    for rows in map(len, columns.values()):
        if rows != entry.rows:
            message = f"{entry.file} has {rows} rows, not {entry.rows}"
            raise _refused(entry.document, entry.place, "rows", message)
    return columns


def _read_csv(file: Path, raw: bytes, entry: TableEntry) -> Mapping[str, Column]:
    try:
        lines = raw.decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"byte {raw[error.start]:#04x} is not UTF-8"
        raise PackError([_wrong(file, line, 1, message)]) from error
    reader = csv.reader(lines)
    header = next(reader, [])
    places = {}
    for name in entry.columns:
        if name not in header:
            message = f"{entry.file} has no column {name!r}"
            raise _refused(entry.document, entry.place, "columns", message, nearest(name, header))
        places[name] = header.index(name)
    rows = list(reader)
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise PackError([_wrong(file, number, 1, f"{len(row)} cells, not {len(header)}")])
    return {
        name: _column(file, name, kind, [row[places[name]] for row in rows])
        for name, kind in entry.columns.items()
    }


def _column(file: Path, name: str, kind: str, cells: list[str]) -> Column:
    """A column of cells. A text that comes again and again is read once."""
    coded = Coded.of(cells)
    if kind == "text":
        return coded
    values = []
    for cell in coded.names:
        try:
            values.append(_value(cell, kind))
        except (ValueError, InvalidOperation):
            message = f"{name}: {cell!r} is not {EXPECTED[kind.split('-')[0]]}"
            raise PackError([_wrong(file, cells.index(cell) + 2, 1, message)]) from None
    return np.array(values, "datetime64[D]" if kind == "date" else np.int64)[coded.ids]


EXPECTED: Final = {
    "integer": "a whole number",
    "date": "a date such as 2026-01-01",
    "decimal": "an exact decimal with no more places than declared",
}


def _value(cell: str, kind: str) -> np.datetime64 | int:
    if kind == "integer":
        return _held(int(cell))
    if kind == "date":
        return np.datetime64(date.fromisoformat(cell), "D") if cell else np.datetime64("NaT")
    scaled = Decimal(cell).scaleb(int(kind.removeprefix("decimal-")))
    if scaled != scaled.to_integral_value():
        raise ValueError(cell)
    return _held(int(scaled))


def _held(number: int) -> int:
    """A number that a column of 64 bits holds. Raises `ValueError` for another."""
    if abs(number) >= 1 << 62:
        raise ValueError(number)
    return number


def _read_npz(raw: bytes, entry: TableEntry) -> Mapping[str, Column]:
    try:
        return _arrays(raw, entry)
    except PackError:
        raise
    except (BadZipFile, EOFError, KeyError, ValueError) as error:
        message = f"{entry.file} is no archive of plain arrays: {error}"
        raise _refused(entry.document, entry.place, "file", message) from error


def _arrays(raw: bytes, entry: TableEntry) -> Mapping[str, Column]:
    """The columns of an archive. One of text is numbered, and any may be: "x.names" has the values of "x"."""
    columns: dict[str, Column] = {}
    with np.load(BytesIO(raw), allow_pickle=False) as arrays:
        for name, kind in entry.columns.items():
            if name not in arrays:
                message = f"{entry.file} has no column {name!r}"
                raise _refused(entry.document, entry.place, "columns", message, nearest(name, list(arrays)))
            columns[name] = _array(name, kind, arrays)
    return columns


def _array(name: str, kind: str, arrays: Mapping[str, Array]) -> Column:
    column = arrays[name]
    if kind == "text" or f"{name}.names" in arrays:
        names = arrays[f"{name}.names"]
        if len(column) and column.max() >= len(names):
            raise ValueError(f"{name} has no name {column.max()}")
        if kind == "text":
            return Coded(column, tuple(names.tolist()))
        column = names[column]
    if column.dtype.kind not in ("M" if kind == "date" else "iu"):
        raise ValueError(f"{name} holds {column.dtype}")
    return column


def _refused(document: Document, place: Place, key: str, message: str, remedy: str = "") -> PackError:
    return PackError([document.fault("SJ014", (*place, key), message, remedy)])


def _wrong(file: Path, line: int, column: int, message: str) -> Fault:
    return Fault(file, line, column, "SJ014", "", message)
