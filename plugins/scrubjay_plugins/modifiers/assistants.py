"""Which modifier the assistants of each plan of care have, and which lines carry their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.kinds import param
from scrubjay.model import DISCIPLINES
from scrubjay.values import Modifier
from scrubjay_plugins.units.pools import TORN

Array = NDArray[Any]


@frozen
class Assistant:
    """The modifier of assistants under one plan of care."""

    plan: Literal["PT", "OT", "SLP"] = param("The discipline of the plan of care.")
    modifier: Modifier = param("The modifier of its assistants.")


def numbers_of(assistants: Sequence[Assistant], plan: Array) -> Array:
    """By plan of care, its place in `assistants`, from 1; 0 where it has no modifier."""
    table = np.zeros(TORN + 1, np.int8)
    disciplines = list(DISCIPLINES.values())
    for number, each in enumerate(assistants, start=1):
        table[1 + disciplines.index(each.plan)] = number
    return table[plan]


def carry_own(assistants: Sequence[Assistant], batch: Batch, lines: Array, numbers: Array) -> Array:
    """A mask of `lines`: do they carry the modifier of their own plan of care, which `numbers` gives?"""
    carried = np.zeros(len(lines), np.bool_)
    for number, each in enumerate(assistants, start=1):
        carrying = batch.carries(each.modifier)
        if carrying is not None:
            carried |= (numbers == number) & carrying[lines]
    return carried
