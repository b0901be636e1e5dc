"""Plans of care and progress reports, against the words of the manual said slowly."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine
from scrubjay.findings import Finding
from scrubjay.rulings import Gravity, Outcome

Raw = dict[str, Any]
DAY = timedelta(days=1)
START = date(2000, 1, 1)


@pytest.fixture(scope="module")
def engine(engine_of: Callable[..., Engine]) -> Engine:
    def policy(id: str, **params: Any) -> Raw:
        stated = {"codes": ["97530", "97110"], **params}
        version = {"effective": START, "params": stated}
        return {"id": id, "kind": f"advice.{id}", "action": "hold", "version": [version]}

    return engine_of([], [policy("certification", most_days=90), policy("progress-report", most=10)])


def encounter(day: date, plan: Raw | None, code: str = "97530") -> Raw:
    given = {"payer": "acme", "date": day.isoformat(), "patient": {"id": "P"}, "lines": [{"code": code}]}
    return given if plan is None else {**given, "plan_of_care": plan}


def said(engine: Engine, policy: str, *encounters: Raw) -> list[Finding]:
    evaluations = engine.check_many(encounters)
    return [
        next(each for each in one.trace if each.policy == f"acme:{policy}" and each.line is None)
        for one in evaluations
    ]


def certified(start: date | None, through: date | None) -> Raw:
    stated = {"certified_from": start, "certified_through": through}
    return {name: day.isoformat() for name, day in stated.items() if day is not None}


# Certification ------------------------------------------------------------------------------------------


def judged(day: date, start: date | None, through: date | None) -> str:
    """Is the day certified? Counted day by day from the first one."""
    if start is None and through is None:
        return "no_plan"
    if start is not None:
        if day < start:
            return "before"
        if day > start + 89 * DAY:
            return "lapsed"
    if through is not None and day > through:
        return "lapsed"
    if start is None:
        return "no_from"
    return "no_through" if through is None else "certified"


near = st.integers(-120, 120).map(lambda days: date(2026, 3, 2) + days * DAY)
plans = st.tuples(st.none() | near, st.none() | near)


@given(st.lists(st.tuples(near, plans), min_size=1, max_size=8))
def test_a_date_is_certified_if_it_lies_in_the_plan_and_within_ninety_days(
    engine: Engine, cases: list[tuple[date, tuple[date | None, date | None]]]
) -> None:
    found = said(engine, "certification", *(encounter(day, certified(*plan)) for day, plan in cases))
    assert [each.answer for each in found] == [judged(day, *plan) for day, plan in cases]


def test_the_first_day_is_the_first_of_the_ninety(engine: Engine) -> None:
    start = date(2026, 1, 5)
    plan = certified(start, date(2026, 12, 31))
    last, after = said(
        engine, "certification", encounter(start + 89 * DAY, plan), encounter(start + 90 * DAY, plan)
    )
    assert (last.answer, last.facts["ends"]) == ("certified", "2026-04-04")
    assert (after.answer, after.facts["ends"]) == ("lapsed", "2026-04-04")


def test_a_plan_that_lasts_no_ninety_days_ends_by_itself(engine: Engine) -> None:
    plan = certified(date(2026, 1, 5), date(2026, 3, 5))
    (found,) = said(engine, "certification", encounter(date(2026, 3, 6), plan))
    assert found.message == "the certification of the plan of care ended on 2026-03-05"
    assert found.facts == {"certified_from": "2026-01-05", "ends": "2026-03-05"}


def test_days_of_plans_far_apart_are_told_apart(engine: Engine) -> None:
    plans = [certified(day, day) for day in (date(1, 1, 1), date(2026, 3, 2), date(9999, 12, 31))]
    found = said(engine, "certification", *(encounter(date(2026, 3, 2), plan) for plan in [*plans, None]))
    assert [each.answer for each in found] == ["lapsed", "certified", "before", "no_plan"]
    assert [each.facts["certified_from"] for each in found] == [
        "0001-01-01",
        "2026-03-02",
        "9999-12-31",
        None,
    ]


def test_services_without_a_plan_of_care_are_left_alone(engine: Engine) -> None:
    for policy in ("certification", "progress-report"):
        (found,) = said(engine, policy, encounter(date(2026, 3, 2), None, code="97161"))
        assert found.answer == "other_service"


def test_no_plan_of_care_is_no_pass(engine: Engine) -> None:
    evaluation = engine.check(encounter(date(2026, 3, 2), None))
    assert evaluation.outcome is Outcome.NO_DATA
    missing = {each.missing for each in evaluation.findings}
    assert {"plan_of_care", "plan_of_care.treatment_days_since_report"} <= missing


# Progress reports ---------------------------------------------------------------------------------------


def due(day: date, count: int | None, report: date | None) -> str:
    if count is not None:
        return "reported" if count < 10 else "due" if count == 10 else "overdue"
    if report is None or report > day:
        return "no_count"
    passed = sum(1 for _ in range((day - report).days))  # as if every day since had been a treatment day
    return "recent" if passed <= 10 else "no_count"


reports = st.tuples(st.none() | st.integers(0, 25), st.none() | near)


@given(st.lists(st.tuples(near, reports), min_size=1, max_size=8))
def test_a_report_is_due_by_the_tenth_treatment_day(
    engine: Engine, cases: list[tuple[date, tuple[int | None, date | None]]]
) -> None:
    given = []
    for day, (count, report) in cases:
        plan: Raw = {} if count is None else {"treatment_days_since_report": count}
        given.append(
            encounter(day, plan if report is None else plan | {"last_progress_report": report.isoformat()})
        )
    found = said(engine, "progress-report", *given)
    assert [each.answer for each in found] == [due(day, *plan) for day, plan in cases]
    assert [each.facts["treatment_days"] for each in found] == [count for _, (count, _) in cases]


@pytest.mark.parametrize(
    ("age", "answer"), [(0, "recent"), (10, "recent"), (11, "no_count"), (-1, "no_count")]
)
def test_no_more_treatment_days_than_calendar_days_can_have_passed(
    engine: Engine, age: int, answer: str
) -> None:
    day = date(2026, 3, 2)
    (found,) = said(
        engine, "progress-report", encounter(day, {"last_progress_report": (day - age * DAY).isoformat()})
    )
    assert (found.answer, found.facts["age"]) == (answer, age)


@pytest.mark.parametrize(
    ("count", "answer", "action", "weighs"),
    [(9, "reported", "none", "pass"), (10, "due", "inform", "pass"), (11, "overdue", "hold", "fail")],
)
def test_a_report_that_is_due_informs_and_one_that_is_overdue_holds(
    engine: Engine, count: int, answer: str, action: str, weighs: str
) -> None:
    plan = certified(date(2026, 3, 1), date(2026, 4, 1)) | {"treatment_days_since_report": count}
    evaluation = engine.check(encounter(date(2026, 3, 2), plan))
    (found,) = (each for each in evaluation.trace if each.policy == "acme:progress-report")
    assert (found.answer, found.action.word) == (answer, action)
    policy, version = found.rule
    gravity = Gravity(version.terms.gravities[policy.kind.answers.names.index(found.answer)])
    assert gravity.outcome.word == weighs
