"""A modifier and the others that it is stated with, and which of several pairings stands on each line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.kinds import param
from scrubjay.masks import put
from scrubjay.values import Modifier

Array = NDArray[Any]


@frozen
class Pairing:
    """A modifier, and those that it needs or excludes."""

    modifier: Modifier = param("The modifier.")
    others: tuple[Modifier, ...] = param("The other modifiers.")

    @property
    def listed(self) -> str:
        """The other modifiers, in words."""
        return any_of(self.others)


def any_of(modifiers: Sequence[str]) -> str:
    """Some modifiers in words: "GP", "GP or GO", "GP, GO or GN"."""
    *others, last = modifiers
    return f"{', '.join(others)} or {last}" if others else last


def every(pairings: Sequence[Pairing]) -> tuple[str, ...]:
    """All modifiers that pairings name, each once."""
    return tuple(dict.fromkeys(each for one in pairings for each in (one.modifier, *one.others)))


def first_of(masks: Sequence[Array]) -> Array:
    """For each element the number of the first mask that holds there, from 1; 0 where none does."""
    numbers = np.zeros(len(masks[0]), np.int8)
    for number in range(len(masks), 0, -1):
        put(numbers, masks[number - 1], number)
    return numbers
