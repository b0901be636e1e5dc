"""The encounters of `examples/` come out as its readers are told."""

import json
from pathlib import Path

import pytest

import scrubjay

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(("file", "outcome"), [("encounter.json", "pass"), ("overbilled.json", "fail")])
def test_one_encounter(file: str, outcome: str) -> None:
    evaluation = scrubjay.Engine().check(json.loads((EXAMPLES / file).read_text("utf-8")))
    assert evaluation.outcome.word == outcome
    assert evaluation.clean == (outcome == "pass")


def test_a_day() -> None:
    visits = [json.loads(line) for line in (EXAMPLES / "day.jsonl").read_text("utf-8").splitlines()]
    found = {
        evaluation.encounter.id: (
            evaluation.outcome.word,
            sorted({each.missing for each in evaluation.findings if each.missing}),
        )
        for evaluation in scrubjay.Engine().check_many(visits)
    }
    assert found == {
        "V-2001": ("pass", []),
        "V-2002": ("fail", []),
        "V-2003": ("no_data", ["minutes"]),
        "V-2004": ("no_data", ["payer pack"]),
        "V-2005": ("pass", []),
    }
