"""What kinds that speak about encounters share: which encounters are meant, and values as facts."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded

Array = NDArray[Any]

LONGEST_SPAN: Final = 1 << 14
"""Days that span at most so many are numbered by the calendar; others are sorted."""

_ONLY: Final = np.zeros(1, np.int32)


def having(batch: Batch, lines: Array) -> Array:
    """A mask of encounters: do they have one of `lines`, a mask of lines?"""
    mask = np.zeros(batch.encounters, np.bool_)
    mask[batch.encounter.take(lines.nonzero()[0])] = True
    return mask


def in_words(days: Array) -> Coded:
    """A column of dates as a fact, in text; absent where there is none."""
    if len(days) == 1:
        return Coded(_ONLY, ("" if np.isnat(days[0]) else str(days[0]),))
    known = ~np.isnat(days)
    if not known.any():
        return Coded(np.zeros(len(days), np.int32), ("",))
    low, high = days[known].min(), days[known].max()
    if int((high - low).astype(np.int64)) > LONGEST_SPAN:
        return Coded.from_array(np.where(known, np.datetime_as_string(days), ""))
    numbers = np.where(known, (days - low).astype(np.int64) + 1, 0)
    calendar = np.datetime_as_string(np.arange(low, high + 1)).tolist()
    return Coded(numbers, ("", *calendar))


def or_none(numbers: Array, known: Array) -> Array:
    """A column of numbers as a fact, None where it is not known."""
    if known.all():
        return numbers
    fact = numbers.astype(object)
    fact[~known] = None
    return fact
