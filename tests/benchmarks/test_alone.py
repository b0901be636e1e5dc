"""A patient's findings are the same alone and among other patients, facts and all."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.claims import claims
from benchmarks.compare import batch_of
from benchmarks.workload import Workload

from scrubjay import Engine
from scrubjay.results import Evaluation

PAYER = "medicare-part-b"
SHARED = f"{PAYER}:one-on-one-time"
"""It looks at all patients of a clinician."""


@pytest.mark.parametrize("oddity", [1, 9])
def test_a_patients_findings_are_the_same_alone_and_among_others(oddity: float) -> None:
    engine, load = Engine(), claims(150, seed=3, oddity=oddity)
    together = engine.rule(PAYER, batch_of(load))
    patients = load.encounters["patient"].ids
    for patient in np.unique(patients):
        places = np.flatnonzero(patients == patient)
        alone = engine.rule(PAYER, batch_of(_only(load, places)))
        for number, place in enumerate(places.tolist()):
            one, other = (
                Evaluation(alone, number, engine.receipt),
                Evaluation(together, place, engine.receipt),
            )
            assert [each for each in one.trace if each.policy != SHARED] == [
                each for each in other.trace if each.policy != SHARED
            ]
            assert one.lines == other.lines


def _only(load: Workload, encounters: np.ndarray) -> Workload:
    """The workload of some encounters alone."""
    number = np.full(len(load.encounters["date"]), -1)
    number[encounters] = np.arange(len(encounters))
    lines = np.flatnonzero(number[load.encounter] >= 0)

    def cut(columns: dict[str, object], places: np.ndarray) -> dict[str, object]:
        return {
            name: column.take(places) if hasattr(column, "names") else column[places]
            for name, column in columns.items()
        }

    return Workload(
        number[load.encounter[lines]].astype(np.int32),
        cut(load.lines, lines),
        cut(load.encounters, encounters),
    )
