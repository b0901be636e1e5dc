"""Many encounters at once: order, payers, days and providers; in memory and through files."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

import scrubjay.engine
from scrubjay import (
    Answers,
    Batch,
    Encounter,
    EncounterError,
    Engine,
    Fact,
    Outcome,
    Ruling,
    kind,
    passes,
)
from scrubjay.intake import structure

NPI = "1234567893"


@kind(
    "test-engine.accrued",
    stage="limits",
    answers=Answers(counted=passes("{before} before")),
    facts={"before": Fact("Units billed earlier in the year.")},
    reach="year",
)
@frozen
class Accrued:
    """Counts the units that a patient was billed earlier in the year."""

    def rule(self, batch: Batch) -> Ruling:
        before = batch.by("patient", "year").running_total(batch.units)
        return Ruling(np.zeros(batch.lines, np.int8), facts={"before": before})


@pytest.fixture(scope="module")
def accruing(engine_of: Callable[..., Engine]) -> Engine:
    return engine_of([Accrued], [{"id": "accrued", "kind": "test-engine.accrued"}])


def visit(**changes: Any) -> dict[str, Any]:
    return {
        "payer": "medicare-part-b",
        "date": "2026-03-02",
        "patient": {"id": "P"},
        "billing_provider": {"npi": NPI},
        "lines": [{"code": "97530", "minutes": 10, "units": 1, "modifiers": ["GP"]}],
        **changes,
    }


raw_lines = st.fixed_dictionaries(
    {
        "code": st.sampled_from(("97110", "97530", "97161", "97129", "99999")),
        "modifiers": st.sampled_from((["GP"], ["GO"], [])),
    },
    optional={"minutes": st.integers(0, 60), "units": st.integers(0, 4), "charge": st.just("90.00")},
)
encounters = st.builds(
    visit,
    payer=st.sampled_from(("medicare-part-b", "medicare", "commercial-midpoint", "texas-medicaid", "nobody")),
    date=st.sampled_from(("2012-05-05", "2019-12-31", "2020-01-01", "2023-12-31", "2026-03-02")),
    lines=st.lists(raw_lines, min_size=1, max_size=4),
)
strangers = st.lists(encounters, max_size=8).map(
    lambda drawn: [{**each, "id": f"V-{n}", "patient": {"id": f"P-{n}"}} for n, each in enumerate(drawn)]
)
"""Encounters of different patients, so that no policy spans two of them."""


@given(strangers)
def test_many_encounters_are_ruled_as_one_by_one_and_in_their_order(
    installed: Engine, encounters: list[dict[str, Any]]
) -> None:
    together = [each.to_dict(explain=True) for each in installed.check_many(encounters)]
    assert together == [installed.check(each).to_dict(explain=True) for each in encounters]


def test_any_iterable_of_mappings_and_encounters_will_do(installed: Engine) -> None:
    def given() -> Iterator[dict[str, Any] | Encounter]:
        yield visit(id="a", patient={"id": "P-1"})
        yield structure(visit(id="b", patient={"id": "P-2"}))

    expected = ["a", "b"]
    assert [each.encounter.id for each in installed.check_many(given())] == expected
    assert [each.encounter.id for each in installed.check_many(tuple(given()))] == expected
    assert list(installed.check_many([])) == []


def test_payers_that_come_interleaved_are_each_ruled_by_their_own_pack(installed: Engine) -> None:
    lines = [{"code": code, "minutes": 10, "units": 1, "modifiers": ["GP"]} for code in ("97110", "97116")]
    payers = [
        "medicare",
        "commercial-midpoint",
        "medicare-part-b",
        "commercial-blocks",
        "commercial-midpoint",
    ]
    given = [visit(payer=payer, patient={"id": str(n)}, lines=lines) for n, payer in enumerate(payers)]
    found = [[line.units_supported for line in each.lines] for each in installed.check_many(given)]
    assert found == [[1, 0], [1, 1], [1, 0], [0, 0], [1, 1]]
    packs = [each.receipt.packs[0].id for each in installed.check_many(given)]
    assert packs == [
        "medicare-part-b",
        "commercial-midpoint",
        "medicare-part-b",
        "commercial-blocks",
        "commercial-midpoint",
    ]


def test_a_mapping_that_is_no_encounter_is_refused_with_every_fault(installed: Engine) -> None:
    with pytest.raises(EncounterError) as caught:
        installed.check({"payer": "medicare-part-b", "date": "yesterday", "patient": {"id": "P"}})
    assert len(caught.value.faults) == 2
    with pytest.raises(EncounterError):
        list(installed.check_many([visit(), {"payer": "medicare"}]))


# Encounters of one patient ------------------------------------------------------------------------------


def supported(engine: Engine, *given: dict[str, Any]) -> list[list[int | None]]:
    return [[line.units_supported for line in each.lines] for each in engine.check_many(given)]


def test_two_encounters_of_a_patient_on_one_day_are_pooled(installed: Engine) -> None:
    morning = visit(id="am")
    noon = visit(id="pm", lines=[{"code": "97110", "minutes": 8, "units": 1, "modifiers": ["GP"]}])
    assert supported(installed, morning) == [[1]]
    assert supported(installed, noon) == [[1]]
    assert supported(installed, morning, noon) == [[1], [0]]
    assert supported(installed, noon, morning) == [[0], [1]]


@pytest.mark.parametrize(
    "other",
    [
        {"billing_provider": {"tin": "123456789"}},
        {"patient": {"id": "Q"}},
        {"date": "2026-03-03"},
        {"payer": "medicare"},
    ],
)
def test_encounters_of_another_provider_patient_day_or_payer_are_not_pooled(
    installed: Engine, other: dict[str, Any]
) -> None:
    lines = [{"code": "97110", "minutes": 8, "units": 1, "modifiers": ["GP"]}]
    assert supported(installed, visit(), visit(lines=lines, **other)) == [[1], [1]]


def test_the_minutes_of_a_code_on_two_encounters_of_a_day_are_added_up(installed: Engine) -> None:
    lines = [{"code": "97530", "minutes": 7, "units": 0, "modifiers": ["GP"]}]
    assert supported(installed, visit(lines=lines)) == [[0]]
    found = [
        line.units_supported
        for each in installed.check_many([visit(lines=lines), visit(lines=lines)])
        for line in each.lines
    ]
    assert sum(each or 0 for each in found) == 1


days = st.lists(
    st.tuples(st.sampled_from("PQR"), st.integers(1, 28), st.sampled_from((2025, 2026)), st.integers(0, 5)),
    max_size=10,
    unique_by=lambda drawn: drawn[:3],
)
"""Encounters of a few patients, none of whom comes twice on a day."""


@given(days, st.randoms(use_true_random=False))
def test_the_order_of_the_call_changes_nothing_that_is_said_about_an_encounter(
    accruing: Engine, drawn: list[tuple[str, int, int, int]], shuffle: random.Random
) -> None:
    given = [
        visit(
            id=str(number),
            payer="acme",
            patient={"id": patient},
            date=f"{year}-02-{day:02}",
            lines=[{"code": "97530", "units": units}],
        )
        for number, (patient, day, year, units) in enumerate(drawn)
    ]
    shuffled = list(given)
    shuffle.shuffle(shuffled)
    first = {each.encounter.id: each.to_dict(explain=True) for each in accruing.check_many(given)}
    second = {each.encounter.id: each.to_dict(explain=True) for each in accruing.check_many(shuffled)}
    assert first == second


@given(strangers, st.randoms(use_true_random=False))
def test_shipped_packs_say_the_same_in_any_order(
    installed: Engine, encounters: list[dict[str, Any]], shuffle: random.Random
) -> None:
    shuffled = list(encounters)
    shuffle.shuffle(shuffled)
    first = {each.encounter.id: each.to_dict() for each in installed.check_many(encounters)}
    assert {each.encounter.id: each.to_dict() for each in installed.check_many(shuffled)} == first


def test_a_year_is_accrued_in_order_of_date_whatever_the_order_of_the_call(accruing: Engine) -> None:
    given = [
        visit(payer="acme", date=day, lines=[{"code": "97530", "units": 2}])
        for day in ("2026-06-01", "2026-01-02", "2025-12-31", "2026-03-01")
    ]
    before = [each.trace[0].facts["before"] for each in accruing.check_many(given)]
    assert before == [4, 0, 0, 2]


# Many: through files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("patients", [1, 3, 400])
@pytest.mark.parametrize("block", [1, 3, 128])
def test_encounters_that_go_through_files_are_ruled_as_those_in_memory(
    engine_of: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch, patients: int, block: int
) -> None:
    engine = engine_of([Accrued], [{"id": "accrued", "kind": "test-engine.accrued"}])
    chance = random.Random(7)
    given = [
        visit(
            id=str(number),
            payer=chance.choice(("acme", "medicare-part-b", "commercial-midpoint", "nobody")),
            patient={"id": f"P-{chance.randrange(patients)}"},
            date=f"{chance.choice((2019, 2025, 2026))}-03-{chance.randrange(1, 29):02}",
            lines=[
                {
                    "code": chance.choice(("97110", "97140", "97161")),
                    "minutes": chance.randrange(40),
                    "units": chance.randrange(4),
                    "modifiers": ["GP"],
                }
                for _ in range(chance.randrange(1, 4))
            ],
        )
        for number in range(60)
    ]
    in_memory = [each.to_dict(explain=True) for each in engine.check_many(given)]
    monkeypatch.setattr(scrubjay.engine, "IN_MEMORY", 10)
    monkeypatch.setattr(scrubjay.engine, "BLOCK", block)
    assert [each.to_dict(explain=True) for each in engine.check_many(given)] == in_memory


def test_an_evaluation_has_an_outcome_and_lines_and_findings(installed: Engine) -> None:
    lines = [{"code": "97530", "minutes": 10, "units": 2}]
    evaluation = installed.check(visit(lines=lines, payer="commercial-midpoint"))
    assert evaluation.outcome is Outcome.FAIL
    assert not evaluation.clean
    assert [(line.line, line.code, line.units_supported) for line in evaluation.lines] == [(1, "97530", 1)]
    assert [(said.policy, said.answer) for said in evaluation.findings] == [
        ("commercial-midpoint:midpoint", "over")
    ]


def test_a_payer_in_capitals_is_near_the_one_in_small_letters(installed: Engine) -> None:
    line = {"code": "97110", "minutes": 15, "units": 1}
    visit = {"payer": "MEDICARE", "date": "2026-03-02", "patient": {"id": "P"}, "lines": [line]}
    assert "did you mean 'medicare'?" in installed.check(visit).findings[0].message
