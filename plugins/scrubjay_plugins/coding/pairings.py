"""What tables of edits say about all pairs of the codes in use, on each span of dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay_plugins.coding.code_bits import CodeBits, Words
from scrubjay_plugins.coding.pair_tables import Edits, PairTable
from scrubjay_plugins.coding.spans import spans_of

Array = NDArray[Any]

NEVER: Final = 0
SEPARABLE: Final = 1
UNSURE: Final = -1
"""What a table's `indicator` says: no modifier lifts the edit, or one does, or whether there is an edit is
not known. Other rows are no edits."""


@frozen(eq=False)
class Pairings:
    """By span of dates and column-2 code, the sets of column-1 codes: what the tables say of their pairs.

    `never`: an edit that nothing lifts; `separable`: one that a modifier lifts; `edits`: either; `unknown`:
    no table speaks; `concerned`: an edit, or unknown. `touched` holds the codes of all these pairs, in either
    column. `source` numbers the table that spoke, by span and pair.
    """

    codes: CodeBits
    starts: Array
    never: Words
    separable: Words
    edits: Words
    unknown: Words
    concerned: Words
    touched: Words
    source: Array

    @property
    def quiet(self) -> bool:
        """Is there no edit at all, and nothing unknown?"""
        return not any(word.any() for word in self.touched)

    def places(self, batch: Batch, ranks: Array) -> Array:
        """Where the sets of each line's code stand on its date."""
        return (
            ranks if len(self.starts) == 1 else spans_of(self.starts, batch) * len(self.codes.names) + ranks
        )


def pairings(tables: Sequence[PairTable], names: tuple[str, ...], starts: Array) -> Pairings:
    """What tables, the first that speaks about a pair, say of all pairs of codes on spans of dates."""
    codes = CodeBits(names)
    edits = [each.edits(codes.sorted) for each in tables]
    spans = [_on(tables, edits, codes.sorted, start) for start in starts]

    def sets(*squares: int) -> Words:
        found = [codes.columns(np.logical_or.reduce([span[each] for each in squares])) for span in spans]
        return tuple(np.concatenate(words) for words in zip(*found, strict=True))

    source = np.array([span[4] for span in spans])
    return Pairings(codes, starts, sets(0), sets(1), sets(0, 1), sets(2), sets(0, 1, 2), sets(3), source)


def _on(
    tables: Sequence[PairTable], edits: Sequence[Edits], codes: tuple[str, ...], day: np.datetime64
) -> tuple[Array, Array, Array, Array, Array]:
    """Squares over codes on one date: never, separable, unknown, touched, and the table that spoke."""
    size = len(codes)
    unknown = ~np.eye(size, dtype=np.bool_)
    never, separable = np.zeros((size, size), np.bool_), np.zeros((size, size), np.bool_)
    source = np.full((size, size), -1, np.int8)
    for number, (table, rows) in enumerate(zip(tables, edits, strict=True)):
        if table.covers(day):
            mine = unknown & table.speaks(codes) & ~rows.on(day, size, UNSURE)
            unknown &= ~mine
            never |= mine & rows.on(day, size, NEVER)
            separable |= mine & rows.on(day, size, SEPARABLE)
            source[mine] = number
    either = never | separable | unknown
    return never, separable, unknown, either | either.T, source
