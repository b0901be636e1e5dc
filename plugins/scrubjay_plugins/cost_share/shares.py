"""What is left of each line at every step of sharing its cost."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrubjay.money import MISSING
from scrubjay.settled import Settled

Array = NDArray[Any]


def after_patient(settled: Settled, lines: Array) -> Array:
    """What the patient does not yet owe of the allowed amount, in cents; 0 on other lines than `lines`."""
    return np.asarray((settled.allowed - settled.patient) * lines)


def payment(settled: Settled, lines: Array) -> Array:
    """What would be paid after all adjustments so far, in cents; 0 on other lines than `lines`."""
    base = np.where(settled.charge == MISSING, settled.allowed, settled.charge)
    return np.asarray((base - settled.adjusted) * lines)
