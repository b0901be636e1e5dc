"""Ids that name two patients: a patient's rows are ruled without others', so these must be found first.

What is compared are 64-bit hashes of ids and checksums of patients, which are small enough to keep for all.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Array = NDArray[Any]

PAIRS: Final = ".ids.npy"
PAIR: Final = np.dtype([("id", np.uint64), ("patient", np.uint32)])


def pairs_of(ids: pa.Array, checksums: Array) -> Array:
    """Each id with the checksum of its patient."""
    pairs = np.empty(len(ids), PAIR)
    pairs["id"] = hashes(ids)
    pairs["patient"] = checksums
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


def all_pairs(files: Iterable[Path]) -> Array:
    """Each id with each of its patients, in order of ids, of all files together."""
    kept = [np.load(file) for file in files]
    pairs = np.concatenate(kept) if kept else np.empty(0, PAIR)
    ids = np.ascontiguousarray(pairs["id"])
    pairs = pairs[np.argsort(ids, kind="stable")]
    again = (pairs["id"][1:] == pairs["id"][:-1]) & (pairs["patient"][1:] == pairs["patient"][:-1])
    return pairs[np.concatenate(([True], ~again))] if again.any() else pairs


def strays_among(pairs: Array) -> Array:
    """The hashes of ids that stand with more than one patient."""
    ids = pairs["id"]
    return np.unique(ids[1:][ids[1:] == ids[:-1]])


def is_stray(ids: pa.Array, strays: Array) -> Array:
    """A mask: is the id one of those?"""
    if not len(strays):
        return np.zeros(len(ids), np.bool_)
    return np.asarray(np.isin(hashes(ids), strays) & ~np.asarray(ids.is_null()))
