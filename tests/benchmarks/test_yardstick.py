"""The engine says what a plain implementation of the same unit policies says."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.compare import batch_of, column, prove
from benchmarks.workload import generate
from benchmarks.yardstick import units_only

from scrubjay import Engine
from scrubjay.evaluate import evaluate

PAYER = "medicare-part-b"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def test_engine_and_yardstick_agree_on_2000_random_encounters(engine: Engine) -> None:
    assert prove(engine, PAYER, 2_000) == []


def test_the_comparison_sees_a_difference() -> None:
    assert list(column("units", np.array([1, -1, 2]), [1, None, 3])) == ["units: 1 of 3 differ (2: 2, not 3)"]


def test_the_encounters_reach_every_answer_of_the_pooled_codes(engine: Engine) -> None:
    whole = evaluate(units_only(engine.ruleset(PAYER)), batch_of(generate(20_000)))
    pooled = next(each for each in whole.rulings if each.policy.kind.id == "units.total-time")
    assert set(pooled.parts[0].ruling.answer.tolist()) == set(range(len(pooled.policy.kind.answers)))


def test_the_same_seed_gives_the_same_encounters() -> None:
    first, second = generate(200, seed=7), generate(200, seed=7)
    assert (first.lines["minutes"] == second.lines["minutes"]).all()
    assert (first.lines["code"].ids == second.lines["code"].ids).all()
