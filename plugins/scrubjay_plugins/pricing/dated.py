"""Rows of a table with one key and dates, looked up for whole columns without a loop over the dates.

Between two dates on which some row begins or ends, every key has the same row. So the rows are laid out
once as a grid, key by span of dates, and a line's row is the cell where its key and its date meet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.columns import Coded, distinct
from scrubjay.tables import Table

Array = NDArray[Any]

DAY = np.timedelta64(1, "D")


REMEMBERED: Final = 16
"""Where the keys of so many batches begin is remembered: the next batch may well have the same."""


@frozen(eq=False, slots=False)
class Dated:
    """The rows of a table, by key (`places` numbers the keys) and by span of dates between `edges`."""

    places: Mapping[str, int]
    edges: Array
    grid: Array

    def spans(self, days: Array) -> Array:
        """The span of each date (`datetime64[D]`)."""
        return self.edges.searchsorted(days, side="right")

    def rows(self, keys: Coded, spans: Array) -> Array:
        """The row of each key in its span; -1 for none."""
        return np.asarray(self.grid.take(self._begins(keys.names).take(keys.ids) + spans))

    @cached_property
    def _begins(self) -> Callable[[tuple[str, ...]], Array]:
        return lru_cache(maxsize=REMEMBERED)(self._begin)

    def _begin(self, names: tuple[str, ...]) -> Array:
        """The first cell of each key; for one that the table lacks, of the key without rows."""
        keyless, width = len(self.grid) - 1, self.grid.shape[1]
        return np.array([width * self.places.get(name, keyless) for name in names], np.int64)


@lru_cache(maxsize=64)
def dated(table: Table) -> Dated:
    """The rows of a table with one key, laid out; where two rows hold on one date, the later one does."""
    rows = table.rows
    first, last = table.dates("effective"), table.dates("until")
    bounds = np.concatenate((first, last + DAY))
    edges = distinct(bounds[~np.isnat(bounds)])
    begin = np.where(np.isnat(first), 0, edges.searchsorted(first, side="right"))
    end = np.where(np.isnat(last), len(edges) + 1, edges.searchsorted(last, side="right") + 1)
    # One more key than there are, without rows: what a key that the table lacks finds.
    grid = np.full((len(rows.keys) + 1, len(edges) + 1), -1, np.int64)
    for key, (low, high) in enumerate(zip(rows.bounds[:-1], rows.bounds[1:], strict=True)):
        for row in range(low, high):
            grid[key, begin[row] : end[row]] = row
    numbers = {int(number): place for place, number in enumerate(rows.keys)}
    (vocabulary,) = rows.vocabularies
    places = {name: numbers[number] for name, number in vocabulary.items() if number in numbers}
    return Dated(places, edges, grid)
