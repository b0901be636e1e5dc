"""Which lines' minutes belong together: one patient, date of service, billing provider and plan of care."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.groups import Groups

Array = NDArray[Any]

TORN: Final = 9
"""The plan of care of a line that may belong to any of several."""


@frozen(eq=False)
class Pools:
    """Lines grouped by plan of care within a patient's day, and by code within that.

    `torn` marks lines whose plan of care cannot be told; it is None where there are none.
    """

    day: Groups
    pool: Groups
    code: Groups
    torn: Array | None

    def unclear(self, codes: Array | None = None) -> Array:
        """Lines that may be counted with another of their day, of the same of `codes`, if one's plan is torn.

        `codes` numbers each line's code; without it any two lines of a day may be counted together.
        """
        unclear = np.zeros(self.day.lines, np.bool_)
        if self.torn is not None:
            lines = self.day.any(self.torn).nonzero()[0]
            together = self.day.take(lines)
            if codes is not None:
                together = together.split(codes[lines])
            unclear[lines] = together.any(self.torn[lines]) & together.several()
        return unclear


def plan_of_care(batch: Batch) -> Array:
    """The discipline under whose plan of care each line was furnished, as `Batch.discipline` numbers it.

    A line without a discipline modifier belongs to the day's only plan of care, where there is just one.
    """
    plan = batch.discipline
    bare = plan == 0
    if not bare.any() or not plan.any():
        return plan
    lines = batch.day.any(bare).nonzero()[0]
    day, stated = batch.day.take(lines), plan[lines]
    only = day.maximum(stated)
    several = day.any((stated > 0) & (stated != only))
    told = plan.copy()
    told[lines] = np.where(stated > 0, stated, np.where(several, TORN, only))
    return told


def pools(batch: Batch) -> Pools:
    """Group the lines of a batch by the plans of care of its days."""
    plan = batch.computed(plan_of_care)
    pool = batch.day.split(plan)
    torn = plan == TORN
    return Pools(batch.day, pool, pool.split(batch.code.ids), torn if torn.any() else None)
