"""Assistants' modifiers against a slow reference that deals out minutes one by one.

The words (CY 2022 physician fee schedule, as they are retold): units are counted from everybody's minutes;
each clinician's full quarter hours are their own units; a unit that is left is the therapist's if the
therapist has eight minutes or more for it, else it carries the modifier if the assistant furnished more than
a tenth of its minutes. A service that is not timed carries it if more than a tenth of it is the assistant's.
"""

from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine, Outcome
from scrubjay.findings import Finding
from scrubjay.fix import apply_safe
from scrubjay_plugins.modifiers.shares import by_service, by_unit

TIMED = ("97110", "97112", "97140")
UNTIMED = ("97150", "G0283")
POLICY = "acme:assistants"
Line = dict[str, Any]


def due_of(therapist: int, assistant: int, units: int, own: int | None = 8) -> int:
    """Units with the modifier, unit by unit."""
    theirs, hers = therapist, assistant
    marks: list[bool] = []
    while theirs >= 15 and len(marks) < units:
        theirs -= 15
        marks.append(False)
    while hers >= 15 and len(marks) < units:
        hers -= 15
        marks.append(True)
    while len(marks) < units:
        if own is not None and theirs >= own:
            theirs = 0
            marks.append(False)
        else:
            minutes = theirs + hers
            marks.append(minutes > 0 and Fraction(hers, minutes) > Fraction(1, 10))
    return sum(marks)


# The arithmetic -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("own", [8, None])
def test_every_split_of_up_to_46_minutes_each_is_that_of_the_reference(own: int | None) -> None:
    cases = [
        (therapist, assistant, units)
        for therapist, assistant in product(range(47), repeat=2)
        for units in range((therapist + assistant) // 15, (therapist + assistant + 7) // 15 + 2)
    ]
    therapist, assistant, units = np.array(cases).T
    shares = by_unit(therapist, assistant, units, block=15, own=own, percent=10)
    expected = [due_of(*case, own=own) for case in cases]
    assert shares.due.tolist() == expected


def test_with_fewer_units_than_full_blocks_the_therapists_come_first() -> None:
    shares = by_unit(np.array([30]), np.array([30]), np.array([3]), block=15, own=8, percent=10)
    assert shares.due.tolist() == [1]


@given(st.integers(0, 1440), st.integers(0, 1440))
def test_an_untimed_service_needs_it_beyond_a_tenth(therapist: int, assistant: int) -> None:
    due = by_service(np.array([therapist]), np.array([assistant]), np.array([1]), percent=10)
    total = therapist + assistant
    assert due.tolist() == [int(total > 0 and Fraction(assistant, total) > Fraction(1, 10))]


# Whole days ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def engine(engine_of: Any) -> Engine:
    """A payer with the total-time rule, untimed codes, and assistants' modifiers."""
    params = {
        "timed": list(TIMED),
        "untimed": list(UNTIMED),
        "assistants": [{"plan": "PT", "modifier": "CQ"}, {"plan": "OT", "modifier": "CO"}],
        "own_minutes": 8,
    }
    start = date(2020, 1, 1)

    def policy(id: str, kind: str, params: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"id": id, "kind": kind, "version": [{"effective": start, "params": params}], **more}

    remit = {"group": "CO", "carc": "151"}
    made: Engine = engine_of(
        [],
        [
            policy("total", "units.total-time", {"codes": list(TIMED)}, action="reduce", remit=remit),
            policy("untimed", "units.untimed", {"codes": list(UNTIMED)}, action="reduce", remit=remit),
            policy("assistants", "modifiers.assistant", params, action="hold"),
        ],
    )
    return made


def line(code: str, minutes: int | None, assistant: int | None, units: int, *modifiers: str) -> Line:
    return {
        "code": code,
        "minutes": minutes,
        "assistant_minutes": assistant,
        "units": units,
        "modifiers": list(modifiers),
    }


def encounter(lines: list[Line], **more: Any) -> dict[str, Any]:
    return {"payer": "acme", "date": "2026-03-02", "patient": {"id": "P"}, "lines": lines, **more}


def said(engine: Engine, lines: list[Line]) -> list[Finding]:
    return [each for each in engine.check(encounter(lines)).trace if each.policy == POLICY]


def worst(findings: list[Finding]) -> Outcome:
    return max(each.outcome for each in findings)


minutes = st.integers(0, 40) | st.sampled_from((7, 8, 9, 14, 15, 22, 23))
days = st.dictionaries(st.sampled_from((*TIMED, *UNTIMED)), st.tuples(minutes, minutes), min_size=1)
"""By code, the minutes of the therapist and of the assistant."""


def supported(engine: Engine, day: dict[str, tuple[int, int]]) -> dict[str, int]:
    """The units of each code, as the payer counts them, were nothing billed."""
    lines = [line(code, sum(each), 0, 0, "GP") for code, each in day.items()]
    evaluation = engine.check(encounter(lines))
    return {each.code: each.units_supported or 0 for each in evaluation.lines}


def expected_due(code: str, therapist: int, assistant: int, units: int) -> int:
    if code in TIMED:
        return units if not therapist and assistant else due_of(therapist, assistant, units)
    return units if 9 * assistant > therapist else 0


def bill(day: dict[str, tuple[int, int]], units: dict[str, int], marked: dict[str, int]) -> list[Line]:
    """Two lines a code: what carries CQ, and what does not, with the minutes of each clinician."""
    lines = []
    for code, (therapist, assistant) in day.items():
        lines.append(line(code, assistant, assistant, marked[code], "GP", "CQ"))
        lines.append(line(code, therapist, 0, units[code] - marked[code], "GP"))
    return lines


@given(days)
def test_units_split_as_due_are_accepted_on_two_lines(
    engine: Engine, day: dict[str, tuple[int, int]]
) -> None:
    units = supported(engine, day)
    due = {code: expected_due(code, *each, units[code]) for code, each in day.items()}
    findings = said(engine, bill(day, units, due))
    assert worst(findings) <= Outcome.PASS
    told = {code: finding.facts["due"] for code, finding in zip(day, findings[::2], strict=True)}
    assert told == due


@given(days, st.data())
def test_a_unit_moved_to_the_other_line_is_found(
    engine: Engine, day: dict[str, tuple[int, int]], data: st.DataObject
) -> None:
    units = supported(engine, day)
    billed = [code for code in day if units[code]]
    if not billed:
        return
    code = data.draw(st.sampled_from(billed))
    due = {each: expected_due(each, *day[each], units[each]) for each in day}
    fewer = due[code] > 0 and data.draw(st.booleans() if due[code] < units[code] else st.just(True))
    marked = {**due, code: due[code] + (-1 if fewer else 1)}
    place = list(day).index(code)
    found = said(engine, bill(day, units, marked))[2 * place : 2 * place + 2]
    assert worst(found) is Outcome.FAIL
    actions = {each.action.word for each in found if each.outcome is Outcome.FAIL}
    assert actions == {"hold" if fewer else "warn"}


@given(days)
def test_minutes_on_one_line_or_on_two_are_the_same_service(
    engine: Engine, day: dict[str, tuple[int, int]]
) -> None:
    units = supported(engine, day)
    one = [line(code, sum(each), each[1], units[code], "GP") for code, each in day.items()]
    two = bill(day, units, dict.fromkeys(day, 0))
    with_assistant = [number for number, each in enumerate(day.values()) if each[1]]
    on_one, on_two = said(engine, one), said(engine, two)
    for number in with_assistant:
        assert on_one[number].facts == on_two[2 * number].facts | {"marked": on_one[number].facts["marked"]}


@given(st.lists(days, min_size=1, max_size=6), st.data())
def test_an_encounter_is_judged_alike_alone_and_among_others(
    engine: Engine, given_days: list[dict[str, tuple[int, int]]], data: st.DataObject
) -> None:
    encounters = []
    for number, day in enumerate(given_days):
        lines = [
            line(
                code,
                data.draw(st.sampled_from((sum(each), None))),
                data.draw(st.sampled_from((each[1], 0, None))),
                data.draw(st.integers(0, 3)),
                *data.draw(st.sampled_from((("GP",), ("GP", "CQ"), ("GO", "CQ"), ("CO",), (), ("GN",)))),
            )
            for code, each in day.items()
        ]
        encounters.append(encounter(lines, patient={"id": f"P{number}"}))
    together = engine.check_many(encounters)
    for each, among in zip(encounters, together, strict=True):
        alone = engine.check(each)
        assert [one.to_dict() for one in alone.trace] == [one.to_dict() for one in among.trace]


def test_the_line_of_the_assistant_is_the_one_that_is_blamed(engine: Engine) -> None:
    for lines in (
        [line("97110", 15, 15, 1, "GP"), line("97110", 15, 0, 1, "GP")],
        [line("97110", 15, 0, 1, "GP"), line("97110", 15, 15, 1, "GP")],
    ):
        found = said(engine, lines)
        blamed = [number for number, each in enumerate(found) if each.outcome is Outcome.FAIL]
        assert [lines[number]["assistant_minutes"] for number in blamed] == [15]


def test_the_same_code_under_two_plans_of_care_is_two_services(engine: Engine) -> None:
    lines = [line("97110", 15, 15, 1, "GP", "CQ"), line("97110", 15, 0, 1, "GO")]
    assert [each.answer for each in said(engine, lines)] == ["agreed", "therapist_only"]


@pytest.mark.parametrize("carried", [("GP",), ("GP", "CQ")])
def test_of_fewer_units_than_supported_either_clinicians_may_be_billed(
    engine: Engine, carried: tuple[str, ...]
) -> None:
    (found,) = said(engine, [line("97110", 30, 15, 1, *carried)])
    assert (found.answer, found.facts["units"]) == ("agreed", 1)


def test_a_line_of_which_no_unit_is_supported_is_not_blamed(engine: Engine) -> None:
    lines = [line("97110", 7, 7, 1, "GP"), line("97112", 15, 0, 1, "GP")]
    found = said(engine, lines)[0]
    assert (found.answer, found.facts["units"], found.facts["due"]) == ("agreed", 0, 0)


def test_minutes_of_an_assistant_alone_need_no_count_of_units(engine: Engine) -> None:
    lines = [line("97110", 30, 30, 3, "GP"), line("97140", None, 0, 1, "GP")]
    found = said(engine, lines)[0]
    assert (found.answer, found.facts["due"]) == ("missing", 3)


def test_one_line_that_says_nothing_leaves_the_whole_code_unjudged(engine: Engine) -> None:
    lines = [line("97110", 15, 15, 1, "GP", "CQ"), line("97110", 15, None, 1, "GP")]
    assert [each.answer for each in said(engine, lines)] == ["other_assistant", "no_assistant"]


def test_minutes_that_do_not_matter_may_be_missing(engine: Engine) -> None:
    """The day's units are not known; whose minutes these are, is."""
    lines = [
        line("97110", 30, 30, 2, "GP", "CQ"),
        line("97112", 30, 0, 2, "GP"),
        line("97140", None, 0, 1, "GP"),
    ]
    assert [each.answer for each in said(engine, lines)] == ["agreed", "therapist_only", "therapist_only"]


def test_units_missing_are_those_that_are_supported(engine: Engine) -> None:
    lines = [line("97110", 30, 30, 0, "GP")]
    del lines[0]["units"]
    (found,) = said(engine, lines)
    assert (found.answer, found.facts["due"]) == ("missing", 2)


def test_units_neither_given_nor_counted_are_missing_data(engine: Engine) -> None:
    lines = [line("97110", 15, 15, 0, "GP", "CQ"), line("97140", None, 0, 1, "GP")]
    del lines[0]["units"]
    found = said(engine, lines)[0]
    assert (found.answer, found.missing) == ("no_units", "units")


def test_a_day_of_several_plans_leaves_a_bare_line_of_the_assistant_unjudged(engine: Engine) -> None:
    lines = [line("97110", 15, 15, 1), line("97112", 15, 0, 1, "GP"), line("97140", 15, 0, 1, "GO")]
    found = said(engine, lines)[0]
    assert (found.answer, found.missing) == ("no_plan", "discipline")


def test_no_modifier_is_put_on_the_claim_by_itself(engine: Engine) -> None:
    evaluation = engine.check(
        encounter([line("97110", 45, 15, 3, "GP"), line("97140", 15, 0, 1, "GP", "CQ")])
    )
    suggested = [each.suggestion for each in evaluation.findings if each.suggestion]
    assert len(suggested) == 2
    assert not any(each["safe"] for each in suggested)
    assert apply_safe(evaluation)[0].lines == evaluation.encounter.lines
