"""From claims to encounters: which headers belong together, which encounters are whole, in what order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.bulk.checking import Column, check_columns
from scrubjay.bulk.conflicts import refuse_conflicting_headers, refuse_conflicting_lines
from scrubjay.bulk.owners import Owners
from scrubjay.bulk.refusals import NOTHING, Refusals
from scrubjay.bulk.staged import FILE, ROW, Staged, whole
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
    headers, lines = claims.headers, claims.lines
    of_headers, of_lines = Refusals(len(headers), names), Refusals(len(lines), names)
    above, beneath = check_columns(_columns(headers), of_headers), check_columns(_columns(lines), of_lines)
    owners = Owners.of(claims, None if nested else above["id"])
    _refuse_absent(above, REQUIRED[1:] if nested else REQUIRED, of_headers)
    _refuse_absent(beneath, ("code",), of_lines)
    refuse_conflicting_headers(above, owners.whose, owners.first, of_headers)
    refuse_conflicting_lines(beneath, owners.whose[owners.above], of_lines)
    of_headers.add(np.flatnonzero(strays), "patient.id", None, _STRAY)
    of_headers.add(owners.first[owners.lines > MAX_LINES], "lines", None, _CROWD)
    bad = np.zeros(owners.encounters, np.bool_)
    bad[owners.whose[of_headers.bad]] = True
    bad[owners.whose[owners.above[of_lines.bad]]] = True
    return Sorted(
        _arranged(above, beneath, owners, ~bad),
        _refused(claims, of_headers, of_lines, owners) if bad.any() else NOTHING,
        int(bad.sum()),
        int(owners.lines[bad].sum()),
    )


def _columns(table: pa.Table) -> dict[str, pa.Array]:
    return {name: whole(table.column(name)) for name in table.column_names}


REQUIRED: Final = ("id", "payer", "date", "patient.id")
_STRAY: Final = "other rows of the same id name another patient; an encounter has one patient"
_CROWD: Final = f"an encounter has 1 to {MAX_LINES} lines; look at its id"


def _refuse_absent(columns: Mapping[str, Column], names: Iterable[str], refusals: Refusals) -> None:
    for name in names:
        column = columns[name]
        absent = ~column.known if isinstance(column, Coded) else np.isnat(column)
        why = "rows of one encounter share it" if name == "id" else "every line needs it"
        if absent.any():
            refusals.missing(np.flatnonzero(absent & ~refusals.bad), name, why)


def _refused(claims: Staged, of_headers: Refusals, of_lines: Refusals, owners: Owners) -> pa.Table:
    """The faults of both, in order of the rows; those of a header stand where it begins, and have no line."""
    files, ids, up = claims.header(FILE), claims.header("id"), pa.array(owners.above)
    rows = whole(claims.lines.column(ROW))
    place = pa.array((owners.places() + 1).astype(np.int32))
    found = [
        of_headers.table(files, claims.header(ROW), ids, pa.nulls(len(claims), pa.int32())),
        of_lines.table(files.take(up), rows, ids.take(up), place),
    ]
    line = np.concatenate([owners.begins[of_headers.places], of_lines.places])
    return pa.concat_tables(found).take(pa.array(np.lexsort((line, owners.age[owners.above[line]]))))


def _arranged(
    headers: Mapping[str, Column], lines: Mapping[str, Column], owners: Owners, good: Array
) -> Visits:
    """The good encounters in order of date, each with its lines in order of rows."""
    whose, first, order = owners.whose, owners.first, owners.order
    begins = first[good]
    begins = begins[np.lexsort((owners.age[begins], np.asarray(headers["date"])[begins]))]
    rank = np.full(len(first), -1, np.int64)
    rank[whose[begins]] = np.arange(len(begins))
    wanted = begins
    if len(first) < len(whose):
        wanted = order[good[whose[order]]]
        wanted = wanted[np.argsort(rank[whose[wanted]], kind="stable")]
    places = owners.below(wanted)
    return Visits(
        np.repeat(rank.take(whose.take(wanted)), owners.sizes.take(wanted)),
        {name: _take(column, places) for name, column in lines.items()},
        {name: _take(column, begins) for name, column in headers.items()},
        begins,
    )


def _take(column: Column, places: Array) -> Column:
    return column.take(places) if isinstance(column, Coded) else column.take(places, axis=0)
