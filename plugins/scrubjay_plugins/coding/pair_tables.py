"""Tables of edits of pairs of codes, and the codes between which each is complete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.columns import Coded
from scrubjay.kinds import param
from scrubjay.tables import Table
from scrubjay.values import CodeSet

Array = NDArray[Any]

PAIRS_AT_ONCE: Final = 1 << 20


@frozen
class PairTable:
    """A table of edits, and the codes between which it is complete."""

    table: Table = param(
        "The table: its key is column 1 and column 2, its `indicator` says what lifts an edit: 0 nothing, 1 "
        "a modifier; -1 says that whether there is an edit is not known."
    )
    column1: CodeSet | None = param(
        "Column-1 codes that the table speaks about; all if left out.", default=None
    )
    column2: CodeSet | None = param(
        "Column-2 codes that the table speaks about; all if left out.", default=None
    )

    def __str__(self) -> str:
        codes = [str(each) for each in (self.column1, self.column2) if each is not None]
        return " ".join([self.table.id, *(["among", " and ".join(dict.fromkeys(codes))] if codes else [])])

    def covers(self, day: np.datetime64) -> bool:
        """Does the table speak about a date?"""
        return bool(self.table.covered(np.array([day]))[0])

    def speaks(self, codes: Sequence[str]) -> Array:
        """A square over codes: does the table speak about the row's code as column 1 of the column's?"""
        ones = np.ones(len(codes), np.bool_)
        first = ones if self.column1 is None else np.array([code in self.column1 for code in codes])
        second = ones if self.column2 is None else np.array([code in self.column2 for code in codes])
        return np.asarray(np.logical_and.outer(first, second))

    def edits(self, codes: tuple[str, ...]) -> Edits:
        """The rows of all pairs of codes, whatever their dates."""
        size = len(codes)
        step = max(PAIRS_AT_ONCE // size, 1)
        parts = [self._rows(codes, np.arange(low, min(low + step, size))) for low in range(0, size, step)]
        first, second, row = (np.concatenate(column) for column in zip(*parts, strict=True))
        table = self.table
        return Edits(
            first,
            second,
            table.numbers("indicator", row, -1),
            table.dates("effective")[row],
            table.dates("until")[row],
        )

    def _rows(self, codes: tuple[str, ...], firsts: Array) -> tuple[Array, Array, Array]:
        """Column 1, column 2 and row of the edits that begin with some of the codes."""
        first, second = np.repeat(firsts, len(codes)), np.tile(np.arange(len(codes)), len(firsts))
        begin = self.table.find(Coded(first, codes), Coded(second, codes))
        here = np.flatnonzero((begin >= 0) & (first != second))
        bounds = self.table.rows.bounds
        count = np.diff(bounds)[np.searchsorted(bounds, begin[here])]
        further = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        pair = np.repeat(here, count)
        return first[pair], second[pair], begin[pair] + further


@frozen(eq=False)
class Edits:
    """Rows of a table as columns; codes by their place among those in use, NaT where a date is open."""

    first: Array
    second: Array
    indicator: Array
    effective: Array
    until: Array

    def on(self, day: np.datetime64, size: int, indicator: int) -> Array:
        """A square over codes: is there an edit with this indicator in force on a date?"""
        live = ~(self.effective > day) & ~(self.until < day) & (self.indicator == indicator)
        square = np.zeros((size, size), np.bool_)
        square[self.first[live], self.second[live]] = True
        return square
