"""Claims spread over partitions by patient, in files that hold one partition after the other.

A patient's claims are all in one partition, and it is the one into which `Engine.check_many` would put the
patient's encounters, so that both rule the same encounters together.
"""

from __future__ import annotations

import json
import resource
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from mmap import ACCESS_READ, MADV_DONTNEED, mmap
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
_BOUNDS: Final = b"bounds"
_TOGETHER: Final = 8
"""So many partitions are a batch: whoever looks at one has the system map most of its batch."""

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
    """Write claims to two files, partition after partition, in each of which they keep their order.

    `part` is the partition of each header. Gives how many headers and how many lines each partition holds.
    """
    narrow = part.astype(np.uint16) if partitions <= 2**16 else part
    ordered = claims.take(np.argsort(narrow, kind="stable"))
    headers = np.bincount(part, minlength=partitions).tolist()
    lines = np.bincount(part, claims.sizes, partitions).astype(np.int64).tolist()
    for table, counts, suffix in ((ordered.headers, headers, HEADERS), (ordered.lines, lines, LINES)):
        _write(table, counts, path.with_suffix(suffix))
    return headers, lines


def _write(table: pa.Table, counts: Sequence[int], path: Path) -> None:
    """Write a table with the rows at which its partitions begin, and the last ends."""
    bounds = [0, *accumulate(counts)]
    table = table.replace_schema_metadata({_BOUNDS: json.dumps(bounds)})
    with pa.OSFile(str(path), "wb") as target, pa.ipc.new_file(target, table.schema) as writer:
        for low, high in pairwise([*bounds[:-1:_TOGETHER], bounds[-1]]):
            writer.write_table(table.slice(low, high - low))


class _Spread:
    """A file of claims, of which only what is looked at is in memory."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream:
            self._mapped = mmap(stream.fileno(), 0, access=ACCESS_READ)
        table = pa.ipc.open_file(pa.py_buffer(self._mapped)).read_all()
        self._bounds: list[int] = json.loads(table.schema.metadata[_BOUNDS])
        self._table = table.replace_schema_metadata(None)

    def of(self, run: Sequence[int]) -> pa.Table:
        """The rows of neighbouring partitions."""
        low, high = self._bounds[run[0]], self._bounds[run[-1] + 1]
        return self._table.slice(low, high - low)

    def forget(self) -> None:
        """Give back the memory of what was looked at; it is read anew if anybody still has it."""
        self._mapped.madvise(MADV_DONTNEED)


class Chunks:
    """Files of claims, each of which is opened once and stays open while others do not crowd it out."""

    def __init__(self) -> None:
        self._opened: dict[Path, tuple[_Spread, _Spread]] = {}

    def gather(
        self, chunks: Iterable[tuple[Path, int]], run: Sequence[int], files: list[str]
    ) -> list[Staged]:
        """The claims of neighbouring partitions in all chunks, each with the source that it came from."""
        found = []
        for path, source in chunks:
            headers, lines = (each.of(run) for each in self._of(path))
            if len(headers):
                number = pa.array(np.full(len(headers), source, np.int32))
                named = pa.DictionaryArray.from_arrays(number, pa.array(files))
                found.append(Staged(headers.append_column(FILE, named), lines))
        return found

    def forget(self) -> None:
        """Give back the memory of what was gathered."""
        for opened in self._opened.values():
            for each in opened:
                each.forget()

    def _of(self, path: Path) -> tuple[_Spread, _Spread]:
        if path not in self._opened:
            if len(self._opened) >= _OPEN:
                del self._opened[next(iter(self._opened))]
            self._opened[path] = _Spread(path.with_suffix(HEADERS)), _Spread(path.with_suffix(LINES))
        return self._opened[path]
