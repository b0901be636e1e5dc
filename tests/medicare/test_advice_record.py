"""What the record holds, and days of passive modalities alone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine, PackError
from scrubjay.findings import Finding

Raw = dict[str, Any]
ELEMENTS = ("activity", "goal", "minutes")


def policy(id: str, kind: str, **params: Any) -> Raw:
    return {"id": id, "kind": kind, "version": [{"effective": date(2000, 1, 1), "params": params}]}


@pytest.fixture(scope="module")
def engine(engine_of: Callable[..., Engine]) -> Engine:
    return engine_of(
        [],
        [
            policy("record", "advice.documentation", codes=["97530"], elements=list(ELEMENTS)),
            policy("passive", "advice.passive-modalities", codes=["97035", "G0283"]),
        ],
    )


def encounter(*codes: str, day: str = "2026-03-02", patient: str = "P", **more: Any) -> Raw:
    lines = [{"code": code} for code in codes]
    return {"payer": "acme", "date": day, "patient": {"id": patient}, "lines": lines, **more}


def said(engine: Engine, policy: str, *encounters: Raw) -> list[list[Finding]]:
    return [
        [each for each in one.trace if each.policy == f"acme:{policy}"]
        for one in engine.check_many(encounters)
    ]


# Documentation ------------------------------------------------------------------------------------------

records = st.none() | st.lists(st.sampled_from([*ELEMENTS, "goal_met", "assistance"]), unique=True)


@given(st.lists(records, min_size=1, max_size=6))
def test_what_is_asked_for_and_not_held_is_named(engine: Engine, given: list[list[str] | None]) -> None:
    found = said(
        engine,
        "record",
        *(
            encounter("97530", documentation={} if each is None else {"97530": each}, patient=str(number))
            for number, each in enumerate(given)
        ),
    )
    for held, (finding,) in zip(given, found, strict=True):
        lacking = [] if held is None else [element for element in ELEMENTS if element not in held]
        expected = "not_given" if held is None else "lacking" if lacking else "complete"
        assert (finding.answer, finding.facts["lacking"]) == (expected, ", ".join(lacking) or None)


def test_a_record_that_holds_nothing_is_told_from_one_that_is_not_given(engine: Engine) -> None:
    empty, absent = encounter("97530", documentation={"97530": []}), encounter("97530")
    assert [[each.answer for each in one] for one in said(engine, "record", empty, absent)] == [
        ["lacking"],
        ["not_given"],
    ]


def test_a_missing_element_never_does_more_than_warn(engine_of: Callable[..., Engine]) -> None:
    stated = policy("record", "advice.documentation", codes=["97530"], elements=["goal"])
    engine = engine_of([], [stated | {"action": "deny", "remit": {"group": "CO", "carc": "50"}}])
    evaluation = engine.check(encounter("97530", documentation={"97530": ["activity"]}))
    assert [(each.answer, each.action.word) for each in evaluation.findings] == [("lacking", "warn")]
    assert (evaluation.clean, evaluation.lines[0].status) == (True, "payable")


def test_each_line_is_asked_about_its_own_code(engine: Engine) -> None:
    given = encounter("97110", "97530", documentation={"97110": list(ELEMENTS), "97530": ["goal"]})
    ((other, asked),) = said(engine, "record", given)
    assert (other.answer, asked.answer) == ("other_code", "lacking")
    assert asked.message == "the record of 97530 lacks: activity, minutes"


@pytest.mark.parametrize("elements", [[], ["Goal"], ["goal met"]])
def test_elements_that_no_encounter_could_name_are_refused(
    engine_of: Callable[..., Engine], elements: list[str]
) -> None:
    engine = engine_of([], [policy("record", "advice.documentation", codes=["97530"], elements=elements)])
    with pytest.raises(PackError, match="element"):
        engine.check(encounter("97530"))


# Passive modalities -------------------------------------------------------------------------------------

visits = st.builds(
    lambda codes, day, patient: encounter(*codes, day=day, patient=patient),
    st.lists(st.sampled_from(["97035", "G0283", "97530", "97161"]), min_size=1, max_size=3),
    st.sampled_from(["2026-03-02", "2026-03-03"]),
    st.sampled_from("PQ"),
)


@given(st.lists(visits, min_size=1, max_size=6))
def test_a_day_without_any_other_service_is_pointed_out(engine: Engine, given: list[Raw]) -> None:
    passive = {"97035", "G0283"}
    for raw, (finding,) in zip(given, said(engine, "passive", *given), strict=True):
        mine = {line["code"] for line in raw["lines"]}
        day = {
            line["code"]
            for other in given
            if (other["patient"], other["date"]) == (raw["patient"], raw["date"])
            for line in other["lines"]
        }
        alone = "alone" if day <= passive else "accompanied"
        assert finding.answer == (alone if mine & passive else "other_service")


def test_passive_modalities_alone_inform_and_are_no_fault(engine: Engine) -> None:
    evaluation = engine.check(encounter("97035", "G0283"))
    assert [(each.answer, each.action.word, each.line) for each in evaluation.findings if each.rule] == [
        ("alone", "inform", None)
    ]
