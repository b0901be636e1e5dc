"""Which lines carry a modifier, found in one pass over their modifiers for all policies that ask.

Most lines carry a modifier or two of a thousand possible ones, and most policies ask for one that hardly any
line carries. So each line gets a trace once: one bit for each of its modifiers, of which several share a bit.
Only lines whose trace has the bit of a wanted modifier are looked at again, and none where the union of all
traces lacks it.

Modifiers are rows of four numbers, one row a line, 0 for none.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.columns import MODIFIERS, modifier_number, modifier_table
from scrubjay.groups import FEW_LINES

Array = NDArray[Any]

_WIDTH: Final = 61
_BITS: Final = np.zeros(MODIFIERS, np.int64)
_BITS[1:] = 1 << (np.arange(1, MODIFIERS) % _WIDTH)


def traces(numbers: Array) -> Array:
    """The bits of each line's modifiers."""
    if len(numbers) <= FEW_LINES:
        return np.asarray(np.bitwise_or.reduce(_BITS[numbers], axis=1))
    found = np.asarray(_BITS[numbers[:, 0]])
    for column in numbers.T[1:]:
        if column.any():
            found |= _BITS[column]
    return found


def union(traced: Array) -> int:
    """The bits of all lines' modifiers together."""
    return int(np.bitwise_or.reduce(traced))


def carrying(numbers: Array, traced: Array, everywhere: int, modifiers: tuple[str, ...]) -> Array | None:
    """A mask: does the line carry any of `modifiers`? None where no line does.

    `traced` holds the traces of the lines, `everywhere` their union.
    """
    wanted = _wanted(modifiers)
    if not everywhere & wanted:
        return None
    if len(numbers) <= FEW_LINES:
        mask = held(numbers, *modifiers)
    else:
        lines = np.flatnonzero(traced & np.int64(wanted))
        mask = np.zeros(len(numbers), np.bool_)
        mask[lines] = held(numbers[lines], *modifiers)
    return mask if np.count_nonzero(mask) else None


def held(numbers: Array, *modifiers: str) -> Array:
    """A mask over rows of modifier numbers: is any of `modifiers` among them?"""
    four = modifier_table(modifiers)[numbers]
    return np.asarray(four.view(np.uint32).ravel() != 0)


def count_of(numbers: Array, *modifiers: str) -> Array:
    """How many of `modifiers` each line carries."""
    table = modifier_table(modifiers).view(np.int8)
    if len(numbers) <= FEW_LINES:
        return np.asarray(np.add.reduce(table[numbers], axis=1))
    found = np.asarray(table[numbers[:, 0]])
    for column in numbers.T[1:]:
        if column.any():
            found += table[column]
    return found


@lru_cache(maxsize=1024)
def _wanted(modifiers: tuple[str, ...]) -> int:
    return int(np.bitwise_or.reduce(_BITS[[modifier_number(each) for each in modifiers]]))
