"""Their columns as ours, one row a service line: Arrow to Arrow, nothing judged yet.

Text that recurs is kept as a dictionary, so that whoever judges it does so once a text, not once a row.
Words within a text are parted by the unit separator. `row` is the row of the file, from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scrubjay.bulk.binding import Binding, Path, is_text
from scrubjay.bulk.known import MODIFIERS

SEPARATOR: Final = "\x1f"
ROW: Final = "row"
PLAIN: Final = frozenset({"id", "patient.id"})
"""Columns of text that hardly recurs."""

MONEY: Final = pa.decimal128(38, 2)
_HUGE: Final = 2**62
"""More than any count may be, and less than Arrow's signed integers hold."""

TEXT: Final = pa.dictionary(pa.int32(), pa.string())


def stage(table: pa.Table, first_row: int, binding: Binding, payer: str | None = None) -> pa.Table:
    """Rows of their table as rows of ours; the first is row `first_row` of its file.

    Where lines nest, a record without any gives one row that holds no code.
    """
    rows = pa.array(np.arange(first_row, first_row + len(table), dtype=np.int64))
    return stage_rows(table, rows, binding, payer)


def stage_rows(table: pa.Table, rows: pa.Array, binding: Binding, payer: str | None = None) -> pa.Table:
    """The same for rows that have numbers of their own, in ascending order."""
    table = table.combine_chunks()
    lines, parents = None, None
    if binding.lines is not None:
        lines, parents = _flattened(_at(table, binding.lines))
        rows = rows.take(parents)
    columns: dict[str, pa.Array] = {ROW: rows}
    for bound in binding.columns:
        if lines is not None and bound.known.line:
            column = _within(lines, bound.path)
        else:
            column = _at(table, bound.path)
        made = coerced(column, bound.known.type, bound.known.name in PLAIN)
        columns[bound.known.name] = made if parents is None or bound.known.line else made.take(parents)
    if payer is not None:
        columns["payer"] = constant(payer, len(rows))
    return pa.table(_joined(columns))


def constant(text: str, size: int) -> pa.DictionaryArray:
    """A column of one text."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, np.int32)), pa.array([text]))


def _at(table: pa.Table, path: Path) -> pa.Array:
    column = table.column(path[0])
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(whole, pa.ChunkedArray):  # no rows at all
        whole = pa.array([], whole.type)
    return _within(whole, path[1:])


def _within(column: pa.Array, path: Path) -> pa.Array:
    for name in path:
        column = pc.struct_field(column, name)
    return column


def _flattened(lists: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The members of lists, and the list of each; a list that is empty or null has one that is null."""
    lengths = np.asarray(
        pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False), np.int64
    )
    taken = np.maximum(lengths, 1)
    parents = np.repeat(np.arange(len(lists)), taken)
    starts = np.cumsum(lengths) - lengths
    place = np.arange(len(parents)) - np.repeat(np.cumsum(taken) - taken, taken)
    places = pa.array(starts[parents] + place, mask=(lengths == 0)[parents])
    return pc.list_flatten(lists).take(places), pa.array(parents)


def coerced(column: pa.Array, type: str, plain: bool = False) -> pa.Array:
    """A column in the one way in which we hold its type; text of whatever type stays text."""
    if pa.types.is_null(column.type):
        column = column.cast(pa.string())
    if type == "words" and not is_text(column.type):
        column = _listed(column)
    elif type == "words":
        column = _split(column)
    if is_text(column.type):
        return _texts(column, plain)
    if type == "money":
        return column.cast(MONEY)
    if type == "count" and column.type == pa.uint64():
        column = pc.min_element_wise(column, pa.scalar(_HUGE, pa.uint64()))
    if type == "count":
        return column.cast(pa.int64())
    return column.cast(pa.date32()) if type == "date" else column


def _texts(column: pa.Array, plain: bool) -> pa.Array:
    if plain:
        return column.cast(pa.string())
    if not pa.types.is_dictionary(column.type):
        return column.cast(pa.string()).dictionary_encode()
    return column if column.type == TEXT else column.cast(TEXT)


def _listed(column: pa.Array) -> pa.Array:
    """Lists of text as text with separators; a member that is null is an empty text."""
    if column.null_count < len(column) and pc.list_flatten(column).null_count:
        parts = [None if each is None else [part or "" for part in each] for each in column.to_pylist()]
        column = pa.array(parts, pa.list_(pa.string()))
    return pc.binary_join(column.cast(pa.list_(pa.string())), SEPARATOR)


def _split(column: pa.Array) -> pa.Array:
    """Text with blanks as text with separators."""
    column = column if pa.types.is_dictionary(column.type) else column.cast(pa.string()).dictionary_encode()
    names = [None if each is None else SEPARATOR.join(each.split()) for each in column.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(column.indices, pa.array(names, pa.string()))


def _joined(columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    """The four columns of a claim form as one of words, made once for each combination of them."""
    kept = {name: column for name, column in columns.items() if name not in MODIFIERS}
    parts = [columns[name] for name in MODIFIERS if name in columns]
    if not parts:
        return kept
    texts = [[*part.dictionary.to_pylist(), None] for part in parts]
    key = np.zeros(len(parts[0]), np.int64)
    for part, known in zip(parts, texts, strict=True):
        key = key * len(known) + np.asarray(pc.fill_null(part.indices, len(known) - 1))
    combined, ids = np.unique(key, return_inverse=True)
    words = []
    for number in combined.tolist():
        found = []
        for known in reversed(texts):
            number, place = divmod(number, len(known))
            found.append(known[place])
        words.append(SEPARATOR.join(reversed([each for each in found if each is not None])))
    made = pa.DictionaryArray.from_arrays(pa.array(ids.astype(np.int32)), pa.array(words, pa.string()))
    return {**kept, "modifiers": made}
