"""How many units of a code an assistant furnished in so large a part that they need the modifier.

Minutes and units are those of one code, of one patient, day, provider and plan of care, an element a code.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

Array = NDArray[Any]


@frozen(eq=False)
class Shares:
    """Units that need the modifier (`due`), and the units left beyond the full blocks of each clinician.

    `therapist_rest` and `assistant_rest` are the minutes of each beyond full blocks: those units are made of
    them.
    """

    due: Array
    left: Array
    therapist_rest: Array
    assistant_rest: Array


def by_unit(
    therapist: Array, assistant: Array, units: Array, *, block: int, own: int | None, percent: int
) -> Shares:
    """Units of a timed code, one by one.

    Full blocks of `block` minutes belong to the clinician who furnished them. Of the units left, one is the
    therapist's own where the therapist has at least `own` minutes left (None: never); the others need the
    modifier where the assistant's part of the minutes in them exceeds `percent`. Where fewer units are
    supported than there are full blocks, the therapist's come first.
    """
    whole, assistant_whole = therapist // block, assistant // block
    therapist_rest, assistant_rest = therapist - whole * block, assistant - assistant_whole * block
    beyond = np.maximum(units - whole, 0)
    left = np.maximum(beyond - assistant_whole, 0)
    kept = np.zeros(len(units), np.bool_) if own is None else (left > 0) & (therapist_rest >= own)
    shared = np.where(kept, 0, therapist_rest) + assistant_rest
    heavy = 100 * assistant_rest > percent * shared
    due = np.minimum(assistant_whole, beyond) + np.where(heavy, left - kept, 0)
    return Shares(due, left, therapist_rest, assistant_rest)


def by_service(therapist: Array, assistant: Array, units: Array, *, percent: int) -> Array:
    """Units of an untimed code: all of them where the assistant's part exceeds `percent`, else none."""
    return np.where(100 * assistant > percent * (therapist + assistant), units, 0)
