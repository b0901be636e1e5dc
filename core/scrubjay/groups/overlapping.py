"""Pairs of spans that overlap, among those that share a group."""

import numpy as np

from scrubjay.groups.ordering import Indices, Integers, stable_order


def overlapping(ids: Indices, size: int, start: Integers, stop: Integers) -> tuple[Indices, Indices]:
    """The places `(left, right)` of every two spans of a group that overlap: see `Groups.overlaps`."""
    low, high = int(min(start.min(), stop.min())), int(max(start.max(), stop.max()))
    if high - low >= np.iinfo(np.int64).max // size:
        moments = np.unique(np.concatenate((start, stop)), return_inverse=True)[1].astype(np.int64)
        start, stop = moments[: len(start)], moments[len(start) :]
        low, high = 0, int(moments.max())
    base = ids * (high - low + 1) - low
    order = stable_order(base + start)
    keys = (base + start).take(order)
    # In order of start, what overlaps with a span and starts later stands right behind it.
    ends = np.searchsorted(keys, (base + stop).take(order), side="left")
    here = np.arange(len(order))
    counts = np.maximum(ends - here - 1, 0)
    left = np.repeat(here, counts)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[left], order[right]


def overlapping_few(ids: Indices, start: Integers, stop: Integers) -> tuple[Indices, Indices]:
    """The same for a few spans, in plain Python."""
    groups, starts, stops = ids.tolist(), start.tolist(), stop.tolist()
    order = sorted(range(len(groups)), key=lambda line: (groups[line], starts[line]))
    pairs = [
        (left, right)
        for place, left in enumerate(order)
        for right in order[place + 1 :]
        if groups[left] == groups[right] and starts[right] < stops[left]
    ]
    found = np.array(pairs, np.intp).reshape(-1, 2)
    return found[:, 0], found[:, 1]
