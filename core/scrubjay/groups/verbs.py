"""The verbs of groups, in NumPy; for a few lines in plain Python."""

from collections.abc import Callable, Iterable
from functools import cache, cached_property, lru_cache
from types import ModuleType
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
from attrs import frozen

from scrubjay.groups.ordering import (
    Indices,
    Integers,
    Mask,
    Scalar,
    Values,
    leaders,
    order_of_runs,
    places,
    read_only,
    runs,
)
from scrubjay.groups.overlapping import overlapping, overlapping_few

State = TypeVar("State")

FEW_LINES: Final = 16
"""Up to so many lines, plain Python numbers the groups and ranks them faster than NumPy does."""

MANY_LINES: Final = 20_000
"""From so many lines on, compiled verbs are so much faster that they are worth loading."""

SOME_LINES: Final = FEW_LINES + 1
"""From so many lines on, they are faster once they are loaded."""

WORTH_LOADING = 8_000_000
"""Compiled verbs are loaded, which takes a second, once a process has grouped so many lines of such batches.

A batch is grouped some four times, so that it is about two million lines."""

LEAST, GREATEST = np.iinfo(np.int64).min, np.iinfo(np.int64).max

LONGEST_SHIFT = 16
SORT_IN_SHIFTS = 200
"""Sorting a line costs about as much as comparing 200 lines with a neighbour: what `rank` weighs."""


@frozen(eq=False, slots=False)
class Groups:
    """The lines of a batch, grouped by a key. Build it with `of` or `single`; it never changes.

    `ids` holds each line's group number, 0 to `size - 1` (read-only). Verbs take any integers or booleans and
    compute in int64: sums are exact as long as they fit.
    """

    ids: Indices
    _firsts: Indices
    _contiguous: bool
    _larger: "tuple[Groups, Indices] | None" = None

    @classmethod
    def of(cls, keys: Values) -> "Groups":
        """Group lines by `keys`, one integer per line, in any order."""
        if len(keys) <= FEW_LINES:
            return _few(keys.tolist())
        if (best := _best(len(keys))) is not Groups and cls is Groups:
            return best.of(keys)
        starts, run = runs(keys)
        run_keys = np.asarray(keys[starts], np.int64)
        if (run_keys[1:] > run_keys[:-1]).all():
            return cls(read_only(run), starts, contiguous=True)
        leader = leaders(run_keys)
        leads = leader == np.arange(len(leader))
        ids = (np.cumsum(leads) - 1)[leader][run]
        return cls(read_only(ids), starts[leads], contiguous=bool(leads.all()))

    @classmethod
    def single(cls, lines: int) -> "Groups":
        """All `lines` in one group (no group if there are no lines)."""
        if lines <= FEW_LINES:
            return _few([0] * lines)
        return _best(lines)(read_only(np.zeros(lines, np.intp)), np.zeros(1, np.intp), contiguous=True)

    def over(self, owner: Indices, starts: Indices) -> "Groups":
        """The groups of lines whose owners are grouped so.

        `owner` gives each line's owner, in ascending order, and `starts` the first line of each owner.
        """
        if len(owner) <= FEW_LINES:
            return _few(self.ids[owner].tolist())
        ids = read_only(self.ids[owner])
        return _best(len(ids))(ids, starts[self._firsts], contiguous=self._contiguous)

    @cached_property
    def lines(self) -> int:
        """The number of lines."""
        return len(self.ids)

    @cached_property
    def size(self) -> int:
        """The number of groups."""
        return len(self._firsts)

    def total(self, values: Values) -> Integers:
        """Sum of `values` over the line's group."""
        return self._reduce(np.add, np.asarray(values, np.int64), initial=0)

    def count(self) -> Integers:
        """Number of lines in the line's group (read-only)."""
        return self._count

    def any(self, mask: Values) -> Mask:
        """Whether `mask` holds for at least one line of the group."""
        as_bytes = np.asarray(mask, np.bool_).view(np.uint8)
        if not np.count_nonzero(as_bytes):
            return np.zeros(self.lines, np.bool_)
        return self._reduce(np.maximum, as_bytes, initial=0).view(np.bool_)

    def all(self, mask: Values) -> Mask:
        """Whether `mask` holds for every line of the group."""
        return ~self.any(~np.asarray(mask, np.bool_))

    def maximum(self, values: Values) -> Integers:
        """Largest of `values` in the line's group."""
        return self._reduce(np.maximum, np.asarray(values, np.int64), initial=LEAST)

    def minimum(self, values: Values) -> Integers:
        """Smallest of `values` in the line's group."""
        return self._reduce(np.minimum, np.asarray(values, np.int64), initial=GREATEST)

    def union(self, values: Values) -> Integers:
        """The bits that `values` have on any line of the line's group."""
        return self._reduce(np.bitwise_or, np.asarray(values, np.int64), initial=0)

    def several(self) -> Mask:
        """Whether the line's group has another line."""
        return self.any(~self.heads())

    def first(self, values: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
        """Value at the first line, in line order, of the line's group; any dtype, which is kept."""
        return values.take(self._firsts).take(self.ids)

    def position(self) -> Integers:
        """0-based place of the line within its group, in line order (read-only)."""
        return self._position

    def heads(self) -> Mask:
        """Whether the line is its group's first, in line order."""
        heads = np.zeros(self.lines, np.bool_)
        heads[self._firsts] = True
        return heads

    def rank(self, values: Values) -> Integers:
        """0-based place of the line when its group is ordered by `values`, largest first, ties by line."""
        if self.lines <= FEW_LINES:
            return self._rank_few(values.tolist())
        ranks = self._in_line_order(self._rank_by_shifting(self._laid_out(values))).astype(np.int64)
        large = self._lines_to_sort
        if len(large):
            # ~ reverses the order of every integer type and of booleans, and cannot overflow
            order = np.lexsort((~values[large], self.ids[large]))
            ranks[large[order]] = places(self.ids[large[order]])
        return ranks

    def leads(self, values: Values) -> Mask:
        """Whether the line has the largest of `values` in its group, and is the first of those that have."""
        if self.lines <= FEW_LINES:
            return np.equal(self._rank_few(values.tolist()), 0)
        highest = np.flatnonzero(values == self.maximum(values))
        if len(highest) > self.size:
            first = np.empty(self.size, np.intp)
            first[self.ids[highest[::-1]]] = highest[::-1]
            highest = first
        leads = np.zeros(self.lines, np.bool_)
        leads[highest] = True
        return leads

    def running_total(self, values: Values) -> Integers:
        """Sum of `values` over the earlier lines of the group: what had accrued before this line."""
        laid_out = self._laid_out(np.asarray(values, np.int64))
        before = np.add.accumulate(laid_out) - laid_out
        return self._in_line_order(before) - before[self._starts][self.ids]

    def admitted_total(self, values: Values, start: Integers, ceiling: int, exempt: Mask) -> Integers:
        """What had been admitted before this line: the group's `start`, and earlier values that fit.

        A value fits while the sum stays at or below `ceiling`; one that is `exempt` is admitted in any case.
        One that does not fit is left out, and a smaller one that follows may still fit. `start` is the same
        on all lines of a group, and no value is below 0.
        """
        values = np.asarray(values, np.int64)
        before = start + self.running_total(values)
        refused = (before + values > ceiling) & (values > 0) & ~exempt
        if not refused.any():
            return before

        def step(admitted: int | None, start: int, value: int, exempt: bool) -> tuple[int, int]:
            had = start if admitted is None else admitted
            return (had + value if exempt or had + value <= ceiling else had), had

        folded = self.scan(step, None, start, values, exempt, where=refused)
        return np.where(self.any(refused), folded, before)

    def allotted(self, supply: Values, claims: Values) -> Integers:
        """What the line gets of a group's `supply`: what it claims while it lasts; the last, the rest.

        `supply` is the same on all lines of a group; neither it nor any of `claims` is below 0.
        """
        if self.lines <= FEW_LINES:
            return self._allot_few(supply.tolist(), claims.tolist())
        allotted = np.array(supply, np.int64)
        shared = self.several().nonzero()[0]
        if len(shared):
            lines, claimed = self.take(shared), np.asarray(claims, np.int64)[shared]
            left = np.maximum(allotted[shared] - lines.running_total(claimed), 0)
            last = lines.position() == lines.count() - 1
            allotted[shared] = np.where(last, left, np.minimum(left, claimed))
        return allotted

    def recent_total(self, values: Values, when: Values, span: int) -> Integers:
        """Sum of `values` over lines of the group that come before this one by less than `span`.

        `when` says when, as whole numbers such as days. A line comes before another if its `when` is
        smaller, or the same and it stands earlier; one that is `span` or more smaller is too long ago.
        """
        if not self.lines:
            return np.zeros(0, np.int64)
        days = np.asarray(when, np.int64) - int(np.min(when)) + span
        order = np.lexsort((days, self.ids))
        keys = (self.ids * (int(days.max()) + 1) + days)[order]
        sums = np.concatenate(([0], np.cumsum(np.asarray(values, np.int64)[order])))
        recent = np.empty(self.lines, np.int64)
        recent[order] = sums[:-1] - sums[np.searchsorted(keys, keys - span, side="right")]
        return recent

    def pairs(self) -> tuple[Indices, Indices]:
        """Line indices `(left, right)` of all ordered pairs of different lines of a group (read-only).

        Both (i, j) and (j, i) are there, in no particular order.
        """
        return self._pairs

    def overlaps(self, start: Values, stop: Values) -> tuple[Indices, Indices]:
        """Line indices `(left, right)` of every two lines of a group whose spans overlap, once each.

        A span runs from `start` to before `stop`, and is not empty; two that only touch do not overlap. Left
        is what starts first, among equals the first line; a group's pairs are in order of left, then right.
        """
        spans = np.asarray(start, np.int64), np.asarray(stop, np.int64)
        if self.lines <= FEW_LINES:
            return overlapping_few(self.ids, *spans)
        return overlapping(self.ids, self.size, *spans)

    def scan(
        self,
        step: Callable[..., tuple[State, int]],
        initial: State,
        *columns: Values,
        where: Values | None = None,
    ) -> Integers:
        """Fold each group in line order: `state, out = step(state, *values_at_line)`; gives `out` per line.

        Every group starts from `initial`, which `step` must not change in place. Only groups with a line in
        the mask `where` are folded; other lines get 0. It is a Python loop: name the groups that need it.
        """
        chosen = slice(None) if where is None else np.flatnonzero(self.any(where))
        values = [column[chosen].tolist() for column in columns]
        states: dict[int, State] = {}
        outs = []
        for group, *line in zip(self.ids[chosen].tolist(), *values, strict=True):
            states[group], out = step(states.get(group, initial), *line)
            outs.append(out)
        result = np.zeros(self.lines, np.int64)
        result[chosen] = outs
        return result

    def split(self, keys: Values) -> "Groups":
        """The finer groups: lines of the same group that also have the same key."""
        if self.lines <= FEW_LINES:
            return _few(zip(self.ids.tolist(), keys.tolist(), strict=True))
        keys = np.asarray(keys, np.int64)
        if int(keys.max()) - int(keys.min()) >= GREATEST // self.lines:
            keys = Groups.of(keys).ids
        offsets = keys - keys.min()
        return Groups.of(self.ids * (offsets.max() + 1) + offsets)

    def take(self, lines: npt.NDArray[np.integer[Any]]) -> "Groups":
        """The groups of a sub-batch: `lines` are increasing line indices, groups without a line vanish."""
        ids = self.ids[lines]
        if len(ids) <= FEW_LINES:
            return _few(ids.tolist())
        firsts = np.full(self.size, -1)
        firsts[ids[::-1]] = np.arange(len(ids) - 1, -1, -1)
        present = firsts >= 0
        if not present.all():
            ids, firsts = (np.cumsum(present) - 1)[ids], firsts[present]
        larger = None if self._contiguous else (self, np.asarray(lines, np.intp))
        return Groups(read_only(ids), firsts, contiguous=self._contiguous, larger=larger)

    # The layout puts the lines of a group side by side. Most batches come that way; then `_order` is None.

    @cached_property
    def _order(self) -> Indices | None:
        if self._contiguous:
            return None
        if self._larger is None:
            return order_of_runs(self.ids)
        groups, lines = self._larger
        place = np.full(groups.lines, -1)
        place[lines] = np.arange(self.lines)
        order = place[groups._order]
        return order[order >= 0]

    def _reduce(self, ufunc: np.ufunc, values: npt.NDArray[Scalar], initial: int) -> npt.NDArray[Scalar]:
        """Combine the values of each group; `at` is faster than `reduceat` when there are many groups."""
        reduced: npt.NDArray[Scalar]
        if self.lines <= FEW_LINES:
            reduced = ufunc.reduceat(self._laid_out(values), self._starts)
        else:
            reduced = np.full(self.size, initial, values.dtype)
            ufunc.at(reduced, self.ids, values)
        return reduced[self.ids]

    def _laid_out(self, values: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
        return values if self._order is None else values[self._order]

    def _in_line_order(self, laid_out: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
        if self._order is None:
            return laid_out
        values = np.empty_like(laid_out)
        values[self._order] = laid_out
        return values

    @cached_property
    def _sizes(self) -> Indices:
        return np.bincount(self.ids, minlength=self.size)

    @cached_property
    def _starts(self) -> Indices:
        return self._firsts if self._contiguous else np.cumsum(self._sizes) - self._sizes

    @cached_property
    def _count(self) -> Integers:
        return read_only(self._sizes[self.ids])

    @cached_property
    def _position(self) -> Integers:
        return read_only(self._in_line_order(places(self._laid_out(self.ids))))

    @cached_property
    def _pairs(self) -> tuple[Indices, Indices]:
        place = self._laid_out(self._position)
        later = [np.flatnonzero(place)]
        earlier = [later[0] - 1]
        while len(later[-1]):
            shift = len(later) + 1
            later.append(later[-1][np.flatnonzero(place[later[-1]] >= shift)])
            earlier.append(later[-1] - shift)
        left, right = np.concatenate(later + earlier), np.concatenate(earlier + later)
        if self._order is not None:
            left, right = self._order[left], self._order[right]
        return read_only(left), read_only(right)

    def _allot_few(self, supply: list[int], claims: list[int]) -> Integers:
        ids: list[int] = self.ids.tolist()
        left = {group: supply[line] for line, group in enumerate(ids)}
        last = {group: line for line, group in enumerate(ids)}
        allotted = []
        for line, group in enumerate(ids):
            allotted.append(left[group] if line == last[group] else min(left[group], claims[line]))
            left[group] -= allotted[-1]
        return np.array(allotted, np.int64)

    def _rank_few(self, values: list[int]) -> Integers:
        ids: list[int] = self.ids.tolist()
        ranks = [0] * len(ids)
        ranked = [0] * self.size
        for line in sorted(range(len(ids)), key=values.__getitem__, reverse=True):
            group = ids[line]
            ranks[line] = ranked[group]
            ranked[group] += 1
        return np.array(ranks, np.int64)

    def _rank_by_shifting(self, values: Values) -> npt.NDArray[np.uint8]:
        """Compare each laid-out line with its neighbours; right for groups of at most `_reach` lines."""
        ranks = np.zeros(self.lines, np.uint8)
        for shift in range(1, self._reach):
            together = self._place[shift:] >= shift
            behind = values[:-shift] >= values[shift:]
            ranks[shift:] += together & behind
            ranks[:-shift] += together > behind
        return ranks

    @cached_property
    def _place(self) -> npt.NDArray[np.uint8]:
        return np.minimum(self._laid_out(self._position), LONGEST_SHIFT).astype(np.uint8)

    @cached_property
    def _reach(self) -> int:
        """The group size up to which shifting every line once more is cheaper than sorting larger groups."""
        sizes = np.arange(LONGEST_SHIFT + 1)
        groups_of_size = np.bincount(np.minimum(self._sizes, LONGEST_SHIFT + 1), minlength=len(sizes) + 1)
        lines_beyond = self.lines - np.cumsum(groups_of_size[:-1] * sizes)
        return int(np.argmin(sizes * self.lines + lines_beyond * SORT_IN_SHIFTS))

    @cached_property
    def _lines_to_sort(self) -> Indices:
        return np.flatnonzero((self._sizes > self._reach)[self.ids])


@cache
def _compiled() -> type[Groups] | None:
    try:
        from scrubjay.groups.compiled import CompiledGroups
    except ImportError:  # numba is not there, or refuses the NumPy that is
        return None
    return CompiledGroups


def _best(lines: int) -> type[Groups]:
    """The class of groups whose verbs are fastest for so many lines."""
    global _grouped
    if lines >= MANY_LINES:
        _grouped += lines
    if lines < SOME_LINES or _grouped < WORTH_LOADING:
        return Groups
    return _compiled() or Groups


def loops_for(lines: int) -> ModuleType | None:
    """The compiled loops over columns (`column_loops`), where they are loaded and faster for that many."""
    if lines < SOME_LINES or _grouped < WORTH_LOADING:
        return None
    return _column_loops()


@cache
def _column_loops() -> ModuleType | None:
    try:
        from scrubjay.groups import column_loops
    except ImportError:
        return None
    return column_loops


_grouped = 0


def _few(keys: Iterable[object]) -> Groups:
    numbers: dict[object, int] = {}
    return _pattern(tuple([numbers.setdefault(key, len(numbers)) for key in keys]))


@lru_cache(maxsize=4096)
def _pattern(ids: tuple[int, ...]) -> Groups:
    firsts = [ids.index(group) for group in range(len(set(ids)))]
    return Groups(
        read_only(np.array(ids, np.intp)), np.array(firsts, np.intp), contiguous=list(ids) == sorted(ids)
    )
