"""Rows whose columns contradict each other, and rows of one encounter that do not agree."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scrubjay.bulk.checking import Column
from scrubjay.bulk.refusals import Refusals
from scrubjay.columns import Coded
from scrubjay.model import conflicts
from scrubjay.money import MISSING, dollars

Array = NDArray[Any]


def refuse_conflicting_headers(
    checked: Mapping[str, Column], whose: Array, first: Array, refusals: Refusals
) -> None:
    """Refuse half a locality, and headers that differ from the first of their encounter."""
    _half_a_locality(checked, refusals)
    if len(first) < len(whose):
        for name, column in checked.items():
            if name != "id":
                _disagreeing(name, column, first[whose], refusals)


def refuse_conflicting_lines(checked: Mapping[str, Column], whose: Array, refusals: Refusals) -> None:
    """Refuse lines that contradict themselves, or what another of their encounter says of the same code."""
    _within_lines(checked, refusals)
    if "documentation" in checked:
        _two_records_of_a_code(checked, whose, refusals)


def _within_lines(checked: Mapping[str, Column], refusals: Refusals) -> None:
    names = ("start", "stop", "minutes", "assistant_minutes")
    start, stop, minutes, assistant = (checked.get(name) for name in names)
    size = len(refusals.bad)
    odd = np.zeros(size, np.bool_)
    if start is not None and stop is not None:
        odd |= (np.asarray(stop) >= 0) & (np.asarray(start) >= 0) & (np.asarray(stop) <= np.asarray(start))
    if minutes is not None and assistant is not None:
        odd |= (np.asarray(minutes) >= 0) & (np.asarray(assistant) > np.asarray(minutes))
    for row in np.flatnonzero(odd & ~refusals.bad).tolist():
        line = SimpleNamespace(**{name: _shown(name, checked.get(name), row) for name in names})
        for at, value, fault in conflicts(line):
            refusals.invalid(np.array([row]), str(at), value, fault)


def _shown(name: str, column: Column | None, row: int) -> Any:
    """An element as the encounter's field has it."""
    if column is None:
        return None
    if isinstance(column, Coded):
        return column[row] or None
    value = column[row]
    if np.issubdtype(column.dtype, np.datetime64):
        return None if np.isnat(value) else str(value)
    if value in (-1, MISSING):
        return None
    if column.dtype == np.int64:
        return dollars(int(value))
    if column.dtype == np.int8:
        return bool(value)
    return f"{value // 60:02}:{value % 60:02}" if name in ("start", "stop") else int(value)


def _half_a_locality(checked: Mapping[str, Column], refusals: Refusals) -> None:
    parts = [checked.get(f"locality.{part}") for part in ("carrier", "number")]
    if parts == [None, None]:
        return
    known_parts = [
        part.known if isinstance(part, Coded) else np.zeros(len(refusals.bad), np.bool_) for part in parts
    ]
    for name, here, there in (("carrier", 0, 1), ("number", 1, 0)):
        rows = np.flatnonzero(~known_parts[here] & known_parts[there] & ~refusals.bad)
        refusals.missing(rows, f"locality.{name}", "a locality needs it")


def _disagreeing(name: str, column: Column, first: Array, refusals: Refusals) -> None:
    values = column.ids if isinstance(column, Coded) else column
    if values.dtype.kind == "M":
        values = values.view(np.int64)
    for row in np.flatnonzero((values != values[first]) & ~refusals.bad).tolist():
        here, there = (_shown(name, column, each) for each in (row, int(first[row])))
        why = f"not {_quoted(there)}, as the encounter's first row has it; give each encounter its own id"
        refusals.add(np.array([row]), name, _quoted(here), why)


def _quoted(value: Any) -> str:
    return "null" if value is None else f'"{value}"' if isinstance(value, str) else str(value).lower()


def _two_records_of_a_code(checked: Mapping[str, Column], whose: Array, refusals: Refusals) -> None:
    """What is documented of a code is stated on each of its lines, and must be the same."""
    code, record = checked["code"], checked["documentation"]
    assert isinstance(code, Coded)
    assert isinstance(record, Coded)
    if not len(whose) or (record.ids == record.ids[0]).all():
        return
    of_code = pa.array(whose.astype(np.int64) * len(code.names) + code.ids).dictionary_encode()
    number, places = np.asarray(of_code.indices), np.arange(len(whose))
    first = np.empty(len(of_code.dictionary), np.int64)
    first[number[::-1]] = places[::-1]
    above = first.take(number)
    for row in np.flatnonzero((record.ids != record.ids.take(above)) & ~refusals.bad).tolist():
        there = record[int(above[row])]
        why = f'not "{there}", as another line of the code has it; state the same on all lines of a code'
        refusals.add(np.array([row]), "documentation", _quoted(record[row]), why)
