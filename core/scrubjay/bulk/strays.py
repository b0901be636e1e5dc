"""Ids that name two patients: a patient's rows are ruled without others', so these must be found first.

What is compared are 64-bit hashes of ids and checksums of patients, which are small enough to keep for all.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Array = NDArray[Any]

PAIR: Final = np.dtype([("id", np.uint64), ("patient", np.uint32)])


def pairs_of(rows: pa.Table) -> Array:
    """Each id of the rows with its patient, once or a few times."""
    ids, patients = (rows.column(name).combine_chunks() for name in ("id", "patient.id"))
    if not len(ids):
        return np.empty(0, PAIR)
    same = pc.and_(
        pc.fill_null(pc.equal(ids[1:], ids[:-1]), False),
        pc.fill_null(pc.equal(patients[1:], patients[:-1]), False),
    )
    begins = pa.array(np.concatenate(([0], np.flatnonzero(~np.asarray(same)) + 1)))
    patient = patients.take(begins).dictionary_encode(null_encoding="encode")
    sums = [crc32((name or "").encode()) for name in patient.dictionary.to_pylist()]
    pairs = np.empty(len(begins), PAIR)
    pairs["id"] = hashes(ids.take(begins))
    pairs["patient"] = np.array(sums, np.uint32)[np.asarray(patient.indices)]
    return np.unique(pairs)


def hashes(ids: pa.Array) -> Array:
    """A 64-bit hash of each text."""
    table = pa.table({"id": ids})
    with duckdb.connect(config={"threads": 1}) as connection:
        found = connection.from_arrow(table).project("hash(id) AS id").to_arrow_table()
    return np.asarray(found.column("id").to_numpy())


def all_pairs(files: Iterable[Path]) -> Array:
    """Each id with each of its patients, once, of all files together."""
    kept = [np.load(file) for file in files]
    return np.unique(np.concatenate(kept)) if kept else np.empty(0, PAIR)


def strays_among(pairs: Array) -> Array:
    """The hashes of ids that stand with more than one patient."""
    return np.unique(pairs["id"][1:][pairs["id"][1:] == pairs["id"][:-1]])


def is_stray(ids: pa.Array, strays: Array) -> Array:
    """A mask: is the row's id one of those?"""
    if not len(strays):
        return np.zeros(len(ids), np.bool_)
    return np.asarray(np.isin(hashes(ids), strays) & ~np.asarray(ids.is_null()))
