"""Which rows of two tables of figures differ, and on which dates. Rows are compared as whole columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.columns import Coded
from scrubjay.diff.changes import RowChange, TableChange
from scrubjay.tables import Column, Table
from scrubjay.timeline import ALWAYS, FOREVER, Interval

Array = NDArray[Any]

SHOWN: Final = 1000
"""So many rows that differ are given; all are counted."""

DAY: Final = timedelta(days=1)


@frozen(eq=False)
class _Row:
    """A row that the other table has not, in words, with the dates on which it holds."""

    values: Mapping[str, str]
    dates: Interval


def diff_tables(key: str, old: Table, new: Table, types: Mapping[str, str]) -> TableChange:
    """The rows that differ, by their keys and the first dates on which they hold.

    `types` are the declared types of columns, by which figures are written. Raises `PackError` for a table
    that cannot be read.
    """
    names = [name for name in old.rows.columns if name in new.rows.columns]
    before, after = _shared(old, new, names)
    keys = {*old.key, *new.key, old.effective, new.effective}
    by = [name for name in names if name in keys]
    gone = _by_key(old, np.flatnonzero(~_among(before, after)), names, by, types)
    come = _by_key(new, np.flatnonzero(~_among(after, before)), names, by, types)
    pairs = {each: (gone.get(each), come.get(each)) for each in sorted({*gone, *come})}
    counts = (
        sum(now is None for _, now in pairs.values()),
        sum(was is None for was, _ in pairs.values()),
        sum(was is not None and now is not None for was, now in pairs.values()),
    )
    changed = tuple(
        RowChange(each, was.values if was else None, now.values if now else None)
        for each, (was, now) in list(pairs.items())[:SHOWN]
    )
    untils = {name for name in (old.until, new.until) if name}
    held = [dates for pair in pairs.values() for dates in _differing(*pair, untils)]
    held += _between(old.covers, new.covers)
    if _shape(old) != _shape(new):
        held = [ALWAYS]
    return TableChange(key, _title(old), _title(new), counts, changed, tuple(_union(held)))


def _shape(table: Table) -> tuple[Any, ...]:
    return table.key, table.effective, table.until, frozenset(table.rows.columns)


def _title(table: Table) -> str:
    covers = "" if table.covers == ALWAYS else f", {table.covers}"
    return f"{table.id} {table.release}{covers}"


def _differing(old: _Row | None, new: _Row | None, untils: set[str]) -> Iterator[Interval]:
    """The dates on which a row differs; where it only ends on another day, those between."""
    if old is None or new is None:
        yield from (each.dates for each in (old, new) if each is not None)
    elif {name for name in old.values if old.values[name] != new.values[name]} <= untils:
        yield from _between(old.dates, new.dates)
    else:
        yield old.dates
        yield new.dates


def _between(old: Interval, new: Interval) -> Iterator[Interval]:
    """The dates that only one of two intervals holds, where they overlap; else both."""
    if not old.overlap(new):
        yield old
        yield new
        return
    if old.start != new.start:
        yield Interval(min(old.start, new.start), max(old.start, new.start) - DAY)
    if old.end != new.end:
        yield Interval(min(old.end, new.end) + DAY, max(old.end, new.end))


def _union(dates: list[Interval]) -> Iterator[Interval]:
    """The same dates in order, joined where they meet."""
    held: Interval | None = None
    for each in sorted(dates):
        if held is None:
            held = each
        elif held.end == FOREVER or each.start <= held.end + DAY:
            held = Interval(held.start, max(held.end, each.end))
        else:
            yield held
            held = each
    if held is not None:
        yield held


def _shared(old: Table, new: Table, names: list[str]) -> tuple[Array, Array]:
    """The columns of both as numbers that mean the same in both, a row an element."""
    before, after = [], []
    for name in names:
        was, now = old.rows.columns[name], new.rows.columns[name]
        if isinstance(was, Coded) and isinstance(now, Coded):
            places = {text: place for place, text in enumerate(dict.fromkeys((*was.names, *now.names)))}
            was, now = (
                np.array([places[text] for text in each.names], np.int64)[each.ids] for each in (was, now)
            )
        before.append(np.asarray(was).astype(np.int64))
        after.append(np.asarray(now).astype(np.int64))
    return _rows(before), _rows(after)


def _rows(columns: list[Array]) -> Array:
    table = np.ascontiguousarray(np.stack(columns, axis=1))
    return table.view(np.dtype((np.void, table.shape[1] * table.itemsize))).ravel()


def _among(rows: Array, others: Array) -> Array:
    known = np.unique(others)
    if not len(known):
        return np.zeros(len(rows), np.bool_)
    place = np.minimum(np.searchsorted(known, rows), len(known) - 1)
    return np.asarray(known[place] == rows)


def _by_key(
    table: Table, rows: Array, names: list[str], by: list[str], types: Mapping[str, str]
) -> dict[tuple[str, ...], _Row]:
    """Rows by key; those that share one are numbered from the second on."""
    found: dict[tuple[str, ...], _Row] = {}
    first, last = table.dates("effective"), table.dates("until")
    for row in rows:
        words = {name: cell_word(table.rows.columns[name], int(row), types.get(name, "")) for name in names}
        key = tuple(words[name] for name in by)
        again = 1
        while key in found:
            again += 1
            key = (*(words[name] for name in by), f"({again})")
        values = {name: word for name, word in words.items() if name not in by}
        found[key] = _Row(values, _interval(first[row], last[row]))
    return found


def _interval(first: Any, last: Any) -> Interval:
    start = date.min if np.isnat(first) else first.item()
    end = FOREVER if np.isnat(last) else last.item()
    return Interval(start, max(start, end))


def cell_word(column: Column, row: int, kind: str) -> str:
    """A cell as its file has it, by the declared type of its column."""
    if isinstance(column, Coded):
        return str(column[row])
    value = column[row]
    if column.dtype.kind == "M":
        return "" if np.isnat(value) else str(value)
    places = int(kind.removeprefix("decimal-")) if kind.startswith("decimal-") else 0
    if not places:
        return str(int(value))
    sign, digits = "-" if value < 0 else "", f"{abs(int(value)):0{places + 1}}"
    return f"{sign}{digits[:-places]}.{digits[-places:]}"
