"""Pairs of intervals that overlap, among those that share a group."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.groups import stable_order

Array = NDArray[Any]

DAY: Final = 1440


def overlaps(group: Array, start: Array, stop: Array) -> tuple[Array, Array]:
    """The places `(left, right)` of every two intervals of a group that have a moment in common, once each.

    An interval runs from `start` to before `stop`, in minutes of a day; two that only touch do not overlap.
    """
    if not len(group):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    base = group.astype(np.int64) * DAY
    order = stable_order(base + start)
    keys = (base + start).take(order)
    # In order of start, what overlaps with an interval and starts later stands right behind it.
    ends = np.searchsorted(keys, (base + stop).take(order), side="left")
    here = np.arange(len(order))
    counts = np.maximum(ends - here - 1, 0)
    left = np.repeat(here, counts)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[left], order[right]
