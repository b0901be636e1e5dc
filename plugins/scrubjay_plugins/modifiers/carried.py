"""Which lines carry a modifier, found in one pass over a batch for all policies that ask.

Most lines carry a modifier or two of a thousand possible ones, and most policies ask for one that hardly any
line carries. So each line gets a trace once: one bit for each of its modifiers, of which several share a bit.
Only lines whose trace has the bit of a wanted modifier are looked at again.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import MODIFIERS, modifier_number, modifier_table
from scrubjay.groups import FEW_LINES

Array = NDArray[Any]

_WIDTH: Final = 61
_BITS: Final = np.zeros(MODIFIERS, np.int64)
_BITS[1:] = 1 << (np.arange(1, MODIFIERS) % _WIDTH)


def traces(batch: Batch) -> Array:
    """The bits of each line's modifiers."""
    numbers = modifiers_of(batch)
    if batch.lines <= FEW_LINES:
        return np.asarray(np.bitwise_or.reduce(_BITS[numbers], axis=1))
    found = np.asarray(_BITS[numbers[:, 0]])
    for column in numbers.T[1:]:
        if column.any():
            found |= _BITS[column]
    return found


def carries(batch: Batch, *modifiers: str) -> Array | None:
    """A mask: does the line carry any of `modifiers`? None where no line does."""
    maybe = batch.computed(traces) & _wanted(modifiers)
    if not np.count_nonzero(maybe):
        return None
    numbers = modifiers_of(batch)
    if batch.lines <= FEW_LINES:
        mask = held(numbers, *modifiers)
    else:
        lines = np.flatnonzero(maybe)
        mask = np.zeros(batch.lines, np.bool_)
        mask[lines] = held(numbers[lines], *modifiers)
    return mask if mask.any() else None


def held(numbers: Array, *modifiers: str) -> Array:
    """A mask over rows of modifier numbers: is any of `modifiers` among them?"""
    return np.asarray(modifier_table(modifiers)[numbers].any(axis=1))


def count_of(batch: Batch, *modifiers: str) -> Array:
    """How many of `modifiers` each line carries."""
    numbers = modifiers_of(batch)
    table = modifier_table(modifiers).view(np.int8)
    if batch.lines <= FEW_LINES:
        return np.asarray(np.add.reduce(table[numbers], axis=1))
    found = np.asarray(table[numbers[:, 0]])
    for column in numbers.T[1:]:
        if column.any():
            found += table[column]
    return found


def modifiers_of(batch: Batch) -> Array:
    """The numbers of each line's modifiers, four to a line."""
    return cast("Array", batch.line_column("modifiers"))


@lru_cache(maxsize=1024)
def _wanted(modifiers: tuple[str, ...]) -> np.int64:
    return np.int64(np.bitwise_or.reduce(_BITS[[modifier_number(each) for each in modifiers]]))
