"""Which lines' minutes belong together: one patient, date of service, billing provider and plan of care."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.groups import Groups

Array = NDArray[Any]


@frozen(eq=False)
class Pools:
    """Lines grouped by plan of care within a patient's day.

    `unclear` marks lines whose plan of care cannot be told: they carry no discipline modifier on a day
    that has several disciplines.
    """

    pool: Groups
    code: Groups
    unclear: Array


def pools(batch: Batch, counted: Array) -> Pools:
    """Group the lines of a batch; `counted` marks those whose minutes count.

    A line without a discipline modifier belongs to the day's only plan of care, where there is just one.
    """
    plan = batch.discipline
    bare = counted & (plan == 0)
    if not bare.any() or not plan.any():
        groups = batch.by("patient", "date", "billing_provider", "discipline")
        codes = batch.by("patient", "date", "billing_provider", "discipline", "code")
        return Pools(groups, codes, np.zeros(batch.lines, np.bool_))
    day = batch.day
    only = day.maximum(plan)
    several = day.any((plan != 0) & (plan != only))
    plan = np.where((plan == 0) & ~several, only, plan)
    groups = day.split(plan)
    return Pools(groups, groups.split(batch.code.ids), day.any(bare & several) & counted)


def share_out(codes: Groups, supported: Array, claimed: Array) -> Array:
    """Share a code's units among its lines: in line order what each claims, the rest to the last line.

    `supported` holds the units of the code, on each of its lines.
    """
    if codes.size == codes.lines:
        return supported
    before = codes.running_total(claimed)
    left = np.maximum(supported - before, 0)
    last = codes.position() == codes.count() - 1
    return np.where(last, left, np.minimum(left, claimed))
