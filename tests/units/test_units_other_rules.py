"""Rules that pool nothing, each against a slow reference: midpoint, whole blocks, series, untimed codes."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine, Outcome
from scrubjay.findings import Finding
from scrubjay.results import Evaluation

TIMED = ("97110", "97140", "97530")
Day = list[dict[str, Any]]


def rule(engine: Engine, payer: str, day: Day, date: str = "2026-03-02") -> Evaluation:
    return engine.check({"payer": payer, "date": date, "patient": {"id": "P"}, "lines": day})


def said(evaluation: Evaluation, policy: str) -> list[Finding]:
    return [each for each in evaluation.trace if each.policy == policy]


def midpoint(minutes: int, block: int = 15) -> int:
    """Units counted one at a time: another one for every block of which more than half was furnished."""
    units = 0
    while 2 * (minutes - units * block) > block:
        units += 1
    return units


def full_blocks(minutes: int, block: int = 15) -> int:
    """Units counted one at a time: another one for every block that was furnished to its end."""
    units = 0
    while minutes - units * block >= block:
        units += 1
    return units


def lines_of(codes: tuple[str, ...], most: int = 60) -> st.SearchStrategy[Day]:
    one = st.fixed_dictionaries(
        {
            "code": st.sampled_from(codes),
            "minutes": st.integers(0, most),
            "units": st.integers(0, 5),
            "modifiers": st.sampled_from((["GP"], ["GO"])),
        }
    )
    return st.lists(one, min_size=1, max_size=5)


def keyed(day: Day, values: list[Any]) -> Counter[tuple[str, str]]:
    """Sums by code and plan of care."""
    sums: Counter[tuple[str, str]] = Counter()
    for line, value in zip(day, values, strict=True):
        sums[line["code"], line["modifiers"][0]] += value
    return sums


PER_CODE = [
    ("commercial-midpoint", "2026-03-02", "midpoint", midpoint),
    ("commercial-blocks", "2026-03-02", "whole-blocks", full_blocks),
    ("texas-medicaid", "2012-06-01", "nearest-quarter-hour", midpoint),
]


@pytest.mark.parametrize(("payer", "date", "policy", "count"), PER_CODE)
@given(day=lines_of(TIMED))
def test_each_code_is_counted_by_its_own_minutes(
    installed: Engine, payer: str, date: str, policy: str, count: Any, day: Day
) -> None:
    evaluation = rule(installed, payer, day, date)
    minutes = keyed(day, [each["minutes"] for each in day])
    billed = keyed(day, [each["units"] for each in day])
    supported = keyed(day, [each.units_supported for each in evaluation.lines])
    over = keyed(day, [each.answer == "over" for each in said(evaluation, f"{payer}:{policy}")])
    for key in minutes:
        assert supported[key] == count(minutes[key])
        assert bool(over[key]) == (billed[key] > count(minutes[key]))


@pytest.mark.parametrize(("payer", "date", "policy", "count"), PER_CODE)
def test_every_number_of_minutes_of_one_code_is_counted(
    installed: Engine, payer: str, date: str, policy: str, count: Any
) -> None:
    given = [
        {
            "payer": payer,
            "date": date,
            "patient": {"id": str(minutes)},
            "lines": [{"code": "97530", "minutes": minutes, "units": 0}],
        }
        for minutes in range(241)
    ]
    found = [each.lines[0].units_supported for each in installed.check_many(given)]
    assert found == [count(minutes) for minutes in range(241)]


@given(day=lines_of(TIMED), data=st.data())
def test_minutes_that_are_missing_leave_only_their_own_code_unjudged(
    installed: Engine, day: Day, data: st.DataObject
) -> None:
    gaps = data.draw(st.sets(st.integers(0, len(day) - 1), min_size=1))
    holed = [{k: v for k, v in raw.items() if n not in gaps or k != "minutes"} for n, raw in enumerate(day)]
    lost = {(day[n]["code"], day[n]["modifiers"][0]) for n in gaps}
    evaluation = rule(installed, "commercial-midpoint", holed)
    answers = said(evaluation, "commercial-midpoint:midpoint")
    for n, (raw, each) in enumerate(zip(day, answers, strict=True)):
        if n in gaps:
            assert each.answer == "no_minutes"
        elif (raw["code"], raw["modifiers"][0]) in lost:
            assert each.answer == "incomplete"
        else:
            assert each.outcome in (Outcome.PASS, Outcome.FAIL)


def test_a_code_on_one_line_needs_no_plan_of_care_where_nothing_is_pooled(installed: Engine) -> None:
    day = [
        {"code": "97110", "minutes": 15, "units": 1, "modifiers": ["GP"]},
        {"code": "97530", "minutes": 15, "units": 1, "modifiers": ["GO"]},
        {"code": "97140", "minutes": 15, "units": 1},
    ]
    assert rule(installed, "commercial-midpoint", day).clean
    again = [*day, {"code": "97140", "minutes": 15, "units": 1, "modifiers": ["GP"]}]
    answers = [
        each.answer
        for each in said(rule(installed, "commercial-midpoint", again), "commercial-midpoint:midpoint")
    ]
    assert answers == ["supported", "supported", "unclear", "unclear"]


# An hour ------------------------------------------------------------------------------------------------


@given(minutes=st.integers(0, 300))
def test_a_code_by_the_hour_counts_hours_by_their_midpoint(installed: Engine, minutes: int) -> None:
    day = [{"code": "96125", "minutes": minutes, "units": 0, "modifiers": ["GN"]}]
    assert rule(installed, "medicare-part-b", day).lines[0].units_supported == midpoint(minutes, 60)


# Series -------------------------------------------------------------------------------------------------

SERIES = [
    ("cognitive-work", "97129", "97130", 15, 15),
    ("work-hardening", "97545", "97546", 120, 60),
    ("caregiver-training", "97550", "97551", 30, 15),
    ("speech-device-evaluation", "92607", "92608", 60, 30),
    ("pelvic-biofeedback", "90912", "90913", 15, 15),
    ("hearing-status", "92626", "92627", 60, 15),
    ("developmental-testing", "96112", "96113", 60, 30),
    ("direct-care-training", "G0541", "G0542", 30, 15),
]


@pytest.mark.parametrize(("policy", "first", "further", "span", "block"), SERIES)
@given(data=st.data())
def test_a_series_is_one_stretch_of_time(
    installed: Engine, policy: str, first: str, further: str, span: int, block: int, data: st.DataObject
) -> None:
    day = data.draw(lines_of((first, further), most=150))
    evaluation = rule(installed, "medicare-part-b", day)
    billed = keyed(day, [each["units"] for each in day])
    supported = keyed(day, [each.units_supported for each in evaluation.lines])
    over = keyed(day, [each.answer == "over" for each in said(evaluation, f"medicare-part-b:{policy}")])
    for plan in {each["modifiers"][0] for each in day}:
        total = sum(each["minutes"] for each in day if each["modifiers"] == [plan])
        expected = {first: int(2 * total > span), further: midpoint(max(total - span, 0), block)}
        for code in (first, further):
            if any(each["code"] == code and each["modifiers"] == [plan] for each in day):
                assert supported[code, plan] == expected[code]
                assert bool(over[code, plan]) == (billed[code, plan] > expected[code])


@given(first=st.integers(0, 90), further=st.integers(0, 90))
def test_remote_monitoring_counts_whole_spans_alone(installed: Engine, first: int, further: int) -> None:
    day = [
        {"code": "98980", "minutes": first, "units": 0, "modifiers": ["GP"]},
        {"code": "98981", "minutes": further, "units": 0, "modifiers": ["GP"]},
    ]
    lines = rule(installed, "medicare-part-b", day).lines
    blocks = (first + further) // 20
    assert [each.units_supported for each in lines] == [min(blocks, 1), max(blocks - 1, 0)]


# Untimed ------------------------------------------------------------------------------------------------


@given(day=lines_of(("97161", "97150", "G0283", "92507"), most=90))
def test_an_untimed_code_counts_once_a_day_and_plan_of_care_whatever_the_minutes(
    installed: Engine, day: Day
) -> None:
    evaluation = rule(installed, "medicare-part-b", day)
    billed = keyed(day, [each["units"] for each in day])
    supported = keyed(day, [each.units_supported for each in evaluation.lines])
    over = keyed(day, [each.answer == "over" for each in said(evaluation, "medicare-part-b:untimed")])
    for key in billed:
        assert supported[key] == 1
        assert bool(over[key]) == (billed[key] > 1)


def test_an_untimed_code_needs_units_and_no_minutes(installed: Engine) -> None:
    evaluation = rule(installed, "medicare-part-b", [{"code": "97161", "modifiers": ["GP"]}])
    (finding,) = evaluation.findings
    assert (finding.outcome, finding.missing) == (Outcome.NO_DATA, "units")
    billed = [{"code": "97161", "units": 1, "modifiers": ["GP"]}]
    assert rule(installed, "medicare-part-b", billed).clean


@pytest.mark.parametrize(("payer", "date", "policy", "count"), PER_CODE)
def test_a_code_that_no_rule_counts_is_not_taken_for_counted(
    installed: Engine, payer: str, date: str, policy: str, count: Any
) -> None:
    evaluation = rule(installed, payer, [{"code": "99999", "minutes": 15, "units": 1}], date)
    assert evaluation.lines[0].units_supported is None
    assert evaluation.outcome is Outcome.NO_DATA
    assert said(evaluation, f"{payer}:{policy}")[0].outcome is Outcome.NOT_APPLICABLE
