"""Which lines take part in edits and limits: those whose code the payer pays at all."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.money import MISSING

UNPAID: Final = "unpaid_by_status"
"""The column, published by `coding.status-codes`, that is 1 where its code's status leaves a line unpaid."""


def unpaid(batch: Batch) -> NDArray[Any] | None:
    """A mask of lines that take no part, as their code's status keeps them from being paid; None for none.

    A line that is denied for another reason takes part all the same: what else is wrong with it would show
    only once that is mended.
    """
    published = batch.settled.published.get(UNPAID)
    if published is None:
        return None
    mask = np.asarray(published != MISSING)
    return mask if mask.any() else None
