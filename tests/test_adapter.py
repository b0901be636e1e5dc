"""Kinds written for one encounter at a time: what they are handed, and what becomes of their answers."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from attrs import frozen

from scrubjay import Batch, Encounter, Fact, Ruling, Say, ServiceLine, fails, passes
from scrubjay.adapter import describe, rule_each
from scrubjay.columns import Coded
from scrubjay.frame import Column
from scrubjay.kinds import Kind, Speaks, kind, kind_of
from scrubjay.rulecheck import RulingError, check_ruling
from scrubjay.rulings import BROKE, AdjustmentColumn, Answers, FactValue

SAYS = Answers(fine=passes("fine"), bad=fails("bad"))
FACTS = {"code": Fact("The code."), "number": Fact("A number.")}
Rule = Callable[[Encounter, Sequence[ServiceLine]], Sequence[Say]]


@frozen
class Each:
    rule: Rule

    def rule_encounter(self, encounter: Encounter, lines: Sequence[ServiceLine]) -> Sequence[Say]:
        return self.rule(encounter, lines)


def _kind(speaks: Speaks = "line") -> Kind:
    return kind_of(kind("test.each", stage="units", answers=SAYS, facts=FACTS, speaks=speaks)(Each))


def _visit(patient: str, *codes: str) -> Encounter:
    return Encounter(
        payer="test",
        date=dt.date(2026, 3, 2),
        patient={"id": patient},
        lines=[{"code": code} for code in codes],
    )


VISITS = [_visit("P-1", "97110", "97112"), _visit("P-2", "97140"), _visit("P-3", "97110", "97530", "97535")]


def test_each_encounter_is_asked_once_about_its_lines_in_order() -> None:
    asked: list[tuple[str, list[str]]] = []

    def rule(encounter: Encounter, lines: Sequence[ServiceLine]) -> list[Say]:
        asked.append((encounter.patient.id, [line.code for line in lines]))
        return [Say("bad" if line.code == "97110" else "fine") for line in lines]

    ruling = rule_each(_kind(), Each(rule), Batch.of(VISITS))
    assert asked == [
        ("P-1", ["97110", "97112"]),
        ("P-2", ["97140"]),
        ("P-3", ["97110", "97530", "97535"]),
    ]
    assert ruling.answer.tolist() == [1, 0, 0, 1, 0, 0]
    assert ruling.units is None
    assert ruling.broke == {}


def test_a_part_of_the_lines_is_handed_over_without_the_others() -> None:
    asked: list[tuple[str, list[str]]] = []

    def rule(encounter: Encounter, lines: Sequence[ServiceLine]) -> list[Say]:
        asked.append((encounter.patient.id, [line.code for line in lines]))
        return [Say("bad") for _ in lines]

    ruling = rule_each(_kind(), Each(rule), Batch.of(VISITS).take(np.array([1, 4, 5])))
    assert asked == [("P-1", ["97112"]), ("P-3", ["97530", "97535"])]
    assert ruling.answer.tolist() == [1, 1, 1]


def test_a_kind_that_speaks_of_encounters_answers_once_in_the_place_of_the_encounter() -> None:
    batch = Batch.of(VISITS).take(np.array([2, 4]))
    ruling = rule_each(_kind("encounter"), Each(lambda encounter, lines: [Say("bad")]), batch)
    assert ruling.answer.tolist() == [BROKE, 1, 1]
    assert ruling.broke == {}
    check_ruling(_kind("encounter"), ruling, batch.encounters)


def test_an_encounter_on_which_it_raises_is_the_only_one_that_breaks() -> None:
    def rule(encounter: Encounter, lines: Sequence[ServiceLine]) -> list[Say]:
        if encounter.patient.id == "P-1":
            raise ValueError("no such\nplan")
        return [Say("fine", {"code": line.code}, units=2) for line in lines]

    ruling = rule_each(_kind(), Each(rule), Batch.of(VISITS))
    assert ruling.answer.tolist() == [BROKE, BROKE, 0, 0, 0, 0]
    assert ruling.units is not None
    assert ruling.units.tolist() == [-1, -1, 2, 2, 2, 2]
    assert list(ruling.broke) == [0]
    assert ruling.broke[0].startswith("ValueError: no such plan (test_adapter.py:")


def test_units_and_facts_become_columns() -> None:
    def rule(encounter: Encounter, lines: Sequence[ServiceLine]) -> list[Say]:
        if len(lines) == 1:
            return [Say("fine")]
        return [
            Say("fine", {"code": line.code, "number": number}, units=number)
            for number, line in enumerate(lines)
        ]

    ruling = rule_each(_kind(), Each(rule), Batch.of(VISITS))
    assert ruling.units is not None
    assert ruling.units.tolist() == [0, 1, -1, 0, 1, 2]
    codes, numbers = ruling.facts["code"], ruling.facts["number"]
    assert isinstance(codes, Coded)
    assert [codes[place] for place in range(6)] == ["97110", "97112", "", "97110", "97530", "97535"]
    assert isinstance(numbers, np.ndarray)
    assert numbers.tolist() == [0, 1, None, 0, 1, 2]


def test_a_generator_will_do() -> None:
    def rule(encounter: Encounter, lines: Sequence[ServiceLine]) -> Any:
        yield from (Say("fine") for _ in lines)

    assert rule_each(_kind(), Each(rule), Batch.of(VISITS)).answer.tolist() == [0] * 6


def test_a_batch_of_arrays_has_no_encounters_to_hand_over() -> None:
    columns: dict[str, Column] = {
        "patient": Coded.of(["P"]),
        "date": np.array(["2026-03-02"], "datetime64[D]"),
    }
    batch = Batch.from_columns(np.zeros(1, np.int32), {"code": Coded.of(["97110"])}, columns)
    with pytest.raises(RulingError) as error:
        rule_each(_kind(), Each(lambda encounter, lines: []), batch)
    assert str(error.value) == (
        "test.each rules on encounters one at a time, and this batch was made from arrays: "
        "hand over encounters, or give the kind a rule(batch)"
    )


@pytest.mark.parametrize("units", [True, -1, 10000, 1.0])
def test_units_that_are_none(units: Any) -> None:
    def rule(encounter: Encounter, lines: Sequence[ServiceLine]) -> list[Say]:
        return [Say("fine", units=units) for _ in lines]

    ruling = rule_each(_kind(), Each(rule), Batch.of(VISITS[1:2]))
    assert ruling.broke == {0: f"units must be a whole number from 0 to 9999, and are {units!r}"}


@pytest.mark.parametrize("fact", ["text", 3, True, None, np.int32(3)])
def test_facts_that_will_do(fact: Any) -> None:
    def rule(encounter: Encounter, lines: Sequence[ServiceLine]) -> list[Say]:
        return [Say("fine", {"number": fact}) for _ in lines]

    assert rule_each(_kind(), Each(rule), Batch.of(VISITS)).broke == {}


FINE = np.zeros(2, np.int8)
CENTS = np.zeros(2, np.int64)


@pytest.mark.parametrize(
    ("ruling", "message"),
    [
        (None, "rule must give a Ruling, and gave NoneType"),
        (Ruling([0, 0]), "answer must be an array of whole numbers, and is list"),  # type: ignore[arg-type]
        (Ruling(FINE / 2), "answer must be an array of whole numbers, and holds float64"),
        (Ruling(FINE[1:]), "answer must have length 2, and has 1"),
        (Ruling(np.zeros((2, 2), int)), "answer must have length 2, and has 2 by 2"),
        (Ruling(FINE.astype(int)), "answer must hold int8, as Answers.choose gives, and holds int64"),
        (Ruling(FINE, {"x": 1}), "test.each declares no fact 'x'; it declares code, number"),
        (Ruling(FINE, {"number": CENTS[1:]}), "fact 'number' must have length 2, and has 1"),
        (Ruling(FINE, {"code": Coded.of(["a"])}), "fact 'code' must have length 2, and has 1"),
        (Ruling(FINE, units=CENTS[1:]), "units must have length 2, and has 1"),
        (Ruling(FINE, allowed=CENTS / 2), "allowed must be an array of whole numbers, and holds float64"),
        (
            Ruling(FINE, adjustments=(AdjustmentColumn("CO", "45", CENTS.view(np.uint64)),)),
            "the amount of an adjustment must be whole numbers that int64 can hold, and holds uint64",
        ),
        (
            Ruling(FINE, adjustments=(AdjustmentColumn("CO", "45", CENTS[1:]),)),
            "the amount of an adjustment must have length 2, and has 1",
        ),
    ],
)
def test_what_is_no_ruling(ruling: Any, message: str) -> None:
    with pytest.raises(RulingError) as error:
        check_ruling(_kind(), ruling, 2)
    assert str(error.value) == message


def test_what_is_a_ruling() -> None:
    facts: dict[str, FactValue] = {"code": Coded.of(["a", "b"]), "number": 3}
    check_ruling(_kind(), Ruling(np.array([1, BROKE], np.int8), facts, CENTS, CENTS), 2)
    check_ruling(_kind(), Ruling(np.zeros(0, np.int8)), 0)


def test_an_error_whose_message_cannot_be_read() -> None:
    class OddError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert describe(OddError()) == "OddError: (its message cannot be read)"
    assert describe(KeyError()) == "KeyError"
