"""The rows of all files of an import, put in order, and nothing among them twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import Factory, define, frozen
from numpy.typing import NDArray

from scrubjay.importing.cells import Texts
from scrubjay.importing.errors import FileError

Array = NDArray[Any]

PLACE: Final = ("file", "line")
"""Columns of where each row stands; they are not written."""


@frozen(kw_only=True)
class Shape:
    """The columns of a table in order, each with its type as packs state it; its key; its dates."""

    columns: Mapping[str, str]
    key: tuple[str, ...]
    effective: str = ""
    until: str = ""


@frozen(eq=False)
class Column:
    """Numbers, and for text what they stand for."""

    values: Array
    names: tuple[str, ...] = ()


@define
class Gathered:
    """Rows as they are read, in whole numbers: places in `texts`, numbers of days, scaled decimals."""

    shape: Shape
    texts: Mapping[str, Texts]
    files: list[str] = Factory(list)
    _parts: dict[str, list[Array]] = Factory(dict)

    def add(self, file: str, columns: Mapping[str, Array]) -> None:
        """Add the rows of a batch; `columns` also has the `line` of each."""
        if not self.files or self.files[-1] != file:
            self.files.append(file)
        number = np.full(len(columns["line"]), len(self.files) - 1, np.int16)
        for name in (*self.shape.columns, *PLACE):
            self._parts.setdefault(name, []).append(number if name == "file" else columns[name])

    def table(self) -> dict[str, Column]:
        """The columns of the table, its rows in order of key and date.

        Raises `FileError` for two rows of one key, on the same dates where rows have dates.
        """
        columns = {name: self._column(name) for name in (*self.shape.columns, *PLACE)}
        joined = np.zeros(len(columns["line"].values), np.int64)
        for name in self.shape.key:
            joined = joined * len(columns[name].names) + columns[name].values
        dates = [columns[self.shape.effective].values] if self.shape.effective else []
        order = np.lexsort((*dates, joined))
        joined = joined[order]
        for name, each in columns.items():
            columns[name] = Column(each.values[order], each.names)
        self._refuse_doubles(joined, columns)
        return {name: columns[name] for name in self.shape.columns}

    def _column(self, name: str) -> Column:
        values = np.concatenate(self._parts.pop(name, [np.empty(0, np.int32)]))
        return _ranked(values, self.texts[name].names) if name in self.texts else Column(values)

    def _refuse_doubles(self, joined: Array, columns: Mapping[str, Column]) -> None:
        again = joined[1:] == joined[:-1]
        if self.shape.effective:
            again &= columns[self.shape.until].values[:-1] >= columns[self.shape.effective].values[1:]
        for place in np.flatnonzero(again)[:1].tolist():
            raise self._double(columns, place, place + 1)

    def _double(self, columns: Mapping[str, Column], one: int, other: int) -> FileError:
        """What is wrong with two rows of one key."""
        stands = [tuple(int(columns[name].values[row]) for name in PLACE) for row in (one, other)]
        (file, line), (here, at) = sorted(stands)
        beside = f"line {line}" if file == here else f"{self.files[file]}:{line}"
        key = "/".join(columns[name].names[columns[name].values[one]] for name in self.shape.key)
        differ = [
            name for name in self.shape.columns if len(set(columns[name].values[[one, other]].tolist())) > 1
        ]
        if not differ:
            return FileError(self.files[here], at, f"the row of {key} repeats {beside}")
        what = (
            f"the rows of {key} here and at {beside} overlap"
            if self.shape.effective
            else (f"{key} has two rows, here and at {beside}")
        )
        return FileError(self.files[here], at, f"{what}; they differ in {', '.join(differ)}")


def _ranked(values: Array, names: Sequence[str]) -> Column:
    """A column of text with only the names in use, in order."""
    used = np.bincount(values, minlength=len(names)) > 0
    kept = sorted(name for name, use in zip(names, used.tolist(), strict=True) if use)
    place = {name: number for number, name in enumerate(kept)}
    ranks = np.array([place.get(name, -1) for name in names], np.int32)
    return Column(ranks[values] if len(values) else values, tuple(kept))
