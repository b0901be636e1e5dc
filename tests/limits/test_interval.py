"""Intervals between services, against all that the payer may have seen before this call."""

from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from scrubjay.batch import Batch
from scrubjay.intake import structure
from scrubjay.settled import LineStatus, Settled
from scrubjay.values import CodeSet
from scrubjay_plugins.limits.interval import SAYS, Interval

START = date(2026, 3, 2)
EVALUATION, AGAIN, TREATMENT = "97161", "97164", "97110"


class Service(NamedTuple):
    day: int
    code: str
    denied: bool = False


services = st.lists(
    st.builds(
        Service,
        st.integers(0, 12),
        st.sampled_from((EVALUATION, AGAIN)),
        st.sampled_from((False, False, True)),
    ),
    min_size=1,
    max_size=6,
).map(lambda drawn: sorted(drawn, key=lambda each: each.day))


def batch_of(drawn: list[Service], last: str | None) -> Batch:
    batch = Batch.of(
        [
            structure(
                {
                    "payer": "p",
                    "patient": {"id": "a"},
                    "date": (START + timedelta(each.day)).isoformat(),
                    "last_dates": {} if last is None else {"evaluation": last},
                    "lines": [{"code": each.code, "units": 1}],
                }
            )
            for each in drawn
        ]
    )
    denied = np.array([each.denied for each in drawn])
    settled = Settled.start(batch.units, batch.charge)
    batch.settled = evolve(
        settled, status=np.where(denied, LineStatus.DENIED, 0).astype(np.int8), units=np.where(denied, 0, 1)
    )
    return batch


def said(rule: Interval, drawn: list[Service], last: str | None) -> list[str]:
    return [SAYS.names[each] for each in rule.rule(batch_of(drawn, last)).answer]


def walked(rule: Interval, drawn: list[Service], last: date | None) -> list[str]:
    after = rule.codes if rule.after is None else rule.after
    result = []
    for each in drawn:
        day = START + timedelta(each.day)
        if each.denied:
            result.append("closed")
            continue
        early = each.code in rule.codes and last is not None and (day - last).days < rule.days
        result.append("early" if early else "due" if each.code in rule.codes else "starts")
        if each.code in after and not early:
            last = day
    return result


rules = st.builds(
    Interval,
    st.just(CodeSet([EVALUATION])),
    st.integers(1, 8),
    st.just("evaluation"),
    st.none() | st.just(CodeSet([EVALUATION, AGAIN])) | st.just(CodeSet([AGAIN])),
)


def only_about(rule: Interval, drawn: list[Service]) -> list[Service]:
    return [each for each in drawn if each.code in rule.about]


@given(rules, services, st.none() | st.integers(-10, -1))
def test_days_are_counted_from_the_last_that_was_accepted(
    rule: Interval, drawn: list[Service], before: int | None
) -> None:
    seen = only_about(rule, drawn)
    if seen:
        last = None if before is None else START + timedelta(before)
        assert said(rule, seen, "never" if last is None else last.isoformat()) == walked(rule, seen, last)


@given(rules, services, st.none() | st.integers(-10, -1))
def test_what_is_said_without_the_last_date_holds_whatever_it_was(
    rule: Interval, drawn: list[Service], before: int | None
) -> None:
    seen = only_about(rule, drawn)
    if seen:
        last = None if before is None else START + timedelta(before)
        for blind, true in zip(said(rule, seen, None), walked(rule, seen, last), strict=True):
            assert blind in ("unknown", true)


def test_a_first_service_of_unknown_past_is_unknown() -> None:
    rule = Interval(CodeSet([EVALUATION]), 180, "evaluation")
    assert said(rule, [Service(0, EVALUATION)], None) == ["unknown"]
    assert said(rule, [Service(0, EVALUATION), Service(200, EVALUATION)], None) == ["unknown", "due"]
    assert said(rule, [Service(0, EVALUATION), Service(200, EVALUATION), Service(201, EVALUATION)], None) == [
        "unknown",
        "due",
        "early",
    ]


def test_a_last_date_after_the_first_service_tells_nothing() -> None:
    rule = Interval(CodeSet([EVALUATION]), 180, "evaluation")
    assert said(rule, [Service(0, EVALUATION)], "2026-03-03") == ["unknown"]
    assert said(rule, [Service(0, EVALUATION)], "2026-03-02") == ["early"]


@pytest.mark.parametrize("days", [0, 1, 179, 180])
def test_the_days_that_have_passed_are_told(days: int) -> None:
    rule = Interval(CodeSet([EVALUATION]), 180, "evaluation")
    ruling: Any = rule.rule(batch_of([Service(0, EVALUATION), Service(days, EVALUATION)], "never"))
    assert ruling.facts["since"][1] == (days if days < 180 else None)
