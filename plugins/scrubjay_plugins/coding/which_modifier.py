"""Which of several modifiers a line carries."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import MODIFIERS, modifier_table, modifier_text

Array = NDArray[Any]

MODIFIER_TEXTS: Final = tuple(modifier_text(number) for number in range(MODIFIERS))
"""The modifier that each number stands for, as the names of a column of text."""


def first_modifier(batch: Batch, lines: Array, wanted: tuple[str, ...]) -> Array:
    """The number of the first modifier on each of `lines` that is one of `wanted`; 0 for none."""
    numbers = batch.modifiers[lines]
    held = modifier_table(wanted)[numbers]
    first = numbers[np.arange(len(lines)), held.argmax(axis=1)]
    return np.where(held.any(axis=1), first, 0)
