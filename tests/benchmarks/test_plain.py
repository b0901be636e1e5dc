"""The engine says what a plain implementation of the same policies says."""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.claims import claims
from benchmarks.compare import batch_of, column, differences, units_only
from benchmarks.plain.objects import visits_of
from benchmarks.plain.payer import Payer, rule
from benchmarks.proof import prove
from benchmarks.workload import Workload, generate

from scrubjay import Engine
from scrubjay.columns import modifier_number
from scrubjay.evaluate import evaluate
from scrubjay.ruleset import Ruleset

PAYER = "medicare-part-b"
UNREACHED = {
    "bundled-codes": {"replaced", "invalid", "excluded"},  # the pack's parameters leave these answers no case
    "invalid-codes": {"bundled", "excluded"},
    "excluded-codes": {"bundled", "replaced", "invalid", "excluded"},  # made-up claims have none of them
    "denial-expected": {"no_form"},
    "excluded-by-law": {"no_form"},
    # Made-up claims have none of the codes of these.
    "direct-care-training": {"supported", "over", "no_minutes", "no_units"},
    "pelvic-biofeedback": {"supported", "over", "no_minutes", "no_units"},
    "hearing-status": {"supported", "over", "no_minutes", "no_units"},
    "developmental-testing": {"supported", "over", "no_minutes", "no_units"},
    "remote-monitoring": {"supported", "over", "no_minutes", "no_units"},
    "mue-practitioner": {"over_line", "separated"},
    "mue-outpatient-hospital": {"over_line", "separated"},
}


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return Engine().ruleset(PAYER)


def test_engine_and_plain_python_agree_on_2000_made_up_encounters(ruleset: Ruleset) -> None:
    parts = list(prove(ruleset, 2_000, at_once=700))
    assert [part.oddity for part in parts] == [1, 3, 9]
    assert [found for part in parts for found in part.found] == []


def test_they_agree_on_the_unit_policies_alone(ruleset: Ruleset) -> None:
    assert list(differences(units_only(ruleset), generate(2_000))) == []


def test_the_claims_reach_every_answer_that_the_pack_can_give(ruleset: Ruleset) -> None:
    said: Counter[tuple[int, str]] = Counter()
    for seed in (1, 2):
        for standing in rule(Payer(ruleset), visits_of(claims(6_000, seed, oddity=9))):
            for each in (standing, *standing.lines):
                said.update((answer.number, answer.name) for answer, _ in each.said)
    silent = {}
    for number, policy in enumerate(ruleset.policies):
        name = policy.id.partition(":")[2]
        answers = zip(policy.kind.answers.names, policy.kind.answers.items, strict=True)
        speaking = {each for each, answer in answers if answer.outcome}
        missed = {each for each in speaking if not said[number, each]} - UNREACHED.get(name, set())
        if missed:
            silent[name] = missed
    # Series and hours of several plans of care on one day are too rare to wait for.
    assert {name: missed - {"unclear", "incomplete", "under"} for name, missed in silent.items()} == {
        name: set() for name in silent
    }


def test_the_comparison_sees_a_difference() -> None:
    assert list(column("units", [1, -1, 2], [1, None, 3])) == ["units: 1 of 3 differ (2: 2, not 3)"]
    assert list(column("units", [0], [None])) == ["units: 1 of 1 differ (0: 0, not None)"]


def test_a_changed_price_is_a_difference(ruleset: Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    load = claims(200)
    real = evaluate(ruleset, batch_of(load))
    allowed = real.settled.allowed.copy()
    place = int(np.flatnonzero(allowed > 0)[0])
    allowed[place] += 1
    changed = evolve(real, settled=evolve(real.settled, price=allowed))
    monkeypatch.setattr("benchmarks.compare.evaluate", lambda *_: changed)
    (told,) = differences(ruleset, load)
    assert told.startswith(f"allowed: 1 of {len(load)} differ ({place}: {allowed[place]}, not ")


def test_a_bundled_line_that_is_held_pays_nothing(ruleset: Ruleset) -> None:
    load = claims(50)
    load.lines["code"].ids[0] = load.lines["code"].names.index("97010")
    load.lines["modifiers"][0] = [modifier_number(each) for each in ("GP", "KX", "GA")] + [0]
    assert list(differences(ruleset, load)) == []


@pytest.mark.parametrize("make", [claims, generate])
def test_the_same_seed_gives_the_same_encounters(make: object) -> None:
    first, second = make(200, seed=7), make(200, seed=7)
    assert _columns(first) == _columns(second)
    assert _columns(first) != _columns(make(200, seed=8))


def _columns(load: Workload) -> dict[str, list[object]]:
    columns = {**load.lines, **load.encounters}
    return {name: getattr(column, "ids", column).tolist() for name, column in columns.items()}
