"""Tables of claims read in pieces: Parquet by groups of rows, CSV as it comes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from scrubjay.bulk.binding import Binding, is_text
from scrubjay.bulk.errors import RunError
from scrubjay.bulk.sources import UNIT_ROWS, Source, Unit, footer

Rows = tuple[pa.Table, Any]
"""Rows of a table and their numbers in the file, from 1."""

_DELIMITERS: Final = (",", "\t", ";", "|")
_LINE_END: Final = re.compile(rb"[\r\n]")
_SAVE_AS: Final = "save the table as CSV in UTF-8"
_BLOCK: Final = 16 * 2**20
_DICTIONARY: Final = 2**20
"""Writers give up a dictionary of so many bytes, and write the rest of its column as it is."""


def schema_of(source: Source) -> pa.Schema:
    """The columns of a table before it is read. Raises `RunError` or what reading raises."""
    if source.format == "parquet":
        return footer(source.path).schema.to_arrow_schema()
    names, _ = _header(source.path)
    return pa.schema([(name, pa.string()) for name in names])


def parquet_groups(
    source: Source, unit: Unit, binding: Binding, *, all_columns: bool
) -> Iterator[tuple[str, Iterator[Rows]]]:
    """The groups of rows of a unit, each named for people; what is damaged is found when it is read."""
    metadata = footer(source.path)
    texts = [
        field.name
        for field in metadata.schema.to_arrow_schema()
        if is_text(field.type) and not pa.types.is_dictionary(field.type)
    ]
    once = _hardly_recurring(binding) - _in_dictionaries(metadata, unit)
    repeated = [name for name in texts if name not in once]
    file = pq.ParquetFile(
        source.path, metadata=metadata, read_dictionary=repeated, page_checksum_verification=True
    )
    columns = None if all_columns else binding.needs
    first = unit.first_row
    for group in unit.groups:
        yield f"row group {group}", _batches(file, group, first, columns)
        first += file.metadata.row_group(group).num_rows


def _hardly_recurring(binding: Binding) -> set[str]:
    return {each.theirs for each in binding.columns if each.known.name in ("id", "patient.id")}


def _in_dictionaries(metadata: pq.FileMetaData, unit: Unit) -> set[str]:
    """The columns that the file holds as dictionaries in all of a unit; a large one was given up midway."""
    found = None
    for group in map(metadata.row_group, unit.groups):
        here = {
            column.path_in_schema
            for column in map(group.column, range(group.num_columns))
            if column.has_dictionary_page and column.total_uncompressed_size < _DICTIONARY
        }
        found = here if found is None else found & here
    return found or set()


def _batches(file: pq.ParquetFile, group: int, first: int, columns: list[str] | None) -> Iterator[Rows]:
    for batch in file.iter_batches(UNIT_ROWS, row_groups=[group], columns=columns, use_threads=False):
        yield pa.Table.from_batches([batch]), np.arange(first, first + len(batch), dtype=np.int64)
        first += len(batch)


class Ragged:
    """Rows of a CSV file that have more or fewer columns than its header."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, str, str]] = []

    def __call__(self, row: Any) -> str:
        """Note the row and go on."""
        reason = f"{row.actual_columns} columns where the header has {row.expected_columns}; mend the row"
        self.rows.append((row.number - 1, row.text, reason))
        return "skip"

    def numbers(self, first: int, count: int) -> Any:
        """The numbers in the file of `count` good rows, from the good row `first` (from 0) on."""
        good = np.arange(first, first + count, dtype=np.int64)
        skipped = np.array([number - 1 for number, _, _ in self.rows], np.int64)
        return good + np.searchsorted(skipped - np.arange(len(skipped)), good, side="right") + 1


def csv_rows(source: Source, ragged: Ragged) -> Iterator[Rows]:
    """The rows of a CSV file, every column text, an empty cell null."""
    try:
        yield from _csv_rows(source, ragged)
    except pa.ArrowInvalid as error:
        if "UTF8" not in str(error):
            raise
        raise pa.ArrowInvalid(f"{error}; {_SAVE_AS}") from error


def _csv_rows(source: Source, ragged: Ragged) -> Iterator[Rows]:
    names, delimiter = _header(source.path)
    with pa.input_stream(source.path, compression="detect") as stream:
        reader = pacsv.open_csv(
            stream,
            pacsv.ReadOptions(use_threads=False, block_size=_BLOCK),
            pacsv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=ragged),
            pacsv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=True, null_values=[""]
            ),
        )
        done = 0
        for table in _pieces(reader):
            yield table, ragged.numbers(done, len(table))
            done += len(table)


def _pieces(reader: Any) -> Iterator[pa.Table]:
    """Small batches put together."""
    kept: list[pa.RecordBatch] = []
    rows = 0
    for batch in reader:
        kept.append(batch)
        rows += len(batch)
        if rows >= UNIT_ROWS:
            yield pa.Table.from_batches(kept)
            kept, rows = [], 0
    if kept:
        yield pa.Table.from_batches(kept)


def _header(path: str) -> tuple[list[str], str]:
    """The names of the columns, and what stands between them."""
    line = _first_line(path)
    delimiter = "\t" if ".tsv" in Path(path).suffixes else max(_DELIMITERS, key=line.count)
    names = next(csv.reader([line], delimiter=delimiter))
    if again := [name for place, name in enumerate(names) if name in names[:place]]:
        raise RunError(f"{path}: column {again[0]!r} comes twice; give each its own name")
    return names, delimiter


def _first_line(path: str) -> str:
    with pa.input_stream(path, compression="detect") as stream:
        raw = _LINE_END.split(io.BufferedReader(stream).readline(2**20), 1)[0]
    try:
        line = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = f"the byte 0x{raw[error.start]:02x} at offset {error.start}"
        raise RunError(f"{path}: {byte} is not UTF-8; {_SAVE_AS}") from error
    if "\0" in line:
        raise RunError(f"{path}: the first line is no text; {_SAVE_AS}")
    if not line.strip():
        raise RunError(f"{path}: the file is empty; write the names of the columns into its first line")
    return line
