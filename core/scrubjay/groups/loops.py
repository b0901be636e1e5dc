"""The verbs of groups as loops over lines, compiled: what `verbs` says in NumPy, in one or two passes.

`ids` numbers each line's group from 0, and `size` is the number of groups. Compiled code is kept beside this
file, or in the user's cache where that cannot be written to: it is compiled once after an installation.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt
from numba import types

Ids = npt.NDArray[np.intp]
Whole = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
F = TypeVar("F", bound=Callable[..., Any])

COLUMN: Final = types.Array(types.int64, 1, "C", readonly=True)
BYTES: Final = types.Array(types.uint8, 1, "C", readonly=True)
SIZE: Final = types.intp

WIDEST_TABLE: Final = 8
"""Keys that span at most so many numbers an element are looked up in a table; others are hashed."""

LONGEST_COMPARED: Final = 32
"""Groups of at most so many lines are ranked by comparing each line with each; larger ones are sorted."""

LONGEST_CHAINS: Final = 8
"""So many comparisons a line find a finer group faster than hashing does."""

SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
"""The golden ratio in 64 bits: multiplied by it, neighbouring keys lie far apart."""


def compiled(*arguments: Any) -> Callable[[F], F]:
    """Compile a loop for columns of these types, once and for all."""

    def compile_it(loop: F) -> F:
        try:
            return cast("F", numba.njit([arguments], cache=True)(loop))
        except RuntimeError:  # neither this folder nor a cache of the user's can be written to
            return cast("F", numba.njit([arguments])(loop))

    return compile_it


@compiled(COLUMN)
def number(keys: Whole) -> tuple[Ids, Ids]:
    """The group of each line, numbered in order of appearance, and the first line of each group."""
    lines = len(keys)
    ids = np.empty(lines, np.intp)
    firsts = np.empty(lines, np.intp)
    low, high = keys.min(), keys.max()
    groups = 0
    if 0 <= high - low < WIDEST_TABLE * lines:  # a span beyond 64 bits is negative
        table = np.full(high - low + 1, -1, np.intp)
        for line in range(lines):
            group = table[keys[line] - low]
            if group < 0:
                group = groups
                table[keys[line] - low] = group
                firsts[group] = line
                groups += 1
            ids[line] = group
        return ids, firsts[:groups].copy()
    places = 2
    while places < 2 * lines:
        places *= 2
    slots = np.full(places, -1, np.intp)
    for line in range(lines):
        key = keys[line]
        place = np.intp((np.uint64(key) * SPREAD) >> np.uint64(32)) & (places - 1)
        group = slots[place]
        while group >= 0 and keys[firsts[group]] != key:
            place = (place + 1) & (places - 1)
            group = slots[place]
        if group < 0:
            group = groups
            slots[place] = group
            firsts[group] = line
            groups += 1
        ids[line] = group
    return ids, firsts[:groups].copy()


@compiled(COLUMN, SIZE, COLUMN)
def take(ids: Ids, size: int, lines: Ids) -> tuple[Ids, Ids]:
    """The groups of some lines, numbered anew, and the first line of each.

    It gives up, with no line at all, where a line is not there.
    """
    there = np.uint64(len(ids))
    new = np.full(size, -1, np.intp)
    taken = np.empty(len(lines), np.intp)
    firsts = np.empty(min(size, len(lines)) + 1, np.intp)
    groups = 0
    for place in range(len(lines)):
        line = np.uint64(lines[place])  # below 0 it is beyond as well
        if line >= there:
            return taken[:0].copy(), firsts[:0].copy()
        old = ids[line]
        group = new[old]
        fresh = group < 0  # no branch on it, which a processor could not foresee
        group = groups if fresh else group
        new[old] = group
        firsts[groups] = place
        taken[place] = group
        groups += fresh
    return taken, firsts[:groups].copy()


@compiled(COLUMN, SIZE, COLUMN)
def split(ids: Ids, size: int, keys: Whole) -> tuple[Ids, Ids]:
    """The finer groups, numbered in order of appearance, and the first line of each.

    The finer groups of a group are a chain, newest first. A group also has a bit for the last six bits of
    each key it has seen: a key without its bit is new, and nothing need be compared. It gives up, with no
    groups at all, where chains are so long that hashing is faster.
    """
    newest = np.full(size, -1, np.intp)
    seen = np.zeros(size, np.uint64)
    older = np.empty(len(ids), np.intp)
    finer = np.empty(len(ids), np.intp)
    firsts = np.empty(len(ids), np.intp)
    groups, steps = 0, LONGEST_CHAINS * len(ids)
    for line in range(len(ids)):
        owner = ids[line]
        bit = np.uint64(1) << (np.uint64(keys[line]) & np.uint64(63))
        group = -1
        if seen[owner] & bit:
            group = newest[owner]
            while group >= 0 and keys[firsts[group]] != keys[line]:
                group = older[group]
                steps -= 1
        if group < 0:
            group = groups
            groups += 1
            firsts[group] = line
            older[group] = newest[owner]
            newest[owner] = group
            seen[owner] |= bit
        finer[line] = group
        if steps < 0:
            return finer, firsts[:0].copy()
    return finer, firsts[:groups].copy()


@compiled(COLUMN, SIZE, COLUMN)
def total(ids: Ids, size: int, values: Whole) -> Whole:
    """Sum of the values of the line's group."""
    sums = np.zeros(size, np.int64)
    for line in range(len(ids)):
        sums[ids[line]] += values[line]
    return sums[ids]


@compiled(COLUMN, SIZE, BYTES)
def some(ids: Ids, size: int, mask: Bytes) -> Bytes:
    """1 where a line of the group has 1."""
    found = np.zeros(size, np.uint8)
    for line in range(len(ids)):
        found[ids[line]] |= mask[line]
    return found[ids]


@compiled(COLUMN, SIZE, COLUMN)
def union(ids: Ids, size: int, values: Whole) -> Whole:
    """The bits of the values of the line's group."""
    bits = np.zeros(size, np.int64)
    for line in range(len(ids)):
        bits[ids[line]] |= values[line]
    return bits[ids]


@compiled(COLUMN, COLUMN, COLUMN)
def greatest(ids: Ids, firsts: Ids, values: Whole) -> Whole:
    """Largest of the values of the line's group."""
    most = values[firsts]
    for line in range(len(ids)):
        most[ids[line]] = max(most[ids[line]], values[line])
    return most[ids]


@compiled(COLUMN, COLUMN, COLUMN)
def least(ids: Ids, firsts: Ids, values: Whole) -> Whole:
    """Smallest of the values of the line's group."""
    most = values[firsts]
    for line in range(len(ids)):
        most[ids[line]] = min(most[ids[line]], values[line])
    return most[ids]


@compiled(COLUMN, SIZE, COLUMN)
def running_total(ids: Ids, size: int, values: Whole) -> Whole:
    """Sum of the values of the earlier lines of the group."""
    sums = np.zeros(size, np.int64)
    before = np.empty(len(ids), np.int64)
    for line in range(len(ids)):
        group = ids[line]
        before[line] = sums[group]
        sums[group] += values[line]
    return before


@compiled(COLUMN, COLUMN, COLUMN, COLUMN, types.int64, BYTES)
def admitted_total(ids: Ids, firsts: Ids, values: Whole, start: Whole, ceiling: int, exempt: Bytes) -> Whole:
    """The start, and the values of earlier lines of the group that fit under the ceiling or are exempt."""
    sums = start[firsts]
    before = np.empty(len(ids), np.int64)
    for line in range(len(ids)):
        group = ids[line]
        before[line] = sums[group]
        if exempt[line] or sums[group] + values[line] <= ceiling:
            sums[group] += values[line]
    return before


@compiled(COLUMN, COLUMN, COLUMN, COLUMN)
def allotted(ids: Ids, firsts: Ids, supply: Whole, claims: Whole) -> Whole:
    """What each line gets of its group's supply, in line order; the last gets what is left."""
    left = supply[firsts]
    last = firsts.copy()
    for line in range(len(ids)):
        last[ids[line]] = line
    got = np.empty(len(ids), np.int64)
    for line in range(len(ids)):
        group = ids[line]
        got[line] = left[group] if line == last[group] else min(left[group], claims[line])
        left[group] -= got[line]
    return got


@compiled(COLUMN, SIZE)
def position(ids: Ids, size: int) -> Whole:
    """0-based place of the line within its group."""
    counts = np.zeros(size, np.int64)
    places = np.empty(len(ids), np.int64)
    for line in range(len(ids)):
        group = ids[line]
        places[line] = counts[group]
        counts[group] += 1
    return places


@compiled(COLUMN, COLUMN, COLUMN)
def leads(ids: Ids, firsts: Ids, values: Whole) -> Flags:
    """Whether the line is the first of those with the largest value of its group."""
    best = firsts.copy()
    for line in range(len(ids)):
        group = ids[line]
        if values[line] > values[best[group]]:
            best[group] = line
    leading = np.zeros(len(ids), np.bool_)
    for line in best:
        leading[line] = True
    return leading


@compiled(COLUMN, SIZE)
def laid_out(ids: Ids, size: int) -> tuple[Ids, Ids]:
    """The lines in order of group, ties in line order, and where each group starts in that order."""
    starts = np.zeros(size + 1, np.intp)
    for group in ids:
        starts[group + 1] += 1
    starts = np.cumsum(starts)
    next_place = starts.copy()
    order = np.empty(len(ids), np.intp)
    for line in range(len(ids)):
        group = ids[line]
        order[next_place[group]] = line
        next_place[group] += 1
    return order, starts


@compiled(COLUMN, SIZE, COLUMN)
def rank_by_comparing(ids: Ids, size: int, values: Whole) -> Whole:
    """0-based place of the line when its group is ordered by value, largest first, ties by line.

    Each line is compared with the earlier ones of its group, which are a chain. It gives up, with no ranks
    at all, where chains are so long that sorting is faster.
    """
    newest = np.full(size, -1, np.intp)
    older = np.empty(len(ids), np.intp)
    ranks = np.zeros(len(ids), np.int64)
    steps = LONGEST_COMPARED * len(ids)
    for line in range(len(ids)):
        earlier = newest[ids[line]]
        older[line] = earlier
        newest[ids[line]] = line
        ahead = 0
        while earlier >= 0 and steps >= 0:
            behind = values[earlier] < values[line]
            ranks[earlier] += behind
            ahead += 1 - behind
            earlier = older[earlier]
            steps -= 1
        ranks[line] = ahead
    return ranks if steps >= 0 else ranks[:0].copy()


@compiled(COLUMN, COLUMN, COLUMN)
def rank(order: Ids, starts: Ids, values: Whole) -> Whole:
    """The same for lines that are laid out by group."""
    ranks = np.zeros(len(order), np.int64)
    for group in range(len(starts) - 1):
        lines = order[starts[group] : starts[group + 1]]
        if len(lines) <= LONGEST_COMPARED:
            for place in range(1, len(lines)):
                line = lines[place]
                ahead = 0
                for earlier in lines[:place]:
                    behind = values[earlier] < values[line]
                    ranks[earlier] += behind
                    ahead += 1 - behind
                ranks[line] = ahead
        else:
            by_value = np.argsort(~values[lines], kind="mergesort")
            for place in range(len(lines)):
                ranks[lines[by_value[place]]] = place
    return ranks


@compiled(COLUMN, COLUMN)
def pairs(order: Ids, starts: Ids) -> tuple[Ids, Ids]:
    """The lines of all ordered pairs of different lines of a group."""
    sizes = np.diff(starts)
    left = np.empty((sizes * (sizes - 1)).sum(), np.intp)
    right = np.empty_like(left)
    pair = 0
    for group in range(len(starts) - 1):
        lines = order[starts[group] : starts[group + 1]]
        for one in range(len(lines)):
            for other in range(len(lines)):
                if one != other:
                    left[pair], right[pair] = lines[one], lines[other]
                    pair += 1
    return left, right


@compiled(COLUMN, COLUMN, COLUMN, COLUMN)
def overlaps(order: Ids, starts: Ids, start: Whole, stop: Whole) -> tuple[Ids, Ids]:
    """The lines of every two spans of a group that overlap, in order of what starts first."""
    by_start = order.copy()
    found = 0
    for group in range(len(starts) - 1):
        lines = by_start[starts[group] : starts[group + 1]]
        if len(lines) > LONGEST_COMPARED:
            lines[:] = lines[np.argsort(start[lines], kind="mergesort")]
        else:
            for place in range(1, len(lines)):
                line, to = lines[place], place
                while to > 0 and start[lines[to - 1]] > start[line]:
                    lines[to] = lines[to - 1]
                    to -= 1
                lines[to] = line
        for place in range(len(lines)):
            behind = place + 1
            while behind < len(lines) and start[lines[behind]] < stop[lines[place]]:
                behind += 1
            found += behind - place - 1
    left = np.empty(found, np.intp)
    right = np.empty(found, np.intp)
    pair = 0
    for group in range(len(starts) - 1):
        lines = by_start[starts[group] : starts[group + 1]]
        for place in range(len(lines)):
            behind = place + 1
            while behind < len(lines) and start[lines[behind]] < stop[lines[place]]:
                left[pair], right[pair] = lines[place], lines[behind]
                pair += 1
                behind += 1
    return left, right
