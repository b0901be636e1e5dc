"""Limits over a time against a slow reference that walks the lines of each patient one by one."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from scrubjay.batch import Batch
from scrubjay.intake import structure
from scrubjay.settled import LineStatus, Settled
from scrubjay.values import CodeSet
from scrubjay_plugins.limits.at_most import AtMost, Raised
from scrubjay_plugins.limits.at_most_answers import SAYS

CODES = ("97110", "97140", "97530")
PROVIDERS = ("1234567893", "1679576722")
START = date(2025, 12, 28)


class Line(NamedTuple):
    code: str
    units: int
    denied: bool = False


class Visit(NamedTuple):
    patient: str
    day: int
    provider: str
    lines: tuple[Line, ...]


lines = st.builds(
    Line, st.sampled_from(CODES), st.integers(0, 5), st.sampled_from((False, False, False, True))
)
visits = st.lists(
    st.builds(
        Visit,
        st.sampled_from("ab"),
        st.integers(0, 9),
        st.sampled_from(PROVIDERS),
        st.lists(lines, min_size=1, max_size=4).map(tuple),
    ),
    min_size=1,
    max_size=8,
).map(lambda drawn: sorted(drawn, key=lambda visit: visit.day))


def batch_of(drawn: Sequence[Visit], counted: int | None = None) -> Batch:
    """The visits as a batch of which some lines are denied already."""
    batch = Batch.of(
        [
            structure(
                {
                    "payer": "p",
                    "patient": {"id": visit.patient},
                    "date": (START + timedelta(visit.day)).isoformat(),
                    "billing_provider": {"npi": visit.provider},
                    "counts": {} if counted is None else {"used": counted},
                    "lines": [
                        {"code": line.code, "units": line.units, "minutes": 15 * line.units}
                        for line in visit.lines
                    ],
                }
            )
            for visit in drawn
        ]
    )
    denied = np.array([line.denied for visit in drawn for line in visit.lines])
    settled = Settled.start(batch.units, batch.charge)
    batch.settled = evolve(
        settled,
        status=np.where(denied, LineStatus.DENIED, LineStatus.PAYABLE).astype(np.int8),
        units=np.where(denied, 0, settled.payable),
    )
    return batch


def kept(rule: AtMost, drawn: Sequence[Visit], counted: int | None = None) -> list[int]:
    """The units that are left of each line."""
    batch = batch_of(drawn, counted)
    ruling = rule.rule(batch)
    assert batch.settled is not None
    if ruling.units is None:
        return batch.settled.payable.tolist()
    return np.where(ruling.units < 0, batch.settled.payable, ruling.units).tolist()


def period_of(rule: AtMost, number: int, place: int, visit: Visit) -> object:
    day = START + timedelta(visit.day)
    return {
        "line": (number, place),
        "visit": number,
        "day": day,
        "week": (day - timedelta((day.weekday() + 1) % 7)),
        "year": day.year,
        "benefit-year": day >= date(2026, 1, 3),
        "rolling": 0,
        "ever": 0,
    }[rule.period]


def walked(rule: AtMost, drawn: Sequence[Visit], counted: int = 0) -> list[int]:
    """What the limit leaves, by the words: one line after the other, what fits."""
    groups: dict[object, list[tuple[int, int]]] = {}
    items: dict[object, bool] = {}
    result = []
    for number, visit in enumerate(drawn):
        for place, line in enumerate(visit.lines):
            units = 0 if line.denied else line.units
            if not units or (rule.codes is not None and line.code not in rule.codes):
                result.append(units)
                continue
            apart = {"code": line.code, "billing_provider": visit.provider}
            key = (
                visit.patient,
                period_of(rule, number, place, visit),
                *(apart[each] for each in rule.apart),
            )
            used = groups.setdefault(key, [])
            since = visit.day - (rule.days or 10**6)
            had = counted + sum(amount for day, amount in used if day > since)
            if rule.measure == "units":
                room = max(rule.most - had, 0)
                fits = units if units <= room else 0 if rule.excess == "line" else room
                used.append((visit.day, fits))
                result.append(fits)
                continue
            item = (key, {"visits": number, "days": visit.day, "codes": line.code}[rule.measure])
            if item not in items:
                items[item] = had < rule.most
                used.append((visit.day, int(items[item])))
            result.append(units if items[item] else 0)
    return result


SHORT = st.sampled_from(("line", "visit", "day"))
LONG = st.sampled_from(("week", "year", "benefit-year", "rolling", "ever"))


@st.composite
def rules(draw: st.DrawFn, measures: Sequence[str] = ("units", "visits", "days", "codes")) -> AtMost:
    period: Any = draw(SHORT | LONG)
    long = period not in ("line", "visit", "day")
    apart: list[Any] = draw(
        st.lists(st.sampled_from(["billing_provider"] if long else ["billing_provider", "code"]), unique=True)
    )
    return AtMost(
        measure=draw(st.sampled_from(measures)),
        most=draw(st.integers(0, 8)),
        period=period,
        codes=draw(st.none() | st.sets(st.sampled_from(CODES), min_size=1).map(CodeSet)),
        apart=tuple(apart),
        excess=draw(st.sampled_from(("units", "line"))),
        days=draw(st.integers(2, 6)) if period == "rolling" else None,
        year_from="01-03" if period == "benefit-year" else None,
        accumulator="used" if long else None,
    )


@given(rules(), visits, st.integers(0, 4))
def test_what_fits_is_what_walking_line_by_line_leaves(
    rule: AtMost, drawn: list[Visit], counted: int
) -> None:
    before = counted if rule.accumulator else 0
    assert kept(rule, drawn, counted) == walked(rule, drawn, before)


@given(rules(["units"]), visits, st.randoms())
def test_the_order_of_lines_and_visits_of_a_day_changes_no_total(
    rule: AtMost, drawn: list[Visit], random: Any
) -> None:
    if rule.excess == "line" or rule.period == "line":
        return
    mixed = [visit._replace(lines=tuple(random.sample(visit.lines, len(visit.lines)))) for visit in drawn]
    random.shuffle(mixed)
    mixed.sort(key=lambda visit: visit.day)
    assert sum(kept(rule, mixed, 0)) == sum(kept(rule, drawn, 0))


@given(rules(["units"]), visits)
def test_splitting_lines_changes_no_total(rule: AtMost, drawn: list[Visit]) -> None:
    if rule.excess == "line" or rule.period == "line":
        return
    split = [
        visit._replace(lines=tuple(line._replace(units=1) for line in visit.lines for _ in range(line.units)))
        for visit in drawn
        if any(line.units for line in visit.lines)
    ]
    if split:
        assert sum(kept(rule, split, 0)) == sum(kept(rule, drawn, 0))


@given(rules(), visits, st.integers(0, 4))
def test_without_the_count_nothing_passes_and_only_what_is_certain_fails(
    rule: AtMost, drawn: list[Visit], counted: int
) -> None:
    """Whatever the payer had counted, an answer that was given without knowing it stays true."""
    blind = rule.rule(batch_of(drawn))
    told = rule.rule(batch_of(drawn, counted))
    if rule.accumulator is None:
        assert blind.answer.tolist() == told.answer.tolist()
        return
    assert not np.isin(blind.answer, (SAYS.within, SAYS.nth)).any()
    judged = ~np.isin(blind.answer, (SAYS.no_count, SAYS.other, SAYS.closed))
    assert (blind.answer[judged] == told.answer[judged]).all()
    if judged.any() and blind.units is not None and told.units is not None:
        assert (blind.units[judged] == told.units[judged]).all()


@given(visits, st.integers(0, 8))
def test_too_much_is_denied_altogether(drawn: list[Visit], most: int) -> None:
    rule = AtMost(measure="units", most=most, excess="all")
    totals: dict[object, int] = {}
    for visit in drawn:
        key = visit.patient, visit.day
        totals[key] = totals.get(key, 0) + sum(line.units for line in visit.lines if not line.denied)
    expected = [
        0 if line.denied or totals[visit.patient, visit.day] > most else line.units
        for visit in drawn
        for line in visit.lines
    ]
    assert kept(rule, drawn) == expected


def one_day(*given_lines: dict[str, Any], **keys: Any) -> Batch:
    raw = {"payer": "p", "patient": {"id": "a"}, "date": "2026-03-02", "lines": list(given_lines), **keys}
    batch = Batch.of([structure(raw)])
    batch.settled = Settled.start(batch.units, batch.charge)
    return batch


def said(rule: AtMost, batch: Batch) -> list[str]:
    return [SAYS.names[each] for each in rule.rule(batch).answer]


def test_an_evaluation_raises_the_limit_of_its_day() -> None:
    rule = AtMost(
        measure="units",
        most=2,
        codes=CodeSet(["97110", "97140"]),
        raised=(Raised(CodeSet(["97164"]), 3), Raised(CodeSet(["97161", "97110"]), 4)),
    )
    treated = {"code": "97140", "units": 3}
    assert said(rule, one_day(treated)) == ["over"]
    assert said(rule, one_day(treated, {"code": "97164", "units": 1})) == ["within", "other"]
    assert said(rule, one_day({"code": "97140", "units": 4}, {"code": "97164", "units": 1})) == [
        "over",
        "other",
    ]
    assert said(rule, one_day({"code": "97110", "units": 4}, {"code": "97164", "units": 1})) == [
        "within",
        "other",
    ]
    assert said(rule, one_day(treated, {"code": "97164", "units": 0})) == ["over", "other"]


def test_minutes_take_units_with_them() -> None:
    rule = AtMost(measure="minutes", most=60)
    batch = one_day(
        {"code": "97110", "minutes": 45, "units": 3}, {"code": "97140", "minutes": 30, "units": 2}
    )
    ruling = rule.rule(batch)
    assert ruling.units is not None
    assert ruling.units.tolist() == [-1, 1]
    assert said(rule, one_day({"code": "97110", "units": 3})) == ["no_minutes"]


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([2, None, 1], ["within", "no_units", "incomplete"]),
        ([4, None, 1], ["within", "over", "over"]),
        ([5, 1, None], ["over", "over", "over"]),
        ([1, 1, None], ["within", "within", "no_units"]),
    ],
)
def test_missing_units_leave_open_what_depends_on_them(units: list[int | None], expected: list[str]) -> None:
    batch = one_day(*({"code": "97110", "units": each} for each in units))
    assert said(AtMost(measure="units", most=4), batch) == expected


def test_where_all_is_denied_missing_units_leave_all_open() -> None:
    rule = AtMost(measure="units", most=4, excess="all")
    assert said(rule, one_day({"code": "97110", "units": 4}, {"code": "97140"})) == ["incomplete", "no_units"]
    assert said(rule, one_day({"code": "97110", "units": 5}, {"code": "97140"})) == ["over_all", "over_all"]


def plan(units: int, *modifiers: str) -> dict[str, Any]:
    return {"code": "97110", "units": units, "modifiers": list(modifiers)}


def test_plans_of_care_apart() -> None:
    rule = AtMost(measure="units", most=4, apart=("discipline",))
    assert said(rule, one_day(plan(4, "GP"), plan(4, "GO"))) == ["within", "within"]
    assert said(rule, one_day(plan(4, "GP"), plan(1, "GP"))) == ["within", "over"]
    assert said(rule, one_day(plan(4), plan(1))) == ["within", "over"], "one plan that nobody names"
    assert said(rule, one_day(plan(4, "GP"), plan(1))) == ["within", "over"], "the only plan that there is"
    assert said(rule, one_day(plan(3, "GP"), plan(3, "GO"), plan(1))) == ["unclear"] * 3
    assert said(rule, one_day(plan(1, "GP"), plan(1, "GO"), plan(1))) == ["within"] * 3, "it does not matter"


def treated_by(npi: str | None, units: int) -> dict[str, Any]:
    return {"code": "97110", "units": units, "rendering_npi": npi}


def test_clinicians_apart() -> None:
    rule = AtMost(measure="units", most=4, apart=("rendering_provider",))
    one, other = PROVIDERS
    assert said(rule, one_day(treated_by(one, 4), treated_by(other, 4))) == ["within", "within"]
    assert said(rule, one_day(treated_by(one, 4), treated_by(None, 1))) == ["within", "over"]
    assert said(rule, one_day(treated_by(None, 4), treated_by(None, 1))) == ["within", "over"]
    unclear = one_day(treated_by(one, 3), treated_by(other, 3), treated_by(None, 1))
    assert said(rule, unclear) == ["unclear"] * 3


def test_two_visits_of_nobody_knows_whom() -> None:
    raw = {"payer": "p", "patient": {"id": "a"}, "date": "2026-03-02", "lines": [treated_by(None, 3)]}
    for names in ("rendering_provider", "billing_provider", "tax_id"):
        batch = Batch.of([structure(raw), structure(raw)])
        batch.settled = Settled.start(batch.units, batch.charge)
        apart: Any = (names,)
        assert said(AtMost(measure="units", most=4, apart=apart), batch) == ["unclear"] * 2
        assert said(AtMost(measure="units", most=6, apart=apart), batch) == ["within"] * 2


def authorised(authorizations: Any) -> Batch:
    return one_day({"code": "97110", "units": 1}, counts={"visits": 12}, authorizations=authorizations)


@pytest.mark.parametrize(
    ("authorizations", "expected"),
    [
        (None, "no_authorizations"),
        ([], "unauthorized"),
        ([{"number": "A"}], "authorized"),
        ([{"number": "A", "codes": ["97140"]}], "unauthorized"),
        ([{"number": "A", "codes": ["97140"]}, {"number": "B", "codes": ["97110"]}], "authorized"),
        ([{"number": "A", "valid_from": "2026-03-02", "valid_through": "2026-03-02"}], "authorized"),
        ([{"number": "A", "valid_from": "2026-03-03"}], "unauthorized"),
        ([{"number": "A", "valid_through": "2026-03-01"}], "unauthorized"),
    ],
)
def test_an_authorisation_lifts_the_limit_where_it_covers_the_line(
    authorizations: Any, expected: str
) -> None:
    rule = AtMost(measure="visits", most=12, period="ever", accumulator="visits", authorization_lifts=True)
    assert said(rule, authorised(authorizations)) == [expected]
    below = AtMost(measure="visits", most=13, period="ever", accumulator="visits", authorization_lifts=True)
    assert said(below, authorised(authorizations)) == ["nth"]


def test_a_benefit_year_that_the_encounter_states() -> None:
    rule = AtMost(measure="visits", most=1, period="benefit-year", accumulator="visits")

    def told(first: str | None) -> str:
        return said(rule, one_day(plan(1), counts={"visits": 1}, benefit_year_from=first))[0]

    assert told("2025-07-01") == "beyond"
    assert told("2026-03-02") == "beyond"
    assert told(None) == "no_benefit_year"
    assert told("2025-03-01") == "no_benefit_year"
    assert told("2026-03-03") == "no_benefit_year"


@example("02-29")
@example("1-01")
@example("13-01")
@example("07-01x")
@given(st.text(max_size=6))
def test_only_a_day_of_every_year_begins_benefit_years(text: str) -> None:
    try:
        date.fromisoformat(f"2001-{text}")
        sound = len(text) == 5
    except ValueError:
        sound = False
    try:
        AtMost(measure="visits", most=1, period="benefit-year", accumulator="v", year_from=text)
    except ValueError as error:
        assert not sound and "no day of every year" in str(error)
    else:
        assert sound


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"period": "rolling", "accumulator": "v"}, "needs it"),
        ({"period": "day", "days": 3}, "days is for"),
        ({"period": "year"}, "needs accumulator"),
        ({"period": "day", "accumulator": "v"}, "longer periods"),
        ({"period": "year", "accumulator": "v", "apart": ("discipline",)}, "one accumulator holds one count"),
        ({"period": "year", "accumulator": "v", "excess": "all"}, "within a day"),
        ({"period": "day", "year_from": "07-01"}, "year_from is only"),
        ({"excess": "all", "authorization_lifts": True}, "does not go with"),
    ],
)
def test_parameters_that_make_no_sense_together(params: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        AtMost(measure="units", most=4, **params)
