"""The mutants of tables of figures: cells of the rows whose keys and dates stand in tests."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from attrs import evolve, frozen

from scrubjay.columns import Coded
from scrubjay.diff.tables import cell_word
from scrubjay.mutation.model import Mutant, Remade
from scrubjay.mutation.world import World
from scrubjay.packs.model import Pack, TableEntry
from scrubjay.tables import Column, Table
from scrubjay.testkit import PackTest

_DAY = np.timedelta64(1, "D")


def cell_mutants(world: World, most: int, random: Random) -> Iterator[Mutant]:
    """At most `most` mutants of each table that the pack states and uses."""
    if not most:
        return
    words = [(_words(test.tables), _dates(world, test)) for test in world.tests]
    used = {table.id: table for table in world.baseline.tables}
    for entry in world.pack.tables.values():
        table = used.get(f"{world.pack.id}:{entry.id}")
        if table is None:
            continue
        cells = [(row, name) for row in _rows(table, words) for name in _figures(table)]
        places = sorted(random.sample(range(len(cells)), min(most, len(cells))))
        lines = _lines(world.pack, entry)
        for row, name in (cells[place] for place in places):
            yield from _mutants(world, table, entry, row, name, lines)


def _words(tables: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Every text in the encounters of a test, and those of each inner table joined by hyphens."""
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, Mapping):
            found.add("-".join(each for each in value.values() if isinstance(each, str)))
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(list(tables))
    return frozenset(found)


def _dates(world: World, test: PackTest) -> tuple[date, ...]:
    return tuple({each.date for each in world.bench.encounters(test)})


def _rows(table: Table, tests: Sequence[tuple[frozenset[str], tuple[date, ...]]]) -> list[int]:
    """The rows of which some test names the whole key, and has a date on which they hold."""
    first, last = table.dates("effective"), table.dates("until")
    held = np.zeros(len(first), np.bool_)
    for words, dates in tests:
        mine = np.ones(len(first), np.bool_)
        for name in table.key:
            mine &= _text(table.rows.columns[name]).among(words)
        for day in map(np.datetime64, dates):
            held |= mine & ~(first > day) & ~(last < day)
    return [int(row) for row in np.flatnonzero(held)]


def _text(column: Column) -> Coded:
    return column if isinstance(column, Coded) else Coded.from_array(column.astype(str))


def _figures(table: Table) -> list[str]:
    return [name for name in table.rows.columns if name not in table.key]


@frozen
class _Cell:
    """A cell in a column, and another value for it."""

    column: Column
    row: int
    new: Any

    def changed(self) -> Column:
        """The column with the other value."""
        if isinstance(self.column, Coded):
            ids = self.column.ids.copy()
            ids[self.row] = self.new
            return Coded(ids, self.column.names)
        values = self.column.copy()
        values[self.row] = self.new
        return values


def _others(column: Column, row: int) -> Iterator[Any]:
    if isinstance(column, Coded):
        if len(column.names) > 1:
            yield (int(column.ids[row]) + 1) % len(column.names)
    elif column.dtype.kind == "M":
        if not np.isnat(column[row]):
            yield from (column[row] - _DAY, column[row] + _DAY)
    else:
        yield from (column[row] + 1, column[row] - 1)


def _mutants(
    world: World, table: Table, entry: TableEntry, row: int, name: str, lines: Mapping[tuple[str, ...], int]
) -> Iterator[Mutant]:
    columns = table.rows.columns
    kind = entry.columns[name]
    whole = tuple(cell_word(columns[each], row, entry.columns[each]) for each in columns)
    key = " ".join((*(cell_word(columns[each], row, "text") for each in table.key), name))
    file = world.pack.root / "tables" / entry.file
    for new in _others(columns[name], row):
        changed = _Cell(columns[name], row, new).changed()
        words = cell_word(columns[name], row, kind), cell_word(changed, row, kind)

        def remake(changed: Column = changed) -> Remade:
            other = {**columns, name: changed}
            made = evolve(table, read=lambda: other, sha256=f"{table.sha256} {row} {name} {changed[row]}")
            return world.with_table(made)

        yield Mutant(file, lines.get(whole, 1), key, *words, remake)


def _lines(pack: Pack, entry: TableEntry) -> Mapping[tuple[str, ...], int]:
    """The line of each row of a CSV file, by its cells as they are written anew; none of an archive."""
    file: Path = pack.root / "tables" / entry.file
    if file.suffix != ".csv":
        return {}
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    places = [rows[0].index(name) for name in entry.columns]
    return {tuple(row[place] for place in places): number for number, row in enumerate(rows[1:], start=2)}
