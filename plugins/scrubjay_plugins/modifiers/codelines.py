"""The lines of codes in which an assistant took part, with the sums of each code."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.groups import Groups
from scrubjay_plugins.units.pools import TORN, plan_of_care

Array = NDArray[Any]


@frozen(eq=False)
class CodeLines:
    """Lines, at `places` of a batch, of codes in which an assistant took part.

    One code is one code, patient, date of service, billing provider and plan of care, on however many lines.
    Columns hold an element a line, -1 where missing: `minutes`, of these the `assistant`'s, units `billed`
    and `supported`, and the `plan` of care as `plan_of_care` numbers it.
    """

    places: Array
    code: Groups
    plan: Array
    minutes: Array
    assistant: Array
    billed: Array
    supported: Array

    @classmethod
    def of(cls, batch: Batch, sign: Array) -> CodeLines:
        """The lines of each code that has a line in the mask `sign`."""
        plan = batch.computed(plan_of_care)
        places = np.flatnonzero(batch.day.any(sign))
        codes = batch.day.take(places).split(batch.code.ids[places] * (TORN + 1) + plan[places])
        inside = codes.any(sign[places])
        if not inside.all():
            lines = np.flatnonzero(inside)
            places, codes = places[lines], codes.take(lines)
        return cls(
            places=places,
            code=codes,
            plan=plan[places],
            minutes=batch.minutes[places],
            assistant=cast("Array", batch.line_column("assistant_minutes"))[places],
            billed=batch.units[places],
            supported=batch.settled.supported[places],
        )

    @property
    def counted(self) -> Array:
        """Units of each line that are billed and supported, as far as either is known; -1 for neither."""
        least = np.minimum(self.billed, self.supported)
        return np.where(least < 0, np.maximum(self.billed, self.supported), least)

    def spread(self, values: Array, lines: int, elsewhere: int) -> Array:
        """A column over all `lines` of the batch: `values` at these lines, `elsewhere` at others."""
        if len(self.places) == lines:
            return values
        column = np.full(lines, elsewhere)
        column[self.places] = values
        return column

    @property
    def single(self) -> bool:
        """Does every code stand on one line alone?"""
        return self.code.size == self.code.lines

    def total(self, values: Array) -> Array:
        """The sum over the lines of a code, of what is known."""
        known = np.maximum(values, 0)
        return known if self.single else self.code.total(known)

    def any(self, mask: Array) -> Array:
        """A mask: does `mask` hold for a line of the code?"""
        return mask if self.single or not mask.any() else self.code.any(mask)

    def lacking(self, values: Array) -> Array:
        """A mask: is the value missing on a line of the code?"""
        return self.any(values < 0)

    def likeliest(self, lines: Array, mark: Array) -> Array:
        """Of the mask `lines`, those of a code that have the `mark`; all, where none of them has it."""
        if self.single:
            return lines
        marked = lines & mark
        return marked | (lines & ~self.any(marked))
