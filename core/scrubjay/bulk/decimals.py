"""Cents as Arrow decimals of two places, and back, without an object an amount."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Array = NDArray[Any]

AMOUNT: Final = pa.decimal128(18, 2)


def decimals(cents: Array, absent: Array | None = None) -> pa.Array:
    """Whole cents as a column of amounts, null where `absent`."""
    words = np.empty((len(cents), 2), np.int64)
    words[:, 0] = cents if absent is None else np.where(absent, 0, cents)
    words[:, 1] = words[:, 0] >> 63
    valid = None
    if absent is not None and absent.any():
        valid = pa.py_buffer(np.packbits(~absent, bitorder="little"))
    return pa.Array.from_buffers(AMOUNT, len(cents), [valid, pa.py_buffer(words)])
