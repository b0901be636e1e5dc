"""Limits of dollars and of relative values: what is allowed, and what is taken off, to the cent."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from scrubjay.batch import Batch
from scrubjay.intake import structure
from scrubjay.money import MISSING
from scrubjay.settled import LineStatus, Settled
from scrubjay.values import Code, CodeSet, Money
from scrubjay_plugins.limits import amount, relative_values
from scrubjay_plugins.limits.amount import Amount
from scrubjay_plugins.limits.relative_values import RaisedValue, RelativeValue, RelativeValues

START = date(2026, 3, 2)


class Line(NamedTuple):
    code: str
    units: int
    allowed: int | None
    denied: bool = False


class Visit(NamedTuple):
    patient: str
    day: int
    lines: tuple[Line, ...]


def visits_of(allowed: st.SearchStrategy[int | None]) -> st.SearchStrategy[list[Visit]]:
    line = st.builds(
        Line,
        st.sampled_from(("97140", "97026", "97110")),
        st.integers(0, 4),
        allowed,
        st.sampled_from((False, False, False, True)),
    )
    visit = st.builds(
        Visit, st.sampled_from("ab"), st.integers(0, 2), st.lists(line, min_size=1, max_size=4).map(tuple)
    )
    return st.lists(visit, min_size=1, max_size=6).map(lambda drawn: sorted(drawn, key=lambda each: each.day))


CENTS = st.integers(0, 20000)


def batch_of(drawn: Sequence[Visit], **keys: Any) -> Batch:
    """Priced lines, charged a dollar more than what is allowed."""
    batch = Batch.of(
        [
            structure(
                {
                    "payer": "p",
                    "patient": {"id": visit.patient},
                    "date": (START + timedelta(visit.day)).isoformat(),
                    "lines": [{"code": line.code, "units": line.units} for line in visit.lines],
                    **keys,
                }
            )
            for visit in drawn
        ]
    )
    lines = [line for visit in drawn for line in visit.lines]
    denied = np.array([line.denied for line in lines])
    allowed = np.array([MISSING if line.allowed is None else line.allowed for line in lines], np.int64)
    settled = Settled.start(batch.units, np.where(allowed == MISSING, 100, allowed + 100))
    batch.settled = evolve(
        settled,
        status=np.where(denied, LineStatus.DENIED, LineStatus.PAYABLE).astype(np.int8),
        units=np.where(denied, 0, settled.payable),
        price=np.where(denied, 0, allowed),
    )
    return batch


def left(ruling: Any, batch: Batch) -> list[int]:
    assert batch.settled is not None
    return np.where(ruling.allowed == MISSING, batch.settled.allowed, ruling.allowed).tolist()


@given(visits_of(CENTS), st.integers(0, 30000), st.randoms())
def test_a_daily_maximum_cuts_the_day_and_balances(drawn: list[Visit], most: int, random: Any) -> None:
    rule = Amount(group="CO", carc="119", most=Money(most))
    batch = batch_of(drawn)
    ruling = rule.rule(batch)
    kept = left(ruling, batch)
    assert batch.settled is not None
    lines = [(visit, line) for visit in drawn for line in visit.lines]
    payable = [not line.denied and line.units > 0 for _, line in lines]
    assert (np.array(kept) + ruling.adjustments[0].amount == batch.settled.allowed).all()
    for patient in "ab":
        for day in range(3):
            here = [
                place
                for place, (visit, _) in enumerate(lines)
                if (visit.patient, visit.day) == (patient, day) and payable[place]
            ]
            whole = sum(lines[place][1].allowed or 0 for place in here)
            assert sum(kept[place] for place in here) == min(whole, most)
    mixed = [visit._replace(lines=tuple(random.sample(visit.lines, len(visit.lines)))) for visit in drawn]
    other = batch_of(mixed)
    assert sum(left(rule.rule(other), other)) == sum(kept)


def answers(module: Any, rule: Any, batch: Batch) -> list[str]:
    return [module.SAYS.names[each] for each in rule.rule(batch).answer]


def test_what_is_not_priced_leaves_what_follows_open() -> None:
    rule = Amount(group="CO", carc="119", most=Money(10000))
    batch = batch_of([Visit("a", 0, (Line("97110", 1, 4000), Line("97140", 1, None), Line("97026", 1, 100)))])
    assert answers(amount, rule, batch) == ["within", "no_allowed", "incomplete"]


def test_a_maximum_of_a_year_starts_from_the_history() -> None:
    rule = Amount(group="CO", carc="119", most=Money(10000), period="year", accumulator="therapy_paid")
    drawn = [Visit("a", 0, (Line("97110", 1, 4000),)), Visit("a", 1, (Line("97110", 1, 4000),))]
    assert answers(amount, rule, batch_of(drawn)) == ["no_history", "no_history"]
    batch = batch_of(drawn, history={"therapy_paid": "50.00"})
    assert answers(amount, rule, batch) == ["within", "over"]
    assert left(rule.rule(batch), batch) == [4000, 1000]


def test_charges_add_up_and_prices_are_cut_in_proportion() -> None:
    rule = Amount(group="CO", carc="119", most=Money(3000), measure="charge")
    raw = {
        "payer": "p",
        "patient": {"id": "a"},
        "date": "2026-03-02",
        "lines": [{"code": "97110", "units": 1, "charge": "60.00"}, {"code": "97140", "units": 1}],
    }
    batch = Batch.of([structure(raw)])
    batch.settled = evolve(Settled.start(batch.units, batch.charge), price=np.array([4001, 100], np.int64))
    assert answers(amount, rule, batch) == ["over", "no_charge"]
    ruling = rule.rule(batch)
    assert left(ruling, batch) == [2001, 100], "half of 40.01, rounded half up"
    assert ruling.adjustments[0].amount.tolist() == [2000, 0]


VALUES = {"97140": Decimal("4.23"), "97026": Decimal("2.54")}


def values_rule(most: str = "12", raised: tuple[RaisedValue, ...] = ()) -> RelativeValues:
    return RelativeValues(
        group="CO",
        carc="119",
        most=Decimal(most),
        values=tuple(RelativeValue(Code(code), value) for code, value in VALUES.items()),
        codes=CodeSet([*VALUES, "97110"]),
        raised=raised,
    )


@given(
    visits_of(CENTS).map(
        lambda drawn: [
            visit._replace(
                lines=tuple(line for line in visit.lines if line.code in VALUES) or (Line("97026", 1, 500),)
            )
            for visit in drawn
        ]
    )
)
def test_relative_values_above_the_limit_are_paid_in_proportion(drawn: list[Visit]) -> None:
    batch = batch_of(drawn)
    kept = left(values_rule().rule(batch), batch)
    used: dict[object, Decimal] = {}
    expected = []
    for visit in drawn:
        for line in visit.lines:
            if line.denied or not line.units:
                expected.append(0 if line.denied else line.allowed)
                continue
            had = used.get((visit.patient, visit.day), Decimal(0))
            value = VALUES[line.code] * line.units
            fits = max(min(value, 12 - had), Decimal(0))
            used[visit.patient, visit.day] = had + value
            exact = Decimal(line.allowed or 0) * fits / value
            expected.append(int(exact.quantize(Decimal(1), ROUND_HALF_UP)))
    assert kept == expected


def test_the_limit_in_dollars_is_that_of_the_published_example() -> None:
    """12 relative values at 9.55 are 114.60, whatever was furnished beyond."""
    fee = [int((VALUES["97140"] * 2 * 955).quantize(Decimal(1), ROUND_HALF_UP))]
    fee.append(int((VALUES["97140"] * 955).quantize(Decimal(1), ROUND_HALF_UP)))
    batch = batch_of([Visit("a", 0, (Line("97140", 2, fee[0]), Line("97140", 1, fee[1])))])
    assert sum(left(values_rule().rule(batch), batch)) == 11460


def test_an_evaluation_raises_the_limit_and_a_code_without_value_is_open() -> None:
    raised = (RaisedValue(CodeSet(["97164"]), Decimal(15)), RaisedValue(CodeSet(["97161"]), Decimal(18)))
    rule = values_rule(raised=raised)
    treated = Line("97140", 4, 8000)
    assert answers(relative_values, rule, batch_of([Visit("a", 0, (treated,))])) == ["over"]
    again = batch_of([Visit("a", 0, (treated, Line("97164", 1, 100)))])
    assert answers(relative_values, rule, again) == ["over", "other"], "16.92 above 15"
    first = batch_of([Visit("a", 0, (treated, Line("97161", 1, 100)))])
    assert answers(relative_values, rule, first) == ["within", "other"]
    unknown = batch_of([Visit("a", 0, (Line("97110", 1, 100), treated))])
    assert answers(relative_values, rule, unknown) == ["no_value", "incomplete"]


def test_a_line_without_price_is_told_what_fits() -> None:
    batch = batch_of([Visit("a", 0, (Line("97140", 3, None),))])
    ruling = values_rule().rule(batch)
    assert answers(relative_values, values_rule(), batch) == ["over"]
    assert ruling.allowed is not None and ruling.allowed.tolist() == [MISSING]
    assert ruling.adjustments[0].amount.tolist() == [0]
    assert ruling.facts["fits"][0] == "12" and ruling.facts["here"][0] == "12.69"  # type: ignore[index]


def test_values_that_cannot_be_held_exactly_are_refused() -> None:
    with pytest.raises(ValueError, match="decimals"):
        values_rule("12.00001")
    twice = (RelativeValue(Code("97140"), Decimal(1)), RelativeValue(Code("97140"), Decimal(2)))
    with pytest.raises(ValueError, match="97140 has several"):
        RelativeValues("CO", "119", Decimal(1), twice, CodeSet(["97140"]))
