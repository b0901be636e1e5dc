"""What a limit counts: units and minutes, which add up, or visits, days and codes, which are told apart."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.groups import Groups

Array = NDArray[Any]

Measure = Literal["units", "minutes", "visits", "days", "codes"]

ADDING: Final = frozenset({"units", "minutes"})
"""Measures that add up line by line; of the others a line is one, together with lines that share it."""


@frozen(eq=False)
class Weighed:
    """What each line weighs.

    `open` marks lines that count at all, `unknown` those of them whose weight is missing (0 here). Lines of
    one visit, day or code are one `item` together; its first open line weighs 1 and stands for it.
    """

    weight: Array
    open: Array
    unknown: Array
    item: Groups | None

    def spread(self, values: Array) -> Array:
        """The values of the line that stands for each line's item; of a measure that adds up, its own."""
        if self.item is None:
            return values
        return self.item.total(np.where(self.weight > 0, values, 0))


def payable(batch: Batch) -> Array:
    """A mask of lines of which earlier policies left something payable, or not known to be nothing."""
    settled = batch.settled
    return np.asarray(~settled.closed & (settled.payable != 0))


def weigh(batch: Batch, measure: Measure, groups: Groups, counted: Array) -> Weighed:
    """What each of the `counted` lines weighs, as earlier policies left it."""
    here = counted & payable(batch)
    if measure in ADDING:
        amount = batch.settled.payable if measure == "units" else batch.minutes
        unknown = here & (amount < 0)
        return Weighed(np.where(here & ~unknown, amount, 0).astype(np.int64), here, unknown, None)
    keys = {"visits": batch.encounter, "days": batch.date.astype(np.int64), "codes": batch.code.ids}
    item = groups.split(keys[measure])
    first = here & (item.running_total(here) == 0)
    return Weighed(first.astype(np.int64), here, np.zeros(batch.lines, np.bool_), item)
