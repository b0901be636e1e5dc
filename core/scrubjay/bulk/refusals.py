"""Why rows are refused: gathered as columns, because there may be as many as there are rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scrubjay.fields import Invalid
from scrubjay.intake.faults import Fault, shown

Array = NDArray[Any]

SCHEMA: Final = pa.schema(
    {
        "file": pa.dictionary(pa.int32(), pa.string()),
        "row": pa.int64(),
        "id": pa.string(),
        "line": pa.int32(),
        "column": pa.string(),
        "value": pa.string(),
        "reason": pa.string(),
    }
)
"""The table of what was refused: one row for each fault."""

NOTHING: Final = SCHEMA.empty_table()

_IN_QUOTES: Final = re.compile(r"(?:,)? in quotes\b")
_HINTS: Final = {"modifiers": "; several stand in one cell with spaces between them"}


class Refusals:
    """The faults of some rows (by their numbers here), and which rows have any."""

    def __init__(self, rows: int, names: Mapping[str, str]) -> None:
        self.bad = np.zeros(rows, np.bool_)
        self._names = names
        self._rows: list[Array] = []
        self._texts: list[Array] = []
        self._known: dict[tuple[str, str | None, str], int] = {}

    def add(self, rows: Array, column: str, value: str | None, reason: str) -> None:
        """The same fault of several rows; the value as JSON shows it, None where it is missing."""
        if len(rows):
            key = (self._names.get(column, column), value, reason)
            number = self._known.setdefault(key, len(self._known))
            self.bad[rows] = True
            self._rows.append(np.asarray(rows))
            self._texts.append(np.full(len(rows), number))

    def invalid(self, rows: Array, column: str, value: object, fault: Invalid) -> None:
        """The same for a value that a converter has refused; each bad part of it is a fault."""
        for part, found in _parts(value, fault):
            self.add(rows, column, shown(part), _reason(found) + _HINTS.get(column, ""))

    def missing(self, rows: Array, column: str, why: str) -> None:
        """Rows that lack a value."""
        self.add(rows, column, None, f"it is missing; {why}")

    @property
    def places(self) -> Array:
        """The row of each fault."""
        return np.concatenate([np.zeros(0, np.int64), *self._rows])

    def table(self, files: pa.DictionaryArray, rows: pa.Array, ids: pa.Array, lines: pa.Array) -> pa.Table:
        """The faults; the columns say where each row of these comes from."""
        if not self._rows:
            return NOTHING
        at, number = pa.array(self.places), pa.array(np.concatenate(self._texts))
        texts = list(self._known)
        said = [pa.array([text[part] for text in texts], pa.string()).take(number) for part in range(3)]
        columns = [files.take(at), rows.take(at), ids.take(at).cast(pa.string()), lines.take(at), *said]
        return pa.table(columns, schema=SCHEMA)


def table_of(file: str, faults: Sequence[tuple[int, str | None, Fault]]) -> pa.Table:
    """The faults of records of one file, each with the record's row and id."""
    if not faults:
        return NOTHING
    named = pa.DictionaryArray.from_arrays(pa.array([0] * len(faults), pa.int32()), pa.array([file]))
    rows, ids, said = zip(*faults, strict=True)
    reasons = [_said(each) for each in said]
    paths = [each.path for each in said]
    values = [each.value for each in said]
    none = [None] * len(faults)
    return pa.table([named, list(rows), list(ids), none, paths, values, reasons], schema=SCHEMA)


def _said(fault: Fault) -> str:
    what = f"not {fault.expected}" if fault.value is not None and fault.expected else "it is missing"
    return f"{what if fault.expected else fault.value}; {fault.remedy}"


def _parts(value: object, fault: Invalid) -> list[tuple[object, Invalid]]:
    if not fault.parts:
        return [(value, fault)]
    return [found for _, part, inner in fault.parts for found in _parts(part, inner)]


def _reason(fault: Invalid) -> str:
    """What a cell should have been; that text stands in quotes is a matter of JSON."""
    remedy = fault.remedy.replace(" without quotes or decimals", " without decimals")
    return f"not {fault.expected}; {_IN_QUOTES.sub('', remedy)}"
