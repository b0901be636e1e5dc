"""Rows of a pack's tables in dictionaries, by key, for each date."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from scrubjay.columns import Coded
from scrubjay.tables import Table


def rows(table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table, with an open date as None."""
    columns = {}
    for name, column in table.rows.columns.items():
        if isinstance(column, Coded):
            columns[name] = [column.names[number] for number in column.ids.tolist()]
        else:
            columns[name] = column.tolist()
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


class Dated:
    """What each key stands for on a date; made once for each span of dates, and remembered by date."""

    def __init__(self, table: Table, make: Callable[[dict[str, Any]], Any]) -> None:
        self.table = table
        self.covers = table.covers
        self._rows: dict[Any, list[tuple[date, date, Any]]] = {}
        turns = set()
        for row in rows(table):
            key = tuple(row[name] for name in table.key)
            first, last = row.get(table.effective), row.get(table.until)
            first, last = first or date.min, last or date.max
            self._rows.setdefault(key if len(key) > 1 else key[0], []).append((first, last, make(row)))
            turns.add(first)
            if last < date.max:
                turns.add(last + timedelta(days=1))
        self._turns = sorted(turns)
        self._spans: dict[date | None, Mapping[Any, Any]] = {}
        self._days: dict[date, Mapping[Any, Any]] = {}

    def on(self, day: date) -> Mapping[Any, Any]:
        """The rows in force on a date, by key."""
        found = self._days.get(day)
        if found is None:
            start = max((turn for turn in self._turns if turn <= day), default=None)
            if start not in self._spans:
                self._spans[start] = {
                    key: value
                    for key, dated in self._rows.items()
                    for first, last, value in dated
                    if first <= day <= last
                }
            found = self._days[day] = self._spans[start]
        return found

    def ever(self, key: Any) -> bool:
        """Is there a row for the key on any date?"""
        return key in self._rows
