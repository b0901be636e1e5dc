"""Tables of figures, looked up by whole columns: fees by code and date, edits by pairs of codes.

A look-up costs by the codes in use, not by the rows of the table: the keys of a batch are few, so where it
has more lines than combinations of keys each combination is found once, and every line takes what its own
found.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import Factory, field, frozen
from numpy.typing import NDArray

from scrubjay.columns import Coded
from scrubjay.timeline import ALWAYS, Interval

Array = NDArray[Any]
Column = Array | Coded


@frozen(eq=False)
class Rows:
    """A table's columns, its rows in order of key and, within a key, of the first date.

    `keys` holds each key once, as one number as narrow as will do; `bounds` where its rows begin, with one
    more at the end.
    """

    columns: Mapping[str, Column]
    vocabularies: tuple[Mapping[str, int], ...]
    keys: Array
    bounds: Array


@frozen(eq=False, slots=False)
class Table:
    """A declared table: what its columns are, which of them are keys, and what dates it covers.

    `effective` and `until` name columns of dates between which a row holds, both included; NaT is open.
    The columns are read by `read` when they are first needed.
    """

    id: str
    release: str
    key: tuple[str, ...]
    read: Callable[[], Mapping[str, Column]] = field(repr=False)
    sha256: str = ""
    covers: Interval = ALWAYS
    effective: str = ""
    until: str = ""
    columns: Mapping[str, str] = Factory(dict)
    """The declared type of each column: text, integer, date, or decimal-N; empty for a plugin's table."""

    @cached_property
    def rows(self) -> Rows:
        """The rows, read and put in order on first use."""
        return _in_order(self, self.read())

    def covered(self, days: Array) -> Array:
        """A mask: does the table speak about these dates (`datetime64[D]`)?"""
        start, end = np.datetime64(self.covers.start, "D"), np.datetime64(self.covers.end, "D")
        return np.asarray((days >= start) & (days <= end))

    def find(self, *keys: Coded, on: Array | None = None) -> Array:
        """The row of each element's key, on its date (`datetime64[D]`) where rows have dates; -1 for none."""
        found = self._find_keys(keys)
        rows = self.rows
        begin = np.where(found < 0, 0, rows.bounds[found])
        end = np.where(found < 0, 0, rows.bounds[found + 1])
        if on is None or not self.effective:
            return np.where(begin < end, begin, -1)
        first, last = self.dates("effective"), self.dates("until")
        row = np.full(len(found), -1, np.int64)
        for step in range(int((end - begin).max(initial=0))):
            place = begin + step
            inside = np.flatnonzero(place < end)
            here = place[inside]
            holds = ~(first[here] > on[inside]) & ~(last[here] < on[inside])
            row[inside[holds]] = here[holds]
        return row

    def numbers(self, column: str, rows: Array, missing: int) -> Array:
        """The integers of a column at `rows`, `missing` where a row is -1."""
        values = self.rows.columns[column]
        if isinstance(values, Coded):
            raise TypeError(f"column {column!r} of table {self.id} holds text")
        return np.where(rows < 0, np.int64(missing), values[rows])

    def texts(self, column: str, rows: Array) -> Coded:
        """The texts of a column at `rows`, absent where a row is -1."""
        values = self.rows.columns[column]
        if not isinstance(values, Coded):
            raise TypeError(f"column {column!r} of table {self.id} holds numbers")
        names = values.names if "" in values.names else (*values.names, "")
        return Coded(np.where(rows < 0, names.index(""), values.ids[rows]), names)

    def dates(self, which: str) -> Array:
        """The dates `effective` or `until` of all rows; NaT where open."""
        name = self.effective if which == "effective" else self.until
        values = self.rows.columns.get(name)
        if values is None:
            return np.full(len(self.rows.columns[self.key[0]]), np.datetime64("NaT"), "datetime64[D]")
        return np.asarray(values)

    def _find_keys(self, keys: Sequence[Coded]) -> Array:
        """The number of each element's key among the table's, -1 where it has none."""
        rows = self.rows
        known = [
            np.array([vocabulary.get(name, -1) for name in key.names], rows.keys.dtype)
            for key, vocabulary in zip(keys, rows.vocabularies, strict=True)
        ]
        widths = [len(vocabulary) for vocabulary in rows.vocabularies]
        sizes = [len(each) for each in known]
        if math.prod(sizes) < len(keys[0]):
            axes = np.meshgrid(*known, indexing="ij")
            grid = _search(rows.keys, _join([axis.ravel() for axis in axes], widths))
            return grid[np.ravel_multi_index(tuple(key.ids for key in keys), sizes)]
        values = [each[key.ids] for each, key in zip(known, keys, strict=True)]
        return _search(rows.keys, _join(values, widths))


def _in_order(table: Table, columns: Mapping[str, Column]) -> Rows:
    parts = [columns[name] for name in table.key]
    coded = [part if isinstance(part, Coded) else Coded.from_array(part.astype(str)) for part in parts]
    joined = _numbered(coded)
    dates = columns.get(table.effective)
    if (order := _order(joined, None if dates is None else np.asarray(dates))) is not None:
        joined = joined[order]
        columns = {name: _at(column, order) for name, column in columns.items()}
    starts = np.flatnonzero(joined[1:] != joined[:-1]) + 1
    bounds = np.concatenate([[0], starts, [len(joined)]]) if len(joined) else np.zeros(1, np.int64)
    vocabularies = tuple({name: number for number, name in enumerate(each.names)} for each in coded)
    return Rows(columns, vocabularies, joined[bounds[:-1]], bounds)


def _numbered(parts: Sequence[Coded]) -> Array:
    """One number for each row's key, in 32 bits where they suffice."""
    most = np.prod([len(part.names) for part in parts], dtype=np.float64)
    joined = parts[0].ids.astype(np.int32 if most < 2**31 else np.int64)
    for part in parts[1:]:
        joined = joined * len(part.names) + part.ids
    return joined


def _order(joined: Array, dates: Array | None) -> Array | None:
    """The order of keys and, within a key, of dates; None for rows that stand in it."""
    later = joined[1:] > joined[:-1]
    same = joined[1:] == joined[:-1]
    if dates is None:
        return None if (later | same).all() else np.argsort(joined, kind="stable")
    same &= dates[1:] >= dates[:-1]
    return None if (later | same).all() else np.lexsort((dates, joined))


def _at(column: Column, places: Array) -> Column:
    return column.take(places) if isinstance(column, Coded) else column[places]


def _join(parts: Sequence[Array], widths: Sequence[int]) -> Array:
    """One number for each combination; -1 where a part is -1."""
    joined = parts[0]
    absent = joined < 0
    for part, width in zip(parts[1:], widths[1:], strict=True):
        absent = absent | (part < 0)
        joined = joined * width + part
    return np.where(absent, -1, joined)


def _search(keys: Array, wanted: Array) -> Array:
    """The place of each wanted number in sorted `keys`; -1 where it is not there."""
    if not len(keys):
        return np.full(len(wanted), -1)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, place, -1)
