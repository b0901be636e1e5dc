"""What is left of each line at every step of sharing its cost."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from scrubjay.masks import none_where
from scrubjay.settled import Settled

Array = NDArray[Any]


def after_patient(settled: Settled, lines: Array) -> Array:
    """What the patient does not yet owe of the allowed amount, in cents; 0 on other lines than `lines`."""
    return none_where(settled.allowed - settled.patient, ~lines)


def payment(settled: Settled, lines: Array) -> Array:
    """What would be paid after all adjustments so far, in cents; 0 on other lines than `lines`."""
    return none_where(settled.base - settled.adjusted, ~lines)
