"""An amount spread over the lines of a group by their weights, so that the parts add up to it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.groups import Groups

Array = NDArray[Any]

GREATEST_PRODUCT: Final = 1 << 60
"""Amounts times weights from here on are computed in Python's whole numbers, which do not overflow."""


def spread(groups: Groups, amount: Array, weight: Array) -> Array:
    """Each line's part of its group's `amount` (the same on all its lines), by `weight`.

    What the lines up to and including each one have together is rounded to the cent, half-up; a line's part
    is what that adds. So the parts of a group add up to the amount, and none is negative. Where all weights
    are 0 there are no parts. Exact for all amounts and weights, which are whole and not negative.
    """
    whole = groups.total(weight)
    upto = groups.running_total(weight) + weight
    before = upto - weight
    return _part(amount, upto, whole) - _part(amount, before, whole)


def _part(amount: Array, weight: Array, whole: Array) -> Array:
    """amount x weight / whole, half-up; 0 where `whole` is 0."""
    if int(amount.max(initial=0)) * int(whole.max(initial=0)) >= GREATEST_PRODUCT:
        amount, weight, whole = amount.astype(object), weight.astype(object), whole.astype(object)
    divisor = np.maximum(whole, 1)
    return np.asarray((2 * amount * weight + divisor) // (2 * divisor), np.int64)
