"""Claims spread over partitions by patient, in files that hold a batch for each partition.

A patient's claims are all in one partition, and it is the one into which `Engine.check_many` would put the
patient's encounters, so that both rule the same encounters together.
"""

from __future__ import annotations

import resource
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scrubjay.bulk.staged import FILE, Staged
from scrubjay.spool import PARTITIONS

Array = NDArray[Any]
Counts = tuple[list[int], list[int]]

HEADERS: Final = ".headers.arrow"
LINES: Final = ".lines.arrow"

LINES_A_PARTITION: Final = 250_000
_FILES: Final = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
_OPEN: Final = 256 if _FILES == resource.RLIM_INFINITY else max(min(_FILES // 4, 256), 1)
"""So many chunks, of two files each, are open at a time: at most half of what a process may open."""


def partitions_for(lines: int) -> int:
    """How many partitions so many lines need: as many as `check_many` has, or a multiple of them."""
    count = PARTITIONS
    while lines > count * LINES_A_PARTITION:
        count *= 2
    return count


def checksums(patients: pa.Array) -> Array:
    """The checksum of each patient of a column, which modulo the partitions is the patient's."""
    found = patients.dictionary_encode(null_encoding="encode")
    of_name = [crc32((name or "").encode()) for name in found.dictionary.to_pylist()]
    return np.asarray(np.array(of_name, np.uint32)[np.asarray(found.indices)])


def spread(claims: Staged, part: Array, partitions: int, path: Path) -> Counts:
    """Write claims to two files, a batch for each partition in each, in which they keep their order.

    `part` is the partition of each header. Gives how many headers and how many lines each partition holds.
    """
    narrow = part.astype(np.uint16) if partitions <= 2**16 else part
    ordered = claims.take(np.argsort(narrow, kind="stable"))
    headers = np.bincount(part, minlength=partitions).tolist()
    lines = np.bincount(part, claims.sizes, partitions).astype(np.int64).tolist()
    for table, counts, suffix in ((ordered.headers, headers, HEADERS), (ordered.lines, lines, LINES)):
        _write(table, counts, path.with_suffix(suffix))
    return headers, lines


def _write(table: pa.Table, counts: Iterable[int], path: Path) -> None:
    batches = table.to_batches()
    whole = batches[0] if batches else pa.RecordBatch.from_pylist([], table.schema)
    low = 0
    with (
        pa.OSFile(str(path), "wb") as target,
        pa.ipc.new_file(target, table.schema) as writer,
    ):
        for count in counts:
            writer.write_batch(whole.slice(low, count))
            low += count


class Chunks:
    """Files of claims, each of which is opened once and stays open while others do not crowd it out."""

    def __init__(self) -> None:
        self._readers: dict[Path, tuple[Any, Any]] = {}

    def gather(self, chunks: Iterable[tuple[Path, int]], partition: int, files: list[str]) -> list[Staged]:
        """One partition's claims of all chunks, in order, each with the source that the chunk came from."""
        found = []
        for path, source in chunks:
            headers, lines = (pa.Table.from_batches([each.get_batch(partition)]) for each in self._of(path))
            if len(headers):
                number = pa.array(np.full(len(headers), source, np.int32))
                named = pa.DictionaryArray.from_arrays(number, pa.array(files))
                found.append(Staged(headers.append_column(FILE, named), lines))
        return found

    def _of(self, path: Path) -> tuple[Any, Any]:
        if path not in self._readers:
            if len(self._readers) >= _OPEN:
                del self._readers[next(iter(self._readers))]
            paths = (str(path.with_suffix(suffix)) for suffix in (HEADERS, LINES))
            headers, lines = (pa.ipc.open_file(pa.OSFile(each, "rb")) for each in paths)
            self._readers[path] = headers, lines
        return self._readers[path]
