"""The rivals of the benchmarks say what the engine says, outcome by outcome and to the cent."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.claims import claims
from benchmarks.rivals.names import POLICIES
from benchmarks.rivals.proof import differences
from benchmarks.rivals.race import RIVALS, engine

from scrubjay import Engine


@pytest.mark.parametrize("name", [name for name in RIVALS if name.startswith("loop")])
@pytest.mark.parametrize("oddity", [1, 9])
def test_a_rival_agrees_with_the_engine(name: str, oddity: float) -> None:
    ruleset, load = Engine().ruleset("medicare-part-b"), claims(700, seed=11, oddity=oddity)
    ours, theirs = (make(ruleset, load) for make in (engine, RIVALS[name][0]))
    assert list(differences(ours.found(ours.run()), theirs.found(theirs.run()), POLICIES)) == []


def test_a_cent_is_a_difference() -> None:
    load = claims(50)
    ours = engine(Engine().ruleset("medicare-part-b"), load)
    found = ours.found(ours.run())
    other = found._replace(results=found.results.copy())
    other.results[3, -1] += 1
    (told,) = differences(found, other, POLICIES)
    assert told.startswith(f"results: patient owes: 1 of {len(load)} differ (3: ")
