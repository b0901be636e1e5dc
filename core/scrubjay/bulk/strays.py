"""Ids that name two patients: a patient's rows are ruled without others', so these must be found first.

What is compared are 64-bit hashes of ids and checksums of patients: 12 bytes an encounter, on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.bulk.job import Job

Array = NDArray[Any]

PAIRS: Final = ".ids.npy"
TOGETHER: Final = 2**19
"""About so many pairs are compared at a time."""

PAIR: Final = np.dtype([("id", np.uint64), ("patient", np.uint32)])


def pairs_of(ids: pa.Array, checksums: Array) -> Array:
    """Each id with the checksum of its patient, in order of the ids' hashes."""
    found = hashes(ids)
    order = np.argsort(found, kind="stable")
    pairs = np.empty(len(ids), PAIR)
    pairs["id"], pairs["patient"] = found[order], checksums[order]
    return pairs


def hashes(ids: pa.Array) -> Array:
    """A 64-bit hash of each text."""
    if not len(ids):
        return np.empty(0, np.uint64)
    found = _connection().from_arrow(pa.table({"id": ids})).project("hash(id) AS id").to_arrow_table()
    return np.asarray(found.column("id").to_numpy())


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    """Made once a process, for making one takes longer than hashing."""
    return duckdb.connect(config={"threads": 1})


@frozen
class Span:
    """Hashes of ids, from `low` to before `high`, that are compared at a time."""

    low: int
    high: int


def spans_for(pairs: int, together: int = TOGETHER) -> list[Span]:
    """Spans of all hashes that hold about so many of the `pairs` each."""
    count = pairs // together + 1
    bounds = [2**64 * number // count for number in range(count + 1)]
    return [Span(low, high) for low, high in pairwise(bounds)]


def pairs_within(files: Iterable[Path], span: Span) -> Array:
    """Each id with each of its patients, of all files together, in order of hashes."""
    several = [np.empty(0, PAIR)]
    for file in files:
        pairs = np.load(file, mmap_mode="r")
        low = np.searchsorted(pairs["id"], np.uint64(span.low))
        high = len(pairs) if span.high == 2**64 else np.searchsorted(pairs["id"], np.uint64(span.high))
        several.append(pairs[low:high])
    whole = np.concatenate(several)
    order = np.argsort(np.ascontiguousarray(whole["id"]), kind="stable")
    pairs = whole[order]
    again = (pairs["id"][1:] == pairs["id"][:-1]) & (pairs["patient"][1:] == pairs["patient"][:-1])
    return pairs[np.concatenate(([True], ~again))] if again.any() else pairs


def compare_ids(
    job: Job, span: Span, names: Sequence[str], advance: Callable[[int], None] = lambda _: None
) -> dict[str, Any]:
    """The strays among the ids of a span, in chunks of those names, and how many ids each partition has."""
    pairs = pairs_within([job.of_chunk(name, PAIRS) for name in names], span)
    counts = np.bincount(pairs["patient"] % job.partitions, minlength=job.partitions)
    return {"strays": strays_among(pairs).tolist(), "encounters": counts.tolist()}


def strays_among(pairs: Array) -> Array:
    """The hashes of ids that stand with more than one patient."""
    ids = pairs["id"]
    return np.unique(ids[1:][ids[1:] == ids[:-1]])


def is_stray(ids: pa.Array, strays: Array) -> Array:
    """A mask: is the id one of those?"""
    if not len(strays):
        return np.zeros(len(ids), np.bool_)
    return np.asarray(np.isin(hashes(ids), strays) & ~np.asarray(ids.is_null()))
