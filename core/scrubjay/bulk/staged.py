"""Rows of an input as claims: their headers, and the service lines below each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen
from numpy.typing import NDArray

Array = NDArray[Any]

FILE: Final = "file"
ROW: Final = "row"
SIZE: Final = "size"

TEXT: Final = pa.dictionary(pa.int32(), pa.string())


@frozen(eq=False)
class Staged:
    """Claims: `headers` with the columns of encounters, and `lines` with those of service lines.

    A header's lines stand together, in the order of the headers; `size` says how many they are, at least one.
    `row` is the row of the file, from 1: the line's, and that with which the header begins. Headers that
    were gathered from several files have `file` too.
    """

    headers: pa.Table
    lines: pa.Table

    def __len__(self) -> int:
        return len(self.headers)

    def header(self, name: str) -> pa.Array:
        """The column of the headers called `name`; nulls where there is none."""
        if name not in self.headers.column_names:
            return pa.nulls(len(self), pa.string())
        return whole(self.headers.column(name))

    @property
    def sizes(self) -> Array:
        """How many lines each header has."""
        return np.asarray(self.headers.column(SIZE).to_numpy())

    def take(self, order: Array) -> Staged:
        """The claims at `order`, in that order."""
        sizes = self.sizes
        places = below(np.cumsum(sizes) - sizes, sizes, order)
        return Staged(_taken(self.headers, order), _taken(self.lines, places))


def whole(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array; what is in one piece is not copied."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def below(starts: Array, sizes: Array, order: Array) -> Array:
    """The places of the lines of the headers at `order`, where each header's begin at one of `starts`."""
    taken = sizes.take(order)
    before = np.cumsum(taken) - taken
    return np.asarray(np.repeat(starts.take(order) - before, taken) + np.arange(int(taken.sum())))


def joined(several: Sequence[Staged]) -> Staged:
    """Claims of tables that may lack each other's columns, as one."""
    if len(several) == 1:
        return several[0]
    return Staged(_joined([each.headers for each in several]), _joined([each.lines for each in several]))


def _taken(table: pa.Table, places: Array) -> pa.Table:
    return pc.take(table, pa.array(places), boundscheck=False).combine_chunks()


def _joined(tables: Sequence[pa.Table]) -> pa.Table:
    together = pa.concat_tables(_alike(tables), promote_options="default")
    return together.unify_dictionaries().combine_chunks()


def _alike(tables: Sequence[pa.Table]) -> Sequence[pa.Table]:
    """Columns that the files hold in several types are held as text, which is judged as such."""
    if all(table.schema.equals(tables[0].schema) for table in tables):
        return tables
    types: dict[str, set[pa.DataType]] = {}
    for table in tables:
        for field in table.schema:
            types.setdefault(field.name, set()).add(field.type)
    mixed = [name for name, found in types.items() if len(found) > 1]
    for name in mixed:
        tables = [
            table.set_column(table.schema.get_field_index(name), name, _as_text(table.column(name)))
            if name in table.column_names
            else table
            for table in tables
        ]
    return tables


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if column.type == TEXT:
        return column
    return column.cast(pa.string()).dictionary_encode()
