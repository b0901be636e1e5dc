"""Ids that name two patients: a patient's rows are ruled without others', so these must be found first.

What is compared are 64-bit hashes of ids and checksums of patients: 12 bytes an encounter, on the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Array = NDArray[Any]

PAIRS: Final = ".ids.npy"
TOGETHER: Final = 2**22
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


def all_pairs(files: Iterable[Path]) -> Iterator[Array]:
    """Each id with each of its patients, of all files together: in order of hashes, some millions at a time.

    All pairs of one id are given together.
    """
    kept = [np.load(file, mmap_mode="r") for file in files]
    count = sum(map(len, kept)) // TOGETHER + 1
    bounds = np.array([2**64 * number // count for number in range(1, count)], np.uint64)
    cuts = [[0, *np.searchsorted(each["id"], bounds).tolist(), len(each)] for each in kept]
    for number in range(count):
        some = [each[cut[number] : cut[number + 1]] for each, cut in zip(kept, cuts, strict=True)]
        pairs = np.concatenate([np.empty(0, PAIR), *some])
        pairs = pairs[np.argsort(pairs["id"], kind="stable")]
        again = (pairs["id"][1:] == pairs["id"][:-1]) & (pairs["patient"][1:] == pairs["patient"][:-1])
        yield pairs[np.concatenate(([True], ~again))] if again.any() else pairs


def strays_among(pairs: Array) -> Array:
    """The hashes of ids that stand with more than one patient."""
    ids = pairs["id"]
    return np.unique(ids[1:][ids[1:] == ids[:-1]])


def is_stray(ids: pa.Array, strays: Array) -> Array:
    """A mask: is the id one of those?"""
    if not len(strays):
        return np.zeros(len(ids), np.bool_)
    return np.asarray(np.isin(hashes(ids), strays) & ~np.asarray(ids.is_null()))
