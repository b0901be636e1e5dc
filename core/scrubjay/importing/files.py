"""Writes tables: CSV for people, or NumPy's own format where there are very many rows."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.importing.cells import OPEN
from scrubjay.importing.rows import Column

Array = NDArray[Any]

MOST_IN_CSV: Final = 200_000
"""A table of more rows is written in NumPy's format."""


def suffix(rows: int) -> str:
    """The format of a table of so many rows."""
    return ".npz" if rows > MOST_IN_CSV else ".csv"


def write_table(file: Path, columns: Mapping[str, Column], types: Mapping[str, str], *, npz: bool) -> str:
    """Write a table, as CSV or in NumPy's format; its SHA-256."""
    if npz:
        with file.open("wb") as out:
            np.savez(out, allow_pickle=False, **dict(_arrays(columns, types)))
    else:
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(zip(*(_cells(columns[name], kind) for name, kind in types.items()), strict=True))
    with file.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def _arrays(columns: Mapping[str, Column], types: Mapping[str, str]) -> Iterator[tuple[str, Array]]:
    """Text and dates as the places of their names, everything as narrow as it can be."""
    for name, kind in types.items():
        column = columns[name]
        if kind == "text":
            yield f"{name}.names", np.array(column.names)
            yield name, _narrow(column.values)
        elif kind == "date":
            days, places = np.unique(column.values, return_inverse=True)
            yield f"{name}.names", _dates(days)
            yield name, _narrow(places)
        else:
            yield name, _narrow(column.values)


def _narrow(values: Array) -> Array:
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))


def _dates(days: Array) -> Array:
    dates = days.astype("datetime64[D]")
    dates[days == OPEN] = np.datetime64("NaT")
    return dates


def _cells(column: Column, kind: str) -> list[Any]:
    if kind == "text":
        return [column.names[place] for place in column.values.tolist()]
    if kind == "date":
        return ["" if day is None else day.isoformat() for day in _dates(column.values).tolist()]
    values: list[int] = column.values.tolist()
    if kind == "integer":
        return values
    scale = int(kind.removeprefix("decimal-"))
    return [f"{value // 10**scale}.{value % 10**scale:0{scale}}" for value in values]
