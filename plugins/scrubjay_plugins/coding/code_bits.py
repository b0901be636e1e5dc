"""Sets of codes as bits, so that a day's pairs of codes are found without pairing its lines.

A set of codes is some words of 64 bits, one array for each word; the codes in use fill few words.
Codes are numbered in alphabetical order, so that the first code of a set does not hang on the order of lines.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

Array = NDArray[Any]
Words = tuple[Array, ...]

WORD: Final = 64
ONE: Final = np.int64(1)


@frozen(eq=False)
class CodeBits:
    """The codes of a batch, each a bit; `rank` gives the place in the alphabet of each of `names`."""

    names: tuple[str, ...]
    sorted: tuple[str, ...] = field(init=False)
    rank: Array = field(init=False)
    bit: Array = field(init=False)

    @sorted.default
    def _in_order(self) -> tuple[str, ...]:
        return tuple(sorted(self.names))

    @rank.default
    def _ranks(self) -> Array:
        places = {name: place for place, name in enumerate(self.sorted)}
        return np.array([places[name] for name in self.names], np.intp)

    @bit.default
    def _bits(self) -> Array:
        return ONE << (np.arange(len(self.names)) % WORD)

    @property
    def words(self) -> int:
        """How many words a set takes."""
        return -(-len(self.names) // WORD)

    def sets(self, ranks: Array) -> Words:
        """For each code the set of it alone."""
        bits = self.bit.take(ranks)
        if self.words == 1:
            return (bits,)
        return tuple(np.where(ranks // WORD == word, bits, 0) for word in range(self.words))

    def among(self, ranks: Array, sets: Words) -> Array:
        """A mask: is each code in its set?"""
        found = np.zeros(len(ranks), np.bool_)
        for word, one in enumerate(sets):
            found |= (ranks // WORD == word) & ((one & self.bit[ranks]) != 0)
        return found

    def columns(self, matrix: Array) -> Words:
        """For each column of a square of booleans over codes by rank, the set of the rows that it marks."""
        return tuple(
            np.bitwise_or.reduce(
                np.where(matrix[low : low + WORD], self.bit[low : low + WORD, None], 0), axis=0
            )
            for low in range(0, len(self.names), WORD)
        )


def meet(left: Words, right: Words) -> Array:
    """A mask: have the two sets a code in common?"""
    found = (left[0] & right[0]) != 0
    for one, other in zip(left[1:], right[1:], strict=True):
        found |= (one & other) != 0
    return np.asarray(found)


def first_common(left: Words, right: Words) -> Array:
    """The rank of the first code that two sets have in common; -1 for none."""
    first = np.full(len(left[0]), -1, np.intp)
    for word in reversed(range(len(left))):
        common = left[word] & right[word]
        some = np.flatnonzero(common)
        lowest = common[some] & (~common[some] + ONE)
        first[some] = WORD * word + np.frexp(lowest.astype(np.float64))[1] - 1
    return first


def at(sets: Words, places: Array) -> Words:
    """The sets at `places`."""
    return tuple(word.take(places) for word in sets)


def single(sets: Words) -> Array:
    """A mask: is there at most one code in the set?"""
    found = (sets[0] & (sets[0] - ONE)) == 0
    if len(sets) > 1:
        filled = np.add.reduce([(word != 0).astype(np.int64) for word in sets])
        found &= (filled <= 1) & np.logical_and.reduce([(word & (word - ONE)) == 0 for word in sets[1:]])
    return np.asarray(found)
