"""Groups of many lines, whose verbs are compiled loops."""

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from scrubjay.groups import loops
from scrubjay.groups.ordering import Indices, Integers, Mask, Values, read_only
from scrubjay.groups.verbs import FEW_LINES, Groups


@frozen(eq=False, slots=False)
class CompiledGroups(Groups):
    """The same groups and verbs as `Groups`, which is their specification; for many lines they are faster."""

    @classmethod
    def of(cls, keys: Values) -> Groups:
        """Group lines by `keys`, one integer per line, in any order."""
        if len(keys) <= FEW_LINES:
            return Groups.of(keys)
        return cls._made(*loops.number(_whole(keys)))

    @classmethod
    def _made(cls, ids: Indices, firsts: Indices) -> Groups:
        return cls(read_only(ids), firsts, contiguous=False)

    def over(self, owner: Indices, starts: Indices) -> Groups:
        """The groups of lines whose owners are grouped so."""
        if len(owner) <= FEW_LINES:
            return super().over(owner, starts)
        return self._made(self.ids.take(owner), starts.take(self._firsts))

    def take(self, lines: npt.NDArray[np.integer[Any]]) -> Groups:
        """The groups of a sub-batch."""
        if len(lines) <= FEW_LINES:
            return super().take(lines)
        taken, firsts = loops.take(self.ids, self.size, _whole(lines))
        if len(taken) != len(lines):
            raise IndexError(f"lines {lines.min()} to {lines.max()} of {self.lines}")
        return self._made(taken, firsts)

    def split(self, keys: Values) -> Groups:
        """The finer groups: lines of the same group that also have the same key."""
        keys = self._column(keys)
        if self.lines <= loops.LONGEST_COMPARED * self.size:
            finer, firsts = loops.split(self.ids, self.size, keys)
            if len(firsts) or not len(keys):
                return self._made(finer, firsts)
        numbers, firsts = loops.number(keys)
        return self._made(*loops.number(self.ids * len(firsts) + numbers))

    def total(self, values: Values) -> Integers:
        """Sum of `values` over the line's group."""
        return loops.total(self.ids, self.size, self._column(values))

    def any(self, mask: Values) -> Mask:
        """Whether `mask` holds for at least one line of the group."""
        as_bytes = self._mask(mask)
        if not as_bytes.any():
            return np.zeros(self.lines, np.bool_)
        return loops.some(self.ids, self.size, as_bytes).view(np.bool_)

    def maximum(self, values: Values) -> Integers:
        """Largest of `values` in the line's group."""
        return loops.greatest(self.ids, self._firsts, self._column(values))

    def minimum(self, values: Values) -> Integers:
        """Smallest of `values` in the line's group."""
        return loops.least(self.ids, self._firsts, self._column(values))

    def union(self, values: Values) -> Integers:
        """The bits that `values` have on any line of the line's group."""
        return loops.union(self.ids, self.size, self._column(values))

    def rank(self, values: Values) -> Integers:
        """0-based place of the line when its group is ordered by `values`, largest first, ties by line."""
        values = self._column(values)
        if self.lines <= loops.LONGEST_COMPARED * self.size:
            ranks = loops.rank_by_comparing(self.ids, self.size, values)
            if len(ranks):
                return ranks
        return loops.rank(*self._groupwise, values)

    def leads(self, values: Values) -> Mask:
        """Whether the line has the largest of `values` in its group, and is the first of those that have."""
        return loops.leads(self.ids, self._firsts, self._column(values))

    def running_total(self, values: Values) -> Integers:
        """Sum of `values` over the earlier lines of the group: what had accrued before this line."""
        return loops.running_total(self.ids, self.size, self._column(values))

    def admitted_total(self, values: Values, start: Integers, ceiling: int, exempt: Mask) -> Integers:
        """What had been admitted before this line: the group's `start`, and earlier values that fit."""
        return loops.admitted_total(
            self.ids, self._firsts, self._column(values), self._column(start), ceiling, self._mask(exempt)
        )

    def allotted(self, supply: Values, claims: Values) -> Integers:
        """What the line gets of a group's `supply`: what it claims while it lasts; the last, the rest."""
        return loops.allotted(self.ids, self._firsts, self._column(supply), self._column(claims))

    def overlaps(self, start: Values, stop: Values) -> tuple[Indices, Indices]:
        """Line indices `(left, right)` of every two lines of a group whose spans overlap, once each."""
        return loops.overlaps(*self._groupwise, self._column(start), self._column(stop))

    def _column(self, values: Values) -> Integers:
        """A value for each line. Raises `ValueError` for more or fewer: a loop would read beyond them."""
        if len(values) != self.lines:
            raise ValueError(f"{len(values)} values for {self.lines} lines")
        return _whole(values)

    def _mask(self, mask: Values) -> npt.NDArray[np.uint8]:
        """A mask of the lines as bytes. Raises `ValueError` for one of another length."""
        if len(mask) != self.lines:
            raise ValueError(f"a mask of {len(mask)} for {self.lines} lines")
        return np.ascontiguousarray(mask, np.bool_).view(np.uint8)

    @cached_property
    def _groupwise(self) -> tuple[Indices, Indices]:
        return loops.laid_out(self.ids, self.size)

    @cached_property
    def _position(self) -> Integers:
        return read_only(loops.position(self.ids, self.size))

    @cached_property
    def _pairs(self) -> tuple[Indices, Indices]:
        left, right = loops.pairs(*self._groupwise)
        return read_only(left), read_only(right)


def _whole(values: Values) -> Integers:
    return np.ascontiguousarray(values, np.int64)
