"""The rivals of the benchmarks say what the engine says, outcome by outcome and to the cent."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from attrs import evolve

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.claims import claims
from benchmarks.rivals.entries import HEATS, engine
from benchmarks.rivals.names import POLICIES
from benchmarks.rivals.proof import differences
from benchmarks.rivals.race import parts, prove

from scrubjay import Engine


@pytest.mark.parametrize("oddity", [1, 9])
@pytest.mark.parametrize("label", HEATS)
def test_the_rivals_agree_with_the_engine(label: str, oddity: float) -> None:
    heat = HEATS[label]
    # The kernel takes long to compile; `python -m benchmarks rivals` proves it before it is timed.
    quick = {name: each for name, each in heat.rivals.items() if each[1] != "numba"}
    needed = {package for name, (_, package) in quick.items() if not name.startswith("engine")}
    if not any(map(find_spec, needed)):
        pytest.skip(f"none of {', '.join(sorted(needed))} is installed: pip install '.[bench]'")
    ruleset, load = Engine().ruleset("medicare-part-b"), claims(700, seed=11, oddity=oddity)
    found = prove(evolve(heat, rivals=quick), ruleset, load)
    assert found == {name: [] for name in quick if find_spec(quick[name][1]) and name != "engine, no facts"}
    assert found


@pytest.mark.parametrize("encounters", [1, 200_000, 200_001, 2_000_000])
def test_parts_hold_all_encounters_and_none_holds_too_many(encounters: int) -> None:
    assert sum(parts(encounters)) == encounters
    assert max(parts(encounters)) <= 200_000


def test_a_cent_is_a_difference() -> None:
    load = claims(50)
    ours = engine(Engine().ruleset("medicare-part-b"), load)
    found = ours.found(ours.run())
    other = found._replace(results=found.results.copy())
    other.results[3, -1] += 1
    (told,) = differences(found, other, POLICIES)
    assert told.startswith(f"results: patient owes: 1 of {len(load)} differ (3: ")
