"""Cutting dates, and selectors that can never hold together."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from scrubjay.batch import Batch
from scrubjay.intake import structure
from scrubjay.selector import Selector
from scrubjay.timeline import FOREVER, Interval, without
from scrubjay.values import CodeSet

START = date(2026, 1, 1)
CODES, MODIFIERS, PLACES = ("97110", "97530", "97161"), ("GP", "GO", "KX"), ("11", "12")

days = st.integers(0, 12).map(lambda number: START + timedelta(number))
intervals = st.builds(
    lambda one, other, forever: Interval(min(one, other), FOREVER if forever else max(one, other)),
    days,
    days,
    st.booleans(),
)


@given(intervals, st.lists(intervals, max_size=4))
def test_what_is_left_of_an_interval_is_every_date_of_it_outside_the_others(
    span: Interval, holes: list[Interval]
) -> None:
    left = without(span, holes)
    for number in range(-1, 15):
        day = START + timedelta(number)
        kept = day in span and not any(day in hole for hole in holes)
        assert sum(day in each for each in left) == kept
    assert left == sorted(left)
    assert without(span, holes[::-1]) == left


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(lambda drawn: tuple(sorted(drawn)))


codes = st.none() | st.lists(st.sampled_from(CODES), min_size=1, unique=True).map(CodeSet)
selectors = st.builds(
    Selector,
    codes=codes,
    codes_not=codes,
    modifiers_any=some(MODIFIERS),
    modifiers_all=some(MODIFIERS),
    modifiers_none=some(MODIFIERS),
    disciplines=some(("PT", "OT")),
    places_of_service=some(PLACES),
    claim_form=st.sampled_from((None, "professional", "institutional")),
)
EVERY: list[dict[str, Any]] = [
    {
        "payer": "acme",
        "date": "2026-03-02",
        "patient": {"id": "P"},
        "place_of_service": place,
        "claim_form": form,
        "lines": [
            {"code": code, "modifiers": [each for at, each in enumerate(MODIFIERS) if mask >> at & 1]}
            for code in CODES
            for mask in range(8)
            if mask & 3 != 3  # a line has one discipline
        ],
    }
    for place in PLACES
    for form in ("professional", "institutional")
]
BATCH = Batch.of([structure(each) for each in EVERY])


def lines(selector: Selector) -> np.ndarray[Any, Any]:
    selection = selector.select(BATCH)
    if selection.mask is None:
        return np.full(BATCH.lines, not selection.nothing)
    return selection.mask


@given(selectors, selectors)
@example(Selector(modifiers_any=("KX",)), Selector(modifiers_none=("KX", "GP")))
def test_selectors_that_are_apart_select_no_line_together(one: Selector, other: Selector) -> None:
    chosen = [lines(each) for each in (one, other)]
    assert one.apart(other, within_encounter=False) == other.apart(one, within_encounter=False)
    if one.apart(other, within_encounter=False):
        assert not (chosen[0] & chosen[1]).any()
    if one.apart(other, within_encounter=True):
        visits = [set(BATCH.encounter[mask]) for mask in chosen]
        assert not visits[0] & visits[1]


def test_what_is_known_to_be_apart() -> None:
    pairs: list[tuple[Selector, Selector]] = [
        (Selector(codes=CodeSet(["97110"])), Selector(codes=CodeSet(["97530"]))),
        (Selector(codes=CodeSet(["97110"])), Selector(codes_not=CodeSet(["97110", "97530"]))),
        (Selector(modifiers_all=("KX",)), Selector(modifiers_none=("KX",))),
        (Selector(modifiers_any=("GP", "GO")), Selector(modifiers_none=("GP", "GO", "KX"))),
        (Selector(disciplines=("PT",)), Selector(disciplines=("OT", "SLP"))),
        (Selector(places_of_service=("11",)), Selector(places_of_service=("12",))),
        (Selector(claim_form="professional"), Selector(claim_form="institutional")),
    ]
    assert [one.apart(other, within_encounter=False) for one, other in pairs] == [True] * 7
    assert [one.apart(other, within_encounter=True) for one, other in pairs] == [False] * 5 + [True] * 2
