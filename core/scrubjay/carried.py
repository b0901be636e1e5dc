"""Which lines carry a modifier, found in one pass over their modifiers for all policies that ask.

Of a thousand possible modifiers a batch carries a few dozen. Each of those gets a bit, and each line the bits
of its modifiers, so that a question about any of them is one comparison.

Modifiers are rows of four numbers, one row a line, 0 for none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.columns import MODIFIERS, modifier_number, modifier_table
from scrubjay.groups import FEW_LINES, loops_for

Array = NDArray[Any]

BITS: Final = 63
"""So many different modifiers have a bit of their own; further ones are looked up in the rows."""


@frozen(eq=False)
class Carried:
    """The modifiers of a batch: `bits` by number, and for each line those of its modifiers together."""

    numbers: Array
    bits: Mapping[int, int]
    lines: Array
    further: frozenset[int]

    @classmethod
    def of(cls, numbers: Array) -> Carried:
        """Give every modifier that a line carries its bit."""
        used = _used(numbers)
        bits = {number: 1 << place for place, number in enumerate(used[:BITS])}
        table = np.zeros(MODIFIERS, np.int64)
        table[used[:BITS]] = list(bits.values())
        loops = loops_for(len(numbers))
        if loops is not None:
            lines = loops.united(_rows(numbers), table)
        elif len(numbers) <= FEW_LINES:
            lines = np.bitwise_or.reduce(table[numbers], axis=1)
        else:
            lines = table.take(numbers[:, 0])
            for column in numbers.T[1:]:
                if column.any():
                    lines |= table.take(column)
        return cls(numbers, bits, lines, frozenset(used[BITS:]))

    def any_of(self, modifiers: tuple[str, ...]) -> Array | None:
        """A mask: does the line carry any of `modifiers`? None where no line does."""
        asked = _numbers_of(modifiers)
        if self.further and not asked.isdisjoint(self.further):
            return held(self.numbers, *modifiers)
        wanted = sum([bit for number, bit in self.bits.items() if number in asked])
        if not wanted:
            return None
        loops = loops_for(len(self.lines))
        return np.asarray((self.lines & wanted) != 0 if loops is None else loops.has_any(self.lines, wanted))


@lru_cache(maxsize=1024)
def _numbers_of(modifiers: tuple[str, ...]) -> frozenset[int]:
    return frozenset(map(modifier_number, modifiers))


def _used(numbers: Array) -> list[int]:
    """The numbers of the modifiers that stand on some line, in ascending order."""
    if len(numbers) <= FEW_LINES:
        return sorted({*numbers.ravel().tolist()} - {0})
    loops = loops_for(len(numbers))
    if loops is not None:
        return [number for number in loops.present(_rows(numbers), MODIFIERS).nonzero()[0].tolist() if number]
    there = np.zeros(MODIFIERS, np.int64)
    for column in numbers.T:
        if column.any():
            there += np.bincount(column, minlength=MODIFIERS)
    there[0] = 0
    return there.nonzero()[0].tolist()


def held(numbers: Array, *modifiers: str) -> Array:
    """A mask over rows of modifier numbers: is any of `modifiers` among them?"""
    four = modifier_table(modifiers)[numbers]
    return np.asarray(four.view(np.uint32).ravel() != 0)


def count_of(numbers: Array, *modifiers: str) -> Array:
    """How many of `modifiers` each line carries."""
    return summed(modifier_table(modifiers).view(np.int8), numbers)


def summed(table: Array, numbers: Array) -> Array:
    """The sum, for each row of modifier numbers, of what a table of `int8` holds for them: nothing for 0."""
    if len(numbers) <= FEW_LINES:
        return np.asarray(np.add.reduce(table[numbers], axis=1, dtype=table.dtype))
    loops = loops_for(len(numbers))
    if loops is not None:
        return np.asarray(loops.summed(_rows(numbers), table))
    found = np.asarray(table.take(numbers[:, 0]))
    for column in numbers.T[1:]:
        if column.any():
            found += table.take(column)
    return found


def _rows(numbers: Array) -> Array:
    return np.ascontiguousarray(numbers, np.int16)
