"""Cents as Arrow decimals of two places, and back, without an object an amount."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Array = NDArray[Any]

AMOUNT: Final = pa.decimal64(18, 2)


def decimals(cents: Array, absent: Array | None = None) -> pa.Array:
    """Whole cents as a column of amounts, null where `absent`; the column is the array, not a copy of it."""
    valid = None
    if absent is not None and absent.any():
        valid = pa.py_buffer(np.packbits(~absent, bitorder="little"))
    values = pa.py_buffer(np.ascontiguousarray(cents, np.int64))
    return pa.Array.from_buffers(AMOUNT, len(cents), [valid, values])
