"""Limits that an authorisation lifts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay_plugins.limits.at_most_answers import SAYS
from scrubjay_plugins.limits.authorized import authorizations

Array = NDArray[Any]


def lift(batch: Batch, answer: Array, above: Array) -> Coded:
    """Put in `answer`, of lines `above` the limit, whether an authorisation covers them; give its number."""
    lines = np.flatnonzero(above)
    held = authorizations(batch, lines)
    answer[lines] = SAYS.choose(
        len(lines),
        SAYS.unauthorized,
        (held.covered, SAYS.authorized),
        (~held.known, SAYS.no_authorizations),
    )
    numbers = held.first
    ids = np.zeros(batch.lines, np.int64)
    ids[lines] = numbers.ids + 1
    return Coded(ids, ("", *numbers.names))
