"""Runs, orders and places of keys in columns: what the NumPy verbs of groups are made of."""

from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.integer[Any] | np.bool_]
Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)

WIDEST_TABLE: Final = 64
"""Keys that span at most so many numbers an element are looked up in a table; others are sorted."""


def runs(keys: Values) -> tuple[Indices, Indices]:
    """Where runs of equal keys start, and the number of each line's run."""
    fresh = keys[1:] != keys[:-1]
    starts = np.concatenate(([0], np.flatnonzero(fresh) + 1))
    run = np.zeros(len(keys), np.intp)
    np.cumsum(fresh, out=run[1:])
    return starts, run


def places(keys: Values) -> Integers:
    """0-based place of each element in its run of equal keys."""
    starts, run = runs(keys)
    return np.arange(len(keys)) - starts[run]


def leaders(keys: Integers) -> Indices:
    """Index of the first element with the same key."""
    low = int(keys.min())
    span = int(keys.max()) - low + 1
    if span <= WIDEST_TABLE * len(keys):
        # Written last to first, so that what stays in a slot is the first element of its key.
        slots = np.empty(span, np.intp)
        slots[keys[::-1] - low] = np.arange(len(keys) - 1, -1, -1)
        return slots[keys - low]
    order = stable_order(keys)
    starts, run = runs(keys[order])
    leading = np.empty_like(order)
    leading[order] = order[starts][run]
    return leading


def order_of_runs(ids: Indices) -> Indices:
    """Indices that sort `ids`, ties in order: runs of equal ids are sorted, and their lines kept together."""
    starts, _ = runs(ids)
    order = stable_order(ids[starts])
    lengths = np.diff(starts, append=len(ids))[order]
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts[order] - before, lengths) + np.arange(len(ids))


def stable_order(keys: Integers | Indices) -> Indices:
    """Indices that sort `keys`, ties in order: 16 bits at a time, because NumPy sorts those by radix."""
    digits = (keys - keys.min()).view(np.uint64)
    order = np.argsort(digits.astype(np.uint16), kind="stable")
    while (digits := digits >> np.uint64(16)).any():
        order = order[np.argsort(digits.astype(np.uint16)[order], kind="stable")]
    return order


def read_only(array: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
    """The same array, which can no longer be written to."""
    array.flags.writeable = False
    return array
