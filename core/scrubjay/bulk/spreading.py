"""Staged rows spread over partitions by patient, in files that hold a batch for each partition.

A patient's rows are all in one partition, and it is the one into which `Engine.check_many` would put the
patient's encounters, so that both rule the same encounters together.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scrubjay.bulk.staging import TEXT
from scrubjay.bulk.visits import FILE
from scrubjay.spool import PARTITIONS

Array = NDArray[Any]

LINES_A_PARTITION: Final = 250_000
_OPTIONS: Final = pa.ipc.IpcWriteOptions(compression="lz4")


def partitions_for(lines: int) -> int:
    """How many partitions so many lines need: as many as `check_many` has, or a multiple of them."""
    count = PARTITIONS
    while lines > count * LINES_A_PARTITION:
        count *= 2
    return count


def partition_ids(patients: pa.Array, partitions: int) -> Array:
    """The partition of each row's patient."""
    found = patients.dictionary_encode(null_encoding="encode")
    of_name = [crc32((name or "").encode()) % partitions for name in found.dictionary.to_pylist()]
    return np.asarray(np.array(of_name, np.uint32)[np.asarray(found.indices)])


def spread(rows: pa.Table, part: Array, partitions: int, path: Path) -> None:
    """Write rows to a file, a batch for each partition, in which they keep their order."""
    narrow = part.astype(np.uint16) if partitions <= 2**16 else part
    order = np.argsort(narrow, kind="stable")
    sorted_rows = rows.take(pa.array(order)).combine_chunks().to_batches()
    bounds = np.searchsorted(part[order], np.arange(partitions + 1)).tolist()
    whole = sorted_rows[0] if sorted_rows else None
    with (
        pa.OSFile(str(path), "wb") as target,
        pa.ipc.new_file(target, rows.schema, options=_OPTIONS) as writer,
    ):
        for low, high in pairwise(bounds):
            writer.write_batch(
                pa.RecordBatch.from_pylist([], rows.schema) if whole is None else whole.slice(low, high - low)
            )


def gather(chunks: Iterable[tuple[Path, int]], partition: int, files: list[str]) -> pa.Table | None:
    """One partition's rows of all files, each with the number of the source that it came from, in order.

    The columns are those that any of the files has, with the source's name as `file`.
    """
    tables, numbers = [], []
    for path, source in chunks:
        with pa.OSFile(str(path), "rb") as stream:
            batch = pa.ipc.open_file(stream).get_batch(partition)
        if len(batch):
            tables.append(pa.Table.from_batches([batch]))
            numbers.append(np.full(len(batch), source, np.int32))
    if not tables:
        return None
    named = pa.DictionaryArray.from_arrays(pa.array(np.concatenate(numbers)), pa.array(files))
    return joined(tables).append_column(FILE, named)


def joined(tables: list[pa.Table]) -> pa.Table:
    """Rows of tables that may lack each other's columns, as one table."""
    whole = pa.concat_tables(_alike(tables), promote_options="default") if len(tables) > 1 else tables[0]
    return whole.unify_dictionaries().combine_chunks()


def _alike(tables: list[pa.Table]) -> list[pa.Table]:
    """Columns that the files hold in several types are held as text, which is judged as such."""
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
