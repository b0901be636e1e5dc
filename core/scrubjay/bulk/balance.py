"""The money of a batch: what its lines come to, and what was taken off."""

from __future__ import annotations

from typing import Any

from attrs import frozen
from numpy.typing import NDArray

from scrubjay.settled import Adjustment, Settled

Array = NDArray[Any]


@frozen(eq=False)
class Balance:
    """The money of each line in cents: what it starts from, all adjustments, the patient's, what is paid.

    What is not `priced` has no amount paid.
    """

    base: Array
    adjusted: Array
    patient: Array
    paid: Array
    priced: Array

    @classmethod
    def of(cls, settled: Settled) -> Balance:
        """The balance of what is settled."""
        base, adjusted = settled.base, settled.adjusted
        return cls(base, adjusted, settled.patient, base - adjusted, settled.priced)


@frozen(eq=False)
class Taken:
    """What one adjustment took off: the lines of which it took anything, in order, and the cents of each."""

    adjustment: Adjustment
    line: Array
    amount: Array


def taken_by(settled: Settled) -> list[Taken]:
    """What every adjustment that took anything off took, in the order in which they did."""
    made = (Taken(each, *each.taken()) for each in settled.adjustments)
    return [each for each in made if len(each.line)]
