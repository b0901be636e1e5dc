"""Which lines take part in edits and limits: those that are billed, of codes that the payer pays at all."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.masks import put

UNPAID: Final = "unpaid_by_status"
"""The column, published by `coding.status-codes`, that is 1 where its code's status leaves a line unpaid."""


def unpaid(batch: Batch) -> NDArray[Any] | None:
    """A mask of lines that take no part, as their code's status keeps them from being paid; None for none.

    A line that is denied for another reason takes part all the same: what else is wrong with it would show
    only once that is mended.
    """
    return batch.is_published(UNPAID)


def unbilled(batch: Batch) -> NDArray[Any] | None:
    """A mask of lines that bill no unit, so that no claim has them; None for none.

    A line of which no minutes support a unit, though one is billed, takes part.
    """
    mask = batch.computed(_unbilled)
    return mask if mask.any() else None


def left_out(batch: Batch) -> NDArray[Any] | None:
    """A mask of lines that take no part for either reason; None for none."""
    never, here = unpaid(batch), unbilled(batch)
    if never is None or here is None:
        return never if here is None else here
    return np.asarray(never | here)


def say_why(batch: Batch, answer: NDArray[Any], *, never: int, here: int) -> None:
    """Answer, in place, for lines left out: the code is `never` paid, or no unit is billed `here`."""
    for mask, said in ((unbilled(batch), here), (unpaid(batch), never)):
        if mask is not None:
            put(answer, mask, said)


def _unbilled(batch: Batch) -> NDArray[Any]:
    return np.asarray(batch.units == 0)
