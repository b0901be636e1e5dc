"""Their rows as our claims: Arrow to Arrow, nothing judged yet.

Text that recurs is kept as a dictionary, so that whoever judges it does so once a text, not once a row.
Words within a text are parted by the unit separator.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from scrubjay.bulk.binding import Binding, Bound, Path, is_text
from scrubjay.bulk.known import MODIFIERS, is_of_line
from scrubjay.bulk.staged import ROW, SIZE, TEXT, Staged, below, whole

Array = NDArray[Any]

SEPARATOR: Final = "\x1f"
PLAIN: Final = frozenset({"id", "patient.id"})
"""Columns of text that hardly recurs."""

MONEY: Final = pa.decimal128(38, 2)
_HUGE: Final = 2**62
"""More than any count may be, and less than Arrow's signed integers hold."""


def stage_rows(table: pa.Table, rows: pa.Array, binding: Binding, payer: str | None = None) -> Staged:
    """Rows of their table as claims of ours; `rows` are the rows' numbers, in ascending order.

    Where a row is a line, neighbours that say the same of their encounter share a header. Where lines nest,
    a record without any gives a line that holds no code.
    """
    table = table.combine_chunks()

    def made(bound: Bound, column: pa.Array) -> pa.Array:
        once = bound.known.name in PLAIN and not pa.types.is_dictionary(column.type)
        return coerced(column, bound.known.type, once)

    above = {
        each.known.name: made(each, _at(table, each.path)) for each in binding.columns if not each.known.line
    }
    inner = [each for each in binding.columns if each.known.line]
    if binding.lines is None:
        begins = _beginnings(above, len(table))
        at, sizes = pa.array(begins), np.diff(begins, append=len(table))
        above = {name: column.take(at) for name, column in above.items()}
        first, lines = rows.take(at), {each.known.name: made(each, _at(table, each.path)) for each in inner}
    else:
        members, sizes = _flattened(_at(table, binding.lines))
        first, rows = rows, rows.take(pa.array(np.repeat(np.arange(len(table)), sizes)))
        lines = {each.known.name: made(each, _within(members, each.path)) for each in inner}
    above |= {name: above[name].cast(pa.string()) for name in PLAIN.intersection(above)}
    headers = {ROW: first, SIZE: pa.array(sizes.astype(np.int32)), **above}
    if payer is not None:
        headers["payer"] = constant(payer, len(first))
    return Staged(pa.table(headers), pa.table(_joined({ROW: rows, **lines})))


def split(columns: Mapping[str, pa.Array], rows: pa.Array) -> Staged:
    """Columns of ours, one row a line, as claims: lines of one row of the file share a header."""
    numbers = np.asarray(rows)
    begins = np.flatnonzero(np.diff(numbers, prepend=-1))
    at, sizes = pa.array(begins), np.diff(begins, append=len(numbers)).astype(np.int32)
    headers, lines = {ROW: rows.take(at), SIZE: pa.array(sizes)}, {ROW: rows}
    for name, column in columns.items():
        if is_of_line(name):
            lines[name] = column
        else:
            headers[name] = column.take(at)
    return Staged(pa.table(headers), pa.table(lines))


def _beginnings(columns: Mapping[str, pa.Array], size: int) -> Array:
    """The places of rows that differ from the one above, or name no encounter."""
    if not size:
        return np.zeros(0, np.int64)
    differs = columns["id"].is_null()[1:]
    for column in columns.values():
        values = column.indices if pa.types.is_dictionary(column.type) else column
        here, above = values[1:], values[:-1]
        differs = pc.or_(differs, pc.fill_null(pc.not_equal(here, above), False))
        if values.null_count:
            differs = pc.or_(differs, pc.xor(here.is_null(), above.is_null()))
    return np.concatenate(([0], np.flatnonzero(np.asarray(differs)) + 1))


def constant(text: str, size: int) -> pa.DictionaryArray:
    """A column of one text."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, np.int32)), pa.array([text]))


def _at(table: pa.Table, path: Path) -> pa.Array:
    column = table.column(path[0])
    found = whole(column) if isinstance(column, pa.ChunkedArray) else column
    if isinstance(found, pa.ChunkedArray):  # no rows at all
        found = pa.array([], found.type)
    return _within(found, path[1:])


def _within(column: pa.Array, path: Path) -> pa.Array:
    for name in path:
        column = pc.struct_field(column, name)
    return column


def _flattened(lists: pa.Array) -> tuple[pa.Array, Array]:
    """The members of lists, and how many each has; a list that is empty or null has one that is null."""
    lengths = np.asarray(
        pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False), np.int64
    )
    sizes = np.maximum(lengths, 1)
    places = below(np.cumsum(lengths) - lengths, sizes, np.arange(len(sizes)))
    places = pa.array(places, mask=np.repeat(lengths == 0, sizes))
    return pc.list_flatten(lists).take(places), sizes


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
    if type == "money" and pa.types.is_decimal128(column.type) and column.type.scale == MONEY.scale:
        return pa.Array.from_buffers(MONEY, len(column), column.buffers(), column.null_count, column.offset)
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
