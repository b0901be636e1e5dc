"""Selectors against a slow definition, one line at a time, in three values: yes, no, cannot be told."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Answers, Batch, CodeSet, Encounter, Engine, Modifier, Outcome, Ruling, kind, passes
from scrubjay.intake import structure
from scrubjay.model import ServiceLine
from scrubjay.selector import Selector

CODES = ("97110", "97140", "97530")
MODIFIERS = ("GP", "GO", "CQ", "59")


@kind("test-selector.speak", stage="units", answers=Answers(spoke=passes("spoke about {code}")))
@frozen
class Speak:
    """Speaks about every line that it is given."""

    def rule(self, batch: Batch) -> Ruling:
        return Ruling(np.zeros(batch.lines, np.int8))


raw_lines = st.fixed_dictionaries(
    {
        "code": st.sampled_from(CODES),
        "modifiers": st.lists(st.sampled_from(MODIFIERS), unique=True, max_size=3),
    }
)
encounters = st.fixed_dictionaries(
    {
        "payer": st.just("acme"),
        "date": st.just("2026-03-02"),
        "patient": st.just({"id": "P"}),
        "lines": st.lists(raw_lines, min_size=1, max_size=4),
    },
    optional={
        "claim_form": st.sampled_from(("professional", "institutional")),
        "place_of_service": st.sampled_from(("11", "12", "22")),
    },
).map(structure)

few_codes = st.lists(st.sampled_from(CODES), unique=True).map(CodeSet)
few_modifiers = st.lists(st.sampled_from(MODIFIERS), unique=True, max_size=2).map(
    lambda given: tuple(map(Modifier, given))
)
selectors = st.builds(
    Selector,
    codes=st.none() | few_codes,
    codes_not=st.none() | few_codes,
    modifiers_any=few_modifiers,
    modifiers_all=few_modifiers,
    modifiers_none=few_modifiers,
    disciplines=st.lists(st.sampled_from(("PT", "OT", "SLP")), unique=True).map(tuple),
    places_of_service=st.lists(st.sampled_from(("11", "12")), unique=True).map(tuple),
    claim_form=st.sampled_from((None, "professional", "institutional")),
)


def conditions(selector: Selector, encounter: Encounter, line: ServiceLine) -> dict[str, bool | None]:
    """Each condition that is stated, by what it asks for: met, not met, or None where that is missing."""
    carried, found = set(line.modifiers), {}
    if selector.codes is not None:
        found["codes"] = line.code in selector.codes
    if selector.codes_not is not None:
        found["codes_not"] = line.code not in selector.codes_not
    if selector.modifiers_any:
        found["any"] = bool(carried & set(selector.modifiers_any))
    found["all"] = carried >= set(selector.modifiers_all)
    found["none"] = not carried & set(selector.modifiers_none)
    if selector.disciplines:
        found["discipline"] = None if line.discipline is None else line.discipline in selector.disciplines
    if selector.places_of_service:
        place = encounter.place_of_service
        found["place_of_service"] = None if place is None else place in selector.places_of_service
    if selector.claim_form:
        form = encounter.claim_form
        found["claim_form"] = None if form is None else form == selector.claim_form
    return found


@given(selectors, st.lists(encounters, min_size=1, max_size=4))
def test_a_selection_is_the_three_valued_and_of_its_conditions(
    selector: Selector, visits: list[Encounter]
) -> None:
    batch = Batch.of(visits)
    selection = selector.select(batch)
    mask = np.full(batch.lines, not selection.nothing) if selection.mask is None else selection.mask
    for number, (encounter, line) in enumerate((e, line) for e in visits for line in e.lines):
        found = conditions(selector, encounter, line)
        refused = False in found.values()
        unknown = set() if refused else {name for name, met in found.items() if met is None}
        assert bool(mask[number]) == (not refused and not unknown)
        assert {name for name, gap in selection.unknown.items() if gap[number]} == unknown


@given(st.lists(encounters, min_size=1, max_size=3))
def test_a_selector_without_conditions_selects_every_line(visits: list[Encounter]) -> None:
    selection = Selector().select(Batch.of(visits))
    assert selection.mask is None
    assert not selection.unknown


def raw(**changes: Any) -> dict[str, Any]:
    return {
        "payer": "acme",
        "date": "2026-03-02",
        "patient": {"id": "P"},
        "claim_form": "professional",
        "place_of_service": "11",
        "lines": [{"code": "97530", "modifiers": ["GP", "59"]}],
        **changes,
    }


def lines_with(*modifiers: str) -> dict[str, Any]:
    return {"lines": [{"code": "97530", "modifiers": list(modifiers)}]}


@pytest.mark.parametrize(
    ("applies_to", "selected", "passed_over"),
    [
        ({"codes": ["97530"]}, {}, {"lines": [{"code": "97110"}]}),
        ({"codes": ["97520-97530"]}, {}, {"lines": [{"code": "97531"}]}),
        ({"codes": "mine"}, {}, {"lines": [{"code": "97110"}]}),
        ({"codes_not": ["97110"]}, {}, {"lines": [{"code": "97110"}]}),
        ({"modifiers_any": ["59", "KX"]}, {}, lines_with("GP")),
        ({"modifiers_all": ["GP", "59"]}, {}, lines_with("GP")),
        ({"modifiers_none": ["KX", "CQ"]}, {}, lines_with("GP", "CQ")),
        ({"disciplines": ["PT", "SLP"]}, {}, lines_with("GO")),
        ({"places_of_service": ["11", "12"]}, {}, {"place_of_service": "22"}),
        ({"claim_form": "professional"}, {}, {"claim_form": "institutional"}),
    ],
)
def test_each_condition_of_a_pack_selects_and_passes_over(
    engine_of: Callable[..., Engine],
    applies_to: dict[str, Any],
    selected: dict[str, Any],
    passed_over: dict[str, Any],
) -> None:
    engine = engine_of(
        [Speak],
        [{"id": "speak", "kind": "test-selector.speak", "applies_to": applies_to}],
        code_sets=[{"id": "mine", "codes": ["97530"]}],
    )
    (said,) = engine.check(raw(**selected)).trace
    assert (said.answer, said.outcome) == ("spoke", Outcome.PASS)
    said, _ = engine.check(raw(**passed_over)).trace
    assert (said.answer, said.outcome) == ("not_selected", Outcome.NOT_APPLICABLE)


@pytest.mark.parametrize(
    ("applies_to", "gap", "missing"),
    [
        ({"claim_form": "professional"}, {"claim_form": None}, "claim_form"),
        ({"places_of_service": ["11"]}, {"place_of_service": None}, "place_of_service"),
        ({"disciplines": ["PT"]}, lines_with("59"), "discipline"),
        ({"disciplines": ["PT"]}, lines_with("GP", "GO"), "discipline"),
    ],
)
def test_what_a_condition_asks_for_and_is_missing_makes_no_data_that_names_it(
    engine_of: Callable[..., Engine], applies_to: dict[str, Any], gap: dict[str, Any], missing: str
) -> None:
    engine = engine_of([Speak], [{"id": "speak", "kind": "test-selector.speak", "applies_to": applies_to}])
    evaluation = engine.check(raw(**gap))
    (said,) = evaluation.findings
    assert (said.outcome, said.answer, said.missing) == (Outcome.NO_DATA, "selector_unknown", missing)
    assert missing.replace("_", " ") in said.message
    assert (evaluation.outcome, evaluation.clean) == (Outcome.NO_DATA, False)


def test_a_line_that_another_condition_refuses_needs_nothing_that_is_missing(
    engine_of: Callable[..., Engine],
) -> None:
    applies_to = {"codes": ["97110"], "claim_form": "professional"}
    engine = engine_of(
        [Speak],
        [
            {"id": "speak", "kind": "test-selector.speak", "applies_to": applies_to},
            {"id": "always", "kind": "test-selector.speak"},
        ],
    )
    evaluation = engine.check(raw(claim_form=None))
    assert [said.answer for said in evaluation.trace] == ["not_selected", "spoke"]
    assert evaluation.clean
