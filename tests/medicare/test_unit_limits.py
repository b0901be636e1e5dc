"""Limits of units against a slow reference that adds up the lines of every day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine
from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.findings import fact_at
from scrubjay.intake import structure
from scrubjay.tables import Table
from scrubjay.timeline import Interval
from scrubjay.values import CodeSet, Modifier
from scrubjay_plugins.limits.unit_answers import FACTS, SAYS
from scrubjay_plugins.limits.units_per_day import UnitsPerDay

START = date(2026, 1, 1)
SEPARATING = ("59", "76")
CODES = ("97110", "97150", "97161", "97530", "98979")
COMPLETE = frozenset(("97150", "98979"))


class Limit(NamedTuple):
    """A row of the table: it holds from one day of the test to another, both included."""

    code: str
    units: int
    mai: int
    first: int
    last: int


class Line(NamedTuple):
    code: str
    units: int | None
    modifiers: tuple[str, ...]


Visit = tuple[str, int, tuple[Line, ...]]
"""Patient, day of the test, lines."""

COVERS = Interval(START, START + timedelta(6))


def day(number: int) -> date:
    return START + timedelta(number)


def policy(limits: Sequence[Limit]) -> UnitsPerDay:
    columns = {
        "code": Coded.of(each.code for each in limits),
        "units": np.array([each.units for each in limits], np.int64),
        "mai": np.array([each.mai for each in limits], np.int64),
        "effective": np.array([day(each.first) for each in limits], "M8[D]"),
        "until": np.array([day(each.last) for each in limits], "M8[D]"),
    }
    table = Table(
        "test:limits", "test", ("code",), lambda: columns, covers=COVERS, effective="effective", until="until"
    )
    return UnitsPerDay(table, CodeSet(COMPLETE), tuple(map(Modifier, SEPARATING)))


def batch_of(visits: Sequence[Visit]) -> Batch:
    return Batch.of(
        [
            structure(
                {
                    "payer": "p",
                    "patient": {"id": patient},
                    "date": day(number).isoformat(),
                    "lines": [
                        {"code": line.code, "modifiers": list(line.modifiers)}
                        | ({} if line.units is None else {"units": line.units})
                        for line in lines
                    ],
                }
            )
            for patient, number, lines in visits
        ]
    )


def said(rule: UnitsPerDay, visits: Sequence[Visit]) -> list[tuple[str, Any, Any, Any]]:
    """Answer, limit, indicator and separating modifier of each line."""
    batch = batch_of(visits)
    ruling = rule.rule(batch)
    return [
        (
            SAYS.names[ruling.answer[line]],
            *(fact_at(ruling.facts[name], line, FACTS[name]) for name in ("limit", "mai", "modifier")),
        )
        for line in range(batch.lines)
    ]


def expected(limits: Sequence[Limit], visits: Sequence[Visit]) -> list[tuple[str, Any, Any, Any]]:
    return [
        _of_line(limits, visits, patient, number, line) for patient, number, lines in visits for line in lines
    ]


def _of_line(
    limits: Sequence[Limit], visits: Sequence[Visit], patient: str, number: int, line: Line
) -> tuple[str, Any, Any, Any]:
    mine = [each for each in limits if each.code == line.code]
    row = next((each for each in mine if each.first <= number <= each.last), None)
    if row is None:
        published = not mine and line.code in COMPLETE and day(number) in COVERS
        return ("unlimited" if published else "unknown", None, None, None)
    of_day = [
        each.units
        for other, same, lines in visits
        for each in lines
        if (other, same) == (patient, number) and each.code == line.code
    ]
    counted = sum(units or 0 for units in of_day)
    modifier = None
    if row.mai == 1:
        apart = [each for each in line.modifiers if each in SEPARATING]
        if line.units is None:
            answer = "no_units"
        elif line.units > row.units:
            answer = "over_line"
        elif counted > row.units and apart:
            answer, modifier = "separated", apart[0]
        else:
            answer = "within"
    elif counted > row.units:
        answer = "over_policy" if row.mai == 2 else "over_clinical"
    else:
        answer = "no_units" if None in of_day else "within"
    return (answer, row.units, row.mai, modifier)


@st.composite
def tables(draw: st.DrawFn) -> list[Limit]:
    """Up to two rows a code, whose dates do not overlap, and one of a code that nobody bills."""
    found = [Limit("00000", 1, 1, 0, 6)]
    for code in CODES:
        bounds = sorted(draw(st.lists(st.integers(0, 6), max_size=4, unique=True)))
        spans = zip(bounds[::2], bounds[1::2], strict=False)
        found += [
            Limit(code, draw(st.integers(0, 4)), draw(st.integers(1, 3)), first, last)
            for first, last in spans
        ]
    return found


lines = st.builds(
    Line,
    st.sampled_from(CODES),
    st.integers(0, 5) | st.none(),
    st.lists(st.sampled_from(("GP", "59", "76", "XS")), max_size=2, unique=True).map(tuple),
)
visits = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(-1, 7), st.lists(lines, min_size=1, max_size=5).map(tuple)),
    min_size=1,
    max_size=6,
)


@given(tables(), visits)
def test_every_line_gets_what_adding_up_its_day_gives(limits: list[Limit], seen: list[Visit]) -> None:
    assert said(policy(limits), seen) == expected(limits, seen)


@given(tables(), visits)
def test_encounters_ruled_together_get_what_each_days_encounters_alone_get(
    limits: list[Limit], seen: list[Visit]
) -> None:
    rule = policy(limits)
    together = said(rule, seen)
    for patient, number in {(patient, number) for patient, number, _ in seen}:
        mine = [each for each in seen if each[:2] == (patient, number)]
        places = [each[:2] == (patient, number) for each in seen for _ in each[2]]
        got = [each for each, here in zip(together, places, strict=True) if here]
        assert got == said(rule, mine)


def test_a_limit_a_line_leaves_room_for_a_further_line_with_a_modifier() -> None:
    rule = policy([Limit("97530", 4, 1, 0, 6)])

    def of(*stated: Line) -> list[str]:
        return [answer for answer, *_ in said(rule, [("A", 0, stated)])]

    assert of(Line("97530", 8, ("59",))) == ["over_line"]
    assert of(Line("97530", 4, ()), Line("97530", 4, ("76",))) == ["within", "separated"]
    assert of(Line("97530", 4, ()), Line("97530", 5, ("76",))) == ["within", "over_line"]


@pytest.mark.parametrize("mai", [2, 3])
def test_no_modifier_raises_a_limit_a_day(mai: int) -> None:
    rule = policy([Limit("97530", 4, mai, 0, 6)])
    got = said(rule, [("A", 0, (Line("97530", 4, ()), Line("97530", 1, ("59",))))])
    assert {answer for answer, *_ in got} == {"over_policy" if mai == 2 else "over_clinical"}


def test_only_the_last_of_the_indicators_speaks_of_an_appeal() -> None:
    texts = {name: (item.text + item.remedy) for name, item in zip(SAYS.names, SAYS.items, strict=True)}
    assert "never overridden" in texts["over_policy"]
    assert "may be appealed" in texts["over_clinical"]


def test_all_units_are_denied_on_all_lines_of_the_code_whatever_the_minutes_support(
    installed: Engine,
) -> None:
    done = installed.check(
        {
            "payer": "medicare-part-b",
            "date": "2026-03-02",
            "patient": {"id": "P"},
            "claim_form": "professional",
            "lines": [
                {"code": "97530", "minutes": 30, "units": 4, "modifiers": ["GP"], "charge": "400.00"},
                {"code": "97530", "minutes": 15, "units": 3, "modifiers": ["GP", "CQ"], "charge": "300.00"},
                {"code": "97110", "minutes": 15, "units": 1, "modifiers": ["GP"], "charge": "100.00"},
            ],
        }
    )
    denied = [line for line in done.lines if line.status == "denied"]
    assert [line.line for line in denied] == [1, 2]
    assert [sum(each.amount for each in line.adjustments if each.carc == "151") for line in denied] == [
        40000,
        30000,
    ]
