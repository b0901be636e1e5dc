"""What is done to columns where a mask holds; to many lines in compiled loops, without a branch for each."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.groups import loops_for

Array = NDArray[Any]

FEW: Final = 64
"""So many elements are faster put one by one than all of them are computed."""


def put(column: Array, mask: Array, number: int) -> None:
    """Put a number where a mask holds, in place, into a column of `int8`.

    Raises `ValueError` for a mask of another length.
    """
    size = len(column)
    loops = loops_for(size)
    if loops is not None:
        mask = np.ascontiguousarray(mask, np.bool_)
        if len(mask) != size:  # a loop would read beyond it
            mask = np.ascontiguousarray(np.broadcast_to(mask, size))
        loops.put_where(column, mask.view(np.uint8), number)
    elif size <= FEW:
        np.putmask(column, mask, number)
    else:
        column ^= (column ^ np.int8(number)) & -np.asarray(mask, np.bool_).view(np.int8)


def none_where(column: Array, mask: Array) -> Array:
    """The whole numbers of a column, and 0 where a mask holds; the column itself where it holds nowhere.

    Raises `ValueError` for a mask of another length.
    """
    if not mask.any():
        return column
    loops = loops_for(len(column)) if column.dtype == np.int64 and len(mask) == len(column) else None
    if loops is None:
        return np.asarray(column * ~mask)
    return np.asarray(
        loops.none_where(np.ascontiguousarray(column), np.ascontiguousarray(mask).view(np.uint8))
    )
