"""Timed codes split over lines, at the contractor that rejects them."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine
from scrubjay.results import Evaluation

POLICY = "medicare-first-coast:one-line-a-code"
NPI = "1234567893", "1679576722"


def visit(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A visit in Florida whose lines carry a unit of 97110 and GP where they say nothing else."""
    stated = [{"code": "97110", "minutes": 15, "units": 1, "modifiers": ["GP"], **line} for line in lines]
    return {
        "payer": "medicare-first-coast",
        "date": "2026-03-02",
        "patient": {"id": "P"},
        "billing_provider": {"npi": NPI[0]},
        "claim_form": "professional",
        "lines": stated,
    } | more


def said(*evaluations: Evaluation) -> list[str]:
    """What the policy answers of each line, in their order."""
    return [
        each.answer
        for evaluation in evaluations
        for each in sorted(evaluation.trace, key=lambda each: each.line or 0)
        if each.policy == POLICY
    ]


def test_the_lines_of_a_day_are_compared_whatever_visit_they_are_of(installed: Engine) -> None:
    assert said(*installed.check_many([visit({}), visit({})])) == ["split", "split"]
    assert said(*installed.check_many([visit({}), visit({}, date="2026-03-03")])) == ["one", "one"]
    assert said(*installed.check_many([visit({}), visit({}, patient={"id": "Q"})])) == ["one", "one"]
    other = visit({}, billing_provider={"npi": NPI[1]})
    assert said(*installed.check_many([visit({}), other])) == ["one", "one"]


def test_split_lines_are_held_and_told_how_many_there_are(installed: Engine) -> None:
    done = installed.check(visit({}, {}, {"code": "97140"}, {}))
    assert [line.status for line in done.lines] == ["held", "held", "payable", "held"]
    (first, *_) = (each for each in done.findings if each.policy == POLICY)
    assert first.message == "97110 stands on 3 lines of the day with the same modifiers"


def test_everything_else_is_as_medicare_says(installed: Engine) -> None:
    def told(payer: str) -> list[tuple[int | None, str]]:
        done = installed.check(
            visit({"minutes": 30, "units": 3}, {"code": "97161", "minutes": 40}, payer=payer)
        )
        return [(each.line, each.answer) for each in done.trace if each.policy.startswith("medicare-part-b:")]

    assert told("medicare-first-coast") == told("medicare-part-b")


MODIFIERS = st.lists(st.sampled_from(["GP", "GO", "CQ", "59", "KX"]), max_size=4, unique=True)
LINE = st.fixed_dictionaries(
    {
        "code": st.sampled_from(["97110", "97140", "97012"]),
        "modifiers": MODIFIERS,
        "units": st.sampled_from([None, 0, 1, 2]),
    }
)


@given(st.lists(LINE, min_size=1, max_size=8))
def test_it_says_what_comparing_every_two_lines_says(installed: Engine, lines: list[dict[str, Any]]) -> None:
    def alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
        return one["code"] == other["code"] and set(one["modifiers"]) == set(other["modifiers"])

    answers = said(installed.check(visit(*lines)))
    for line, answer in zip(lines, answers, strict=True):
        if line["code"] == "97012":
            expected = "other_code"
        elif line["units"] == 0:
            expected = "unbilled"
        else:
            billed = [each for each in lines if each["units"] != 0]
            expected = "split" if sum(alike(line, each) for each in billed) > 1 else "one"
        assert answer == expected
