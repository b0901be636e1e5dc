"""The rivals of the benchmarks say what the engine says, outcome by outcome and to the cent."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.claims import claims
from benchmarks.rivals.names import POLICIES
from benchmarks.rivals.proof import differences
from benchmarks.rivals.race import ALL, SOME, engine, prove

from scrubjay import Engine

QUICK = {name: each for name, each in ALL.items() if each[1] == "numpy"}
"""Without what takes long to compile; `python -m benchmarks rivals` proves it before it is timed."""


@pytest.mark.parametrize("oddity", [1, 9])
@pytest.mark.parametrize("rivals", [QUICK, SOME], ids=["all policies", "some policies"])
def test_the_rivals_agree_with_the_engine(rivals: object, oddity: float) -> None:
    found = prove(rivals, Engine().ruleset("medicare-part-b"), claims(700, seed=11, oddity=oddity))
    assert found == {name: [] for name in found}
    assert len(found) == len(rivals) or rivals is SOME


def test_a_cent_is_a_difference() -> None:
    load = claims(50)
    ours = engine(Engine().ruleset("medicare-part-b"), load)
    found = ours.found(ours.run())
    other = found._replace(results=found.results.copy())
    other.results[3, -1] += 1
    (told,) = differences(found, other, POLICIES)
    assert told.startswith(f"results: patient owes: 1 of {len(load)} differ (3: ")
