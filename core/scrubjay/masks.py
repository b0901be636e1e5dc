"""What is done to columns where a mask holds; to many lines in compiled loops, without a branch for each."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.groups import FEW_LINES, loops_for

Array = NDArray[Any]

FEW: Final = 64
"""So many elements are faster put one by one than all of them are computed."""


def choose(size: int, default: int, cases: Sequence[tuple[Array, int]]) -> Array:
    """A number of `int8` per line: that of the first case whose mask holds, else `default`.

    Raises `ValueError` for a mask of another length.
    """
    if size > FEW_LINES:
        chosen = np.full(size, default, np.int8)
        for mask, number in reversed(cases):
            put(chosen, mask, number)
        return chosen
    numbers = [default] * size
    for mask, number in reversed(cases):
        if len(mask) != size:
            raise _another_length(numbers, mask)
        for line, holds in enumerate(mask.tolist()):
            if holds:
                numbers[line] = number
    return np.array(numbers, np.int8)


def put(column: Array, mask: Array, number: int) -> None:
    """Put a number where a mask holds, in place, into a column of `int8`.

    Raises `ValueError` for a mask of another length.
    """
    if len(mask) != len(column):  # a loop would read beyond it
        raise _another_length(column, mask)
    loops = loops_for(len(column))
    if loops is not None:
        loops.put_where(column, np.ascontiguousarray(mask, np.bool_).view(np.uint8), number)
    elif len(column) <= FEW:
        np.putmask(column, mask, number)
    else:
        column ^= (column ^ np.int8(number)) & -np.asarray(mask, np.bool_).view(np.int8)


def none_where(column: Array, mask: Array) -> Array:
    """The whole numbers of a column, and 0 where a mask holds; the column itself where it holds nowhere.

    Raises `ValueError` for a mask of another length.
    """
    if len(mask) != len(column):  # a loop would read beyond it
        raise _another_length(column, mask)
    if not np.count_nonzero(mask):  # what `any` does, at a fifth of its cost for a few lines
        return column
    loops = loops_for(len(column)) if column.dtype == np.int64 else None
    if loops is None:
        return np.asarray(column * ~mask)
    column, mask = np.ascontiguousarray(column), np.ascontiguousarray(mask)
    return np.asarray(loops.none_where(column, mask.view(np.uint8)))


def _another_length(column: Sized, mask: Sized) -> ValueError:
    return ValueError(f"a mask of {len(mask)} for {len(column)} lines")
