"""From claims to encounters: which headers belong together, which encounters are whole, in what order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.bulk.checking import Column, check_columns
from scrubjay.bulk.conflicts import refuse_conflicting_headers, refuse_conflicting_lines
from scrubjay.bulk.known import is_of_line
from scrubjay.bulk.refusals import NOTHING, Refusals
from scrubjay.bulk.staged import FILE, ROW, Staged, below
from scrubjay.columns import Coded
from scrubjay.fields.members import MAX_LINES

Array = NDArray[Any]


@frozen(eq=False)
class Visits:
    """Encounters that can be ruled, as columns by the names of our tables.

    `encounter` numbers the encounter of each line, ascending; `lines` and `encounters` hold the columns;
    `first` is the header (of those that came) with which each encounter begins.
    """

    encounter: Array
    lines: Mapping[str, Column]
    encounters: Mapping[str, Column]
    first: Array

    def __len__(self) -> int:
        return len(self.first)


@frozen(eq=False)
class Sorted:
    """The encounters of some claims: those that can be ruled, and what was refused, with counts of these."""

    visits: Visits
    refused: pa.Table
    encounters_refused: int
    lines_refused: int


def sort_out(claims: Staged, names: Mapping[str, str], *, nested: bool, strays: Array) -> Sorted:
    """The encounters of staged claims, in order of date, and within a date in that of the rows.

    The claims may stand in any order; the headers have `file`. Where lines were `nested`, each claim is an
    encounter; else all that share an `id` are one. `strays` marks headers whose id also names another
    patient elsewhere. `names` are their names of our columns.
    """
    headers, lines = (_columns(table) for table in (claims.headers, claims.lines))
    sizes, count = claims.sizes, len(claims)
    of_headers, of_lines = Refusals(count, names), Refusals(len(claims.lines), names)
    above, below_it = check_columns(headers, of_headers), check_columns(lines, of_lines)
    whose, encounters = (np.arange(count), count) if nested else _by_id(above["id"])
    order = np.lexsort((np.asarray(headers[ROW]), np.asarray(headers[FILE].indices)))
    first = np.empty(encounters, np.int64)
    first[whose[order[::-1]]] = order[::-1]
    parent = np.repeat(np.arange(count), sizes)
    _refuse_absent(above, below_it, of_headers, of_lines, nested)
    refuse_conflicting_headers(above, whose, first, of_headers)
    refuse_conflicting_lines(below_it, whose[parent], of_lines)
    of_headers.add(np.flatnonzero(strays), "patient.id", None, _STRAY)
    held = np.bincount(whose, sizes, encounters).astype(np.int64)
    crowd = held > MAX_LINES
    of_headers.add(first[crowd], "lines", None, f"an encounter has 1 to {MAX_LINES} lines; look at its id")
    bad = np.zeros(encounters, np.bool_)
    bad[whose[of_headers.bad]] = True
    bad[whose[parent[of_lines.bad]]] = True
    return Sorted(
        _arranged(above, below_it, sizes, whose, order, first, ~bad),
        _refused(claims, of_headers, of_lines, whose, parent, order) if bad.any() else NOTHING,
        int(bad.sum()),
        int(held[bad].sum()),
    )


def _columns(table: pa.Table) -> dict[str, pa.Array]:
    return {name: table.column(name).combine_chunks() for name in table.column_names}


_STRAY: Final = "other rows of the same id name another patient; an encounter has one patient"


def _by_id(ids: Column) -> tuple[Array, int]:
    """Headers of one id; one without an id is an encounter of its own, to be refused."""
    assert isinstance(ids, Coded)
    whose, count = ids.ids, len(ids.names)
    absent = np.flatnonzero(~ids.known)
    if len(absent):
        whose = whose.copy()
        whose[absent] = np.arange(count, count + len(absent))
        occurring, whose = np.unique(whose, return_inverse=True)
        count = len(occurring)
    return whose.astype(np.int32), count


def _places(whose: Array, count: int) -> Array:
    """The place of each line among those of its encounter, from 0."""
    if not len(whose):
        return whose
    order = np.argsort(whose, kind="stable") if (np.diff(whose) < 0).any() else np.arange(len(whose))
    sizes = np.bincount(whose, minlength=count)
    place = np.empty(len(whose), np.int64)
    place[order] = np.arange(len(whose)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return place


def _refuse_absent(
    headers: Mapping[str, Column],
    lines: Mapping[str, Column],
    of_headers: Refusals,
    of_lines: Refusals,
    nested: bool,
) -> None:
    for name in ("id", "payer", "date", "patient.id", "code"):
        if name == "id" and nested:
            continue
        columns, refusals = (lines, of_lines) if is_of_line(name) else (headers, of_headers)
        column = columns[name]
        absent = ~column.known if isinstance(column, Coded) else np.isnat(column)
        why = "rows of one encounter share it" if name == "id" else "every line needs it"
        if absent.any():
            refusals.missing(np.flatnonzero(absent & ~refusals.bad), name, why)


def _refused(
    claims: Staged, of_headers: Refusals, of_lines: Refusals, whose: Array, parent: Array, order: Array
) -> pa.Table:
    """The faults of both, in order of the rows; those of a header stand where it begins, and have no line."""
    headers, up = claims.headers, pa.array(parent)
    files, rows = headers.column(FILE).combine_chunks(), headers.column(ROW).combine_chunks()
    ids = headers.column("id").combine_chunks() if "id" in headers.column_names else pa.nulls(len(claims))
    begins = np.cumsum(claims.sizes) - claims.sizes
    lines = below(begins, claims.sizes, order)
    place, rank = np.empty(len(lines), np.int32), np.empty(len(lines), np.int64)
    place[lines] = _places(whose[parent[lines]], int(whose.max()) + 1) + 1
    rank[lines] = np.arange(len(lines))
    line_rows = claims.lines.column(ROW).combine_chunks()
    found = [
        of_headers.table(files, rows, ids, pa.nulls(len(claims), pa.int32())),
        of_lines.table(files.take(up), line_rows, ids.take(up), pa.array(place)),
    ]
    where = np.concatenate([begins[of_headers.places], of_lines.places])
    return pa.concat_tables(found).take(pa.array(np.argsort(rank[where], kind="stable")))


def _arranged(
    headers: Mapping[str, Column],
    lines: Mapping[str, Column],
    sizes: Array,
    whose: Array,
    order: Array,
    first: Array,
    good: Array,
) -> Visits:
    """The good encounters in order of date, each with its lines in order of rows."""
    date, age = np.asarray(headers["date"])[first], np.empty(len(whose), np.int64)
    age[order] = np.arange(len(whose))
    chosen = np.flatnonzero(good)
    chosen = chosen[np.lexsort((age[first[chosen]], date[chosen]))]
    rank = np.full(len(first), -1, np.int64)
    rank[chosen] = np.arange(len(chosen))
    begins, of_header = first[chosen], rank[whose]
    wanted = begins
    if len(first) < len(whose):
        wanted = order[np.argsort(of_header[order], kind="stable")][int((of_header < 0).sum()) :]
    places = below(np.cumsum(sizes) - sizes, sizes, wanted)
    return Visits(
        np.repeat(of_header[wanted], sizes[wanted]),
        {name: _take(column, places) for name, column in lines.items()},
        {name: _take(column, begins) for name, column in headers.items()},
        begins,
    )


def _take(column: Column, places: Array) -> Column:
    return column.take(places) if isinstance(column, Coded) else column[places]
