"""How gravely the answers of a policy weigh, and on which elements; for many of them in compiled loops."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrubjay.groups import loops_for

Array = NDArray[Any]


def weigh(worst: Array, gravities: Array, answers: Array, places: Array | None) -> Array:
    """Raise `worst` to the gravity of each answer, and give the gravities.

    `gravities` is a table over answers, those below 0 counted from the end. The answers are those of the
    elements at `places` (each once), or of all.
    """
    loops = loops_for(len(answers))
    if loops is not None:
        answers = np.ascontiguousarray(answers)
        if places is None:
            return np.asarray(loops.raise_all(worst, gravities, answers))
        return np.asarray(loops.raise_some(worst, gravities, answers, places))
    gravity = gravities.take(answers)
    whole = gravity
    if places is not None:
        whole = np.zeros(len(worst), np.int8)
        whole[places] = gravity
    np.maximum(worst, whole, out=worst)
    return gravity


def raise_owners(worst: Array, owner: Array, starts: Array, gravity: Array) -> None:
    """Raise `worst` of every owner to the greatest gravity of its elements.

    `owner` gives each element's owner, in ascending order, and `starts` the first element of each.
    """
    loops = loops_for(len(owner))
    if loops is not None:
        loops.raise_owners(worst, owner, gravity)
    else:
        np.maximum(worst, np.maximum.reduceat(gravity, starts), out=worst)
