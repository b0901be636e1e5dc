"""Minutes against the clock, two lines at a time, against a minute-by-minute reference."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine
from scrubjay.findings import Finding

Raw = dict[str, Any]
ANNE, BERT = "1234567893", "1245319599"


@pytest.fixture(scope="module")
def engine(engine_of: Callable[..., Engine]) -> Engine:
    params = {"codes": ["97530", "97110", "97150"], "group_codes": ["97150"]}
    version = {"effective": date(2000, 1, 1), "params": params}
    return engine_of([], [{"id": "clock", "kind": "advice.clock", "action": "hold", "version": [version]}])


def hour(minute: int | None) -> str | None:
    return None if minute is None else f"{minute // 60:02}:{minute % 60:02}"


def line(
    code: str = "97530",
    minutes: int | None = 15,
    start: int | None = 540,
    stop: int | None = 555,
    npi: str | None = None,
) -> Raw:
    stated = {
        "code": code,
        "minutes": minutes,
        "start": hour(start),
        "stop": hour(stop),
        "rendering_npi": npi,
    }
    return {name: value for name, value in stated.items() if value is not None}


def visit(*lines: Raw, patient: str = "P", day: str = "2026-03-02") -> Raw:
    return {"payer": "acme", "date": day, "patient": {"id": patient}, "lines": list(lines)}


def said(engine: Engine, *visits: Raw) -> list[list[Finding]]:
    return [[each for each in one.trace if each.policy == "acme:clock"] for one in engine.check_many(visits)]


def answers(engine: Engine, *visits: Raw) -> list[list[str]]:
    return [[each.answer for each in one] for one in said(engine, *visits)]


# Lines --------------------------------------------------------------------------------------------------


def judge(visits: list[Raw]) -> list[list[str]]:
    """What each line is told, from the minutes of the day one by one."""
    rows = [(raw, each) for raw in visits for each in raw["lines"]]

    def span(each: Raw) -> set[int] | None:
        if each["code"] == "97035" or not {"start", "stop"} <= each.keys():
            return None
        first, last = (int(each[name][:2]) * 60 + int(each[name][3:]) for name in ("start", "stop"))
        return set(range(first, last))

    def together(mine: tuple[Raw, Raw], other: tuple[Raw, Raw]) -> bool:
        here, there = span(mine[1]), span(other[1])
        return (
            mine[0]["date"] == other[0]["date"]
            and here is not None
            and there is not None
            and bool(here & there)
        )

    def one(mine: tuple[Raw, Raw]) -> str:
        raw, each = mine
        if not {"start", "stop"} & each.keys():
            return "no_times"
        if each["code"] == "97035":
            return "other_service"
        own = span(each)
        if own is None:
            return "half"
        minutes = each.get("minutes", 0)
        if minutes > len(own):
            return "overfull"
        others = [other for other in rows if other[1] is not each and together(mine, other)]
        for theirs, other in others:
            there = span(other) or set()
            claimed = minutes + min(other.get("minutes", 0), len(there))
            if theirs["patient"] == raw["patient"] and claimed > len(own | there):
                return "doubled"
        for theirs, other in others:
            alone = each["code"] != "97150" or other["code"] != "97150"
            same = each.get("rendering_npi") == other.get("rendering_npi") is not None
            if alone and same and theirs["patient"] != raw["patient"]:
                return "shared"
        return "fits" if "minutes" in each else "no_minutes"

    told = iter([one(row) for row in rows])
    return [[next(told) for _ in raw["lines"]] for raw in visits]


@st.composite
def timed(draw: st.DrawFn) -> Raw:
    start = draw(st.integers(540, 600))
    return line(
        draw(st.sampled_from(["97530", "97110", "97150", "97035"])),
        draw(st.none() | st.integers(0, 40)),
        draw(st.sampled_from([start, start, start, None])),
        draw(st.sampled_from([start + draw(st.integers(1, 40)), None, start + 15])),
        draw(st.sampled_from([ANNE, BERT, None])),
    )


visits = st.builds(
    lambda lines, patient, day: visit(*lines, patient=patient, day=day),
    st.lists(timed(), min_size=1, max_size=4),
    st.sampled_from("PQ"),
    st.sampled_from(["2026-03-02", "2026-03-02", "2026-03-03"]),
)


@given(st.lists(visits, min_size=1, max_size=4))
def test_lines_are_told_what_the_minutes_of_the_day_tell(engine: Engine, given: list[Raw]) -> None:
    assert answers(engine, *given) == judge(given)


def test_two_services_of_the_same_quarter_hour_hold_the_claim(engine: Engine) -> None:
    ((first, second),) = said(engine, visit(line("97110"), line("97530")))
    assert (first.answer, first.action.word) == ("doubled", "hold")
    assert {name: first.facts[name] for name in ("other", "together", "span")} == {
        "other": "97530",
        "together": 30,
        "span": 15,
    }
    assert second.facts["other"] == "97110"


def test_times_that_overlap_and_leave_room_for_both_are_accepted(engine: Engine) -> None:
    lines = line("97110", 15, 540, 580), line("97530", 25, 540, 580)
    assert answers(engine, visit(*lines)) == [["fits", "fits"]]


@pytest.mark.parametrize(("minutes", "answer"), [(15, "fits"), (16, "overfull")])
def test_no_line_has_more_minutes_than_the_clock(engine: Engine, minutes: int, answer: str) -> None:
    ((found,),) = said(engine, visit(line(minutes=minutes)))
    assert (found.answer, found.facts["clock"]) == (answer, 15)
    assert (found.facts["other"], found.facts["together"], found.facts["span"]) == (None, None, None)


def test_the_same_time_on_two_days_is_not_the_same_time(engine: Engine) -> None:
    visits = visit(line(npi=ANNE)), visit(line("97110", npi=ANNE), day="2026-03-03")
    assert answers(engine, *visits) == [["fits"], ["fits"]]


def test_times_that_only_touch_do_not_overlap(engine: Engine) -> None:
    assert answers(engine, visit(line("97110", 15, 540, 555), line("97530", 15, 555, 570))) == [
        ["fits", "fits"]
    ]


def test_another_patient_at_the_same_time_is_a_question_and_no_fault(engine: Engine) -> None:
    one, other = visit(line(npi=ANNE), patient="P"), visit(line("97110", npi=ANNE), patient="Q")
    for evaluation in engine.check_many([one, other]):
        assert [(each.answer, each.action.word) for each in evaluation.findings] == [("shared", "inform")]
        assert evaluation.clean


def test_a_line_that_is_too_full_itself_says_nothing_about_its_neighbour(engine: Engine) -> None:
    assert answers(engine, visit(line(minutes=16), line("97110", minutes=None))) == [
        ["overfull", "no_minutes"]
    ]


def test_who_treated_is_not_guessed_where_it_is_not_said(engine: Engine) -> None:
    assert answers(engine, visit(line(), patient="P"), visit(line(), patient="Q")) == [["fits"], ["fits"]]


def test_group_sessions_may_hold_several_patients(engine: Engine) -> None:
    one, other = visit(line("97150", npi=ANNE), patient="P"), visit(line("97150", npi=ANNE), patient="Q")
    assert answers(engine, one, other) == [["fits"], ["fits"]]


def test_a_group_session_and_one_patient_apart_from_it_are_a_question(engine: Engine) -> None:
    one, other = visit(line("97150", npi=ANNE), patient="P"), visit(line("97110", npi=ANNE), patient="Q")
    assert answers(engine, one, other) == [["shared"], ["shared"]]


def test_lines_without_times_are_left_alone(engine: Engine) -> None:
    assert answers(engine, visit(line(start=None, stop=None), line())) == [["no_times", "fits"]]
