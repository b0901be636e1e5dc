"""Does a rival say what the engine says, outcome by outcome and to the cent?"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from benchmarks.rivals.columns import Found
from scrubjay.ruled import BatchEvaluation

SHOWN: Final = 4
RESULTS: Final = ("supported", "payable", "status", "allowed", "unjudged", "adjusted", "patient owes")


def engine_found(whole: BatchEvaluation) -> Found:
    """What the engine found, in the rivals' terms."""
    settled, lines = whole.settled, whole.batch.lines
    found = Found.empty(lines, whole.batch.encounters)
    for number, ruling in enumerate(whole.rulings):
        by_line = ruling.policy.kind.speaks == "line"
        (found.outcome if by_line else found.of_encounter)[:, number] = ruling.outcome
    columns = (
        settled.supported,
        settled.payable,
        settled.status,
        settled.allowed,
        settled.unjudged,
        settled.adjusted,
        settled.patient,
    )
    return found._replace(worst=whole.worst, results=np.array(columns, np.int64).T)


def differences(engine: Found, rival: Found, policies: tuple[str, ...]) -> Iterator[str]:
    """What differs, in words."""
    for name in Found._fields:
        ours, theirs = getattr(engine, name), getattr(rival, name)
        if ours.ndim == 1:
            yield from _column(name, ours, theirs)
        else:
            labels = RESULTS if name == "results" else policies
            for number, label in enumerate(labels):
                yield from _column(f"{name}: {label}", ours[:, number], theirs[:, number])


def _column(label: str, ours: np.ndarray, theirs: np.ndarray) -> Iterator[str]:
    wrong = np.flatnonzero(ours != theirs)
    if len(wrong):
        shown = ", ".join(f"{place}: {ours[place]}, not {theirs[place]}" for place in wrong[:SHOWN].tolist())
        yield f"{label}: {len(wrong)} of {len(ours)} differ ({shown})"
