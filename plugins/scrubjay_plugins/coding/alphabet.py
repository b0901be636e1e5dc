"""The codes of a batch in alphabetical order, so that what tables say of them can be remembered.

Batches number their codes by first appearance; two with the same codes rarely agree on the numbers.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.batch import Batch

REMEMBERED: Final = 256
"""What tables say is remembered for so many sets of codes: the next batch may well have the same."""


def codes_in_order(batch: Batch) -> tuple[str, ...]:
    """The codes in use, in alphabetical order."""
    return tuple(sorted(batch.code.names))


def places_in_order(batch: Batch) -> NDArray[Any]:
    """The place of each line's code in that order."""
    places = {name: place for place, name in enumerate(codes_in_order(batch))}
    return np.array([places[name] for name in batch.code.names], np.intp)[batch.code.ids]
