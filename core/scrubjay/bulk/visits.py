"""From judged rows to encounters: which rows belong together, which encounters are whole, in what order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.bulk.checking import Column, check_columns
from scrubjay.bulk.conflicts import refuse_conflicts
from scrubjay.bulk.known import COLUMNS, known
from scrubjay.bulk.refusals import Refusals
from scrubjay.bulk.staging import ROW
from scrubjay.columns import Coded
from scrubjay.fields.members import MAX_LINES

Array = NDArray[Any]

FILE: Final = "file"


@frozen(eq=False)
class Visits:
    """Encounters that can be ruled, as columns by the names of our tables.

    `encounter` numbers the encounter of each line, ascending; `lines` and `encounters` hold the columns;
    `first` is the row (of those that came) with which each encounter begins.
    """

    encounter: Array
    lines: Mapping[str, Column]
    encounters: Mapping[str, Column]
    first: Array

    def __len__(self) -> int:
        return len(self.first)


@frozen(eq=False)
class Sorted:
    """The encounters of some rows: those that can be ruled, and what was refused, with counts of these."""

    visits: Visits
    refused: pa.Table
    encounters_refused: int
    lines_refused: int


def sort_out(rows: pa.Table, names: Mapping[str, str], *, nested: bool, strays: Array) -> Sorted:
    """The encounters of staged rows, in order of date, and within a date in that of the rows.

    The rows have `file` and `row`. Where they were `nested`, an encounter is one row of the file; else it
    is all rows that share an `id`. `strays` marks rows whose id also names another patient elsewhere.
    `names` are their names of our columns.
    """
    columns = {name: rows.column(name).combine_chunks() for name in rows.column_names}
    files, numbers = columns.pop(FILE), columns.pop(ROW)
    refusals = Refusals(len(rows), names)
    checked = check_columns(columns, refusals)
    whose, count = _by_record(files, numbers) if nested else _by_id(checked["id"])
    first = _first(whose, count)
    place = _places(whose, count)
    _refuse_absent(checked, refusals, nested)
    refuse_conflicts(checked, whose, first, refusals)
    refusals.add(np.flatnonzero(strays), "patient.id", None, _STRAY)
    crowd = np.bincount(whose, minlength=count) > MAX_LINES
    refusals.add(first[crowd], "lines", None, f"an encounter has 1 to {MAX_LINES} lines; look at its id")
    bad = np.zeros(count, np.bool_)
    bad[whose[refusals.bad]] = True
    return Sorted(
        _arranged(checked, whose, first, ~bad),
        refusals.table(files, numbers, columns.get("id", pa.nulls(len(rows), pa.string())), place + 1),
        int(bad.sum()),
        int(bad[whose].sum()),
    )


_STRAY: Final = "other rows of the same id name another patient; an encounter has one patient"


def _by_record(files: pa.DictionaryArray, numbers: pa.Array) -> tuple[Array, int]:
    """Rows that came from one record stand together."""
    file, row = np.asarray(files.indices), np.asarray(numbers)
    change = np.concatenate(([True], (file[1:] != file[:-1]) | (row[1:] != row[:-1]))) if len(row) else row
    whose = np.cumsum(change) - 1
    return whose.astype(np.int32), int(whose[-1]) + 1 if len(whose) else 0


def _by_id(ids: Column) -> tuple[Array, int]:
    """Rows of one id; a row without an id is an encounter of its own, to be refused."""
    assert isinstance(ids, Coded)
    whose, count = ids.ids, len(ids.names)
    absent = np.flatnonzero(~ids.known)
    if len(absent):
        whose = whose.copy()
        whose[absent] = np.arange(count, count + len(absent))
        occurring, whose = np.unique(whose, return_inverse=True)
        count = len(occurring)
    return whose.astype(np.int32), count


def _first(whose: Array, count: int) -> Array:
    """The first row of each encounter."""
    first = np.empty(count, np.int64)
    first[whose[::-1]] = np.arange(len(whose))[::-1]
    return first


def _places(whose: Array, count: int) -> Array:
    """The place of each row among those of its encounter, from 0."""
    if not len(whose):
        return whose
    order = np.argsort(whose, kind="stable") if (np.diff(whose) < 0).any() else np.arange(len(whose))
    sizes = np.bincount(whose, minlength=count)
    place = np.empty(len(whose), np.int64)
    place[order] = np.arange(len(whose)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return place


def _refuse_absent(checked: Mapping[str, Column], refusals: Refusals, nested: bool) -> None:
    for name in ("id", "payer", "date", "patient.id", "code"):
        if name == "id" and nested:
            continue
        column = checked[name]
        absent = ~column.known if isinstance(column, Coded) else np.isnat(column)
        why = "rows of one encounter share it" if name == "id" else "every line needs it"
        rows = np.flatnonzero(absent & ~refusals.bad) if absent.any() else absent.nonzero()[0]
        refusals.missing(rows, name, why)


def _arranged(checked: Mapping[str, Column], whose: Array, first: Array, good: Array) -> Visits:
    """The good encounters in order of date, each with its lines in order of rows."""
    date = np.asarray(checked["date"])[first]
    chosen = np.flatnonzero(good)
    chosen = chosen[np.lexsort((first[chosen], date[chosen]))]
    rank = np.full(len(first), -1, np.int64)
    rank[chosen] = np.arange(len(chosen))
    order = np.argsort(rank[whose], kind="stable")
    order = order[len(order) - int(good[whose].sum()) :]
    begins = first[chosen]
    at = {name: order if COLUMNS.get(name, known(name)).line else begins for name in checked}  # type: ignore[union-attr]
    taken = {
        name: column.take(at[name]) if isinstance(column, Coded) else column[at[name]]
        for name, column in checked.items()
    }
    on_lines = {name for name in checked if at[name] is order}
    return Visits(
        rank[whose][order].astype(np.int32),
        {name: taken[name] for name in taken if name in on_lines},
        {name: taken[name] for name in taken if name not in on_lines},
        begins,
    )
