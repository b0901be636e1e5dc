"""Does a rival say what the engine says, outcome by outcome and to the cent?"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from benchmarks.rivals.columns import Found
from scrubjay.money import MISSING
from scrubjay.ruled import BatchEvaluation

SHOWN: Final = 4
RESULTS: Final = ("supported", "payable", "status", "allowed", "unjudged", "adjusted", "patient owes")


def engine_found(whole: BatchEvaluation) -> Found:
    """What the engine found, in the rivals' terms."""
    settled, lines = whole.settled, whole.batch.lines
    found = Found.empty(lines, whole.batch.encounters, len(whole.rulings))
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


def loop_found(trips: Sequence[Any]) -> Found:
    """What the hand-written loop found, in the same terms."""
    rows = [row for trip in trips for row in trip.rows]
    found = Found.empty(len(rows), len(trips))
    count = found.outcome.shape[1]
    columns = [
        [-1 if row.supported is None else row.supported for row in rows],
        [-1 if row.payable is None else row.payable for row in rows],
        [row.status for row in rows],
        [MISSING if row.allowed is None else row.allowed for row in rows],
        [row.unjudged for row in rows],
        [row.adjusted for row in rows],
        [row.their_share for row in rows],
    ]
    return Found(
        outcome=np.frombuffer(b"".join(row.said for row in rows), np.int8).reshape(-1, count),
        of_encounter=np.frombuffer(b"".join(trip.said for trip in trips), np.int8).reshape(-1, count),
        worst=np.array([trip.worst for trip in trips], np.int8),
        results=np.array(columns, np.int64).T,
    )
