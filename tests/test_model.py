"""The classes of the model check what they are given, from Python as from JSON."""

import datetime as dt
import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given

from raw_encounters import calm, encounters
from scrubjay import fields
from scrubjay.fields import Invalid
from scrubjay.fields.remembering import MOST, remembering, remembering_lists
from scrubjay.intake import structure, unstructure
from scrubjay.model import BillingProvider, Encounter, PlanOfCare, ServiceLine
from scrubjay.money import Cents

FULL: dict[str, Any] = {
    "payer": "medicare-part-b",
    "date": "2026-03-02",
    "patient": {"id": "P-77"},
    "lines": [
        {"code": "g0283", "modifiers": ["gp", "59"], "charge": "180.5", "diagnoses": ["m25561", "M54"]}
    ],
    "billing_provider": {"npi": "1234567893", "tin": "12-3456789"},
    "zip": "941101234",
    "history": {"deductible_met": "283.00"},
    "documentation": {"g0283": ["goal"]},
    "extra": {"room": [1, {"a": None}]},
}


def test_values_are_normalised() -> None:
    encounter = structure(FULL)
    line = encounter.lines[0]
    assert (line.code, line.modifiers, line.diagnoses) == ("G0283", ("GP", "59"), ("M25.561", "M54"))
    assert line.charge == 18050
    assert encounter.date == dt.date(2026, 3, 2)
    assert encounter.billing_provider == BillingProvider(npi="1234567893", tin="123456789")
    assert encounter.zip == "94110-1234"
    assert encounter.history == {"deductible_met": 28300}
    assert encounter.documentation == {"G0283": ("goal",)}
    assert unstructure(encounter)["lines"][0]["charge"] == "180.50"


@calm
@given(encounters)
def test_there_and_back(raw: dict[str, Any]) -> None:
    encounter = structure(raw)
    assert structure(unstructure(encounter)) == encounter
    assert structure(encounter) is encounter


@calm
@given(encounters)
def test_a_field_takes_its_own_value_back(raw: dict[str, Any]) -> None:
    encounter = structure(raw)
    assert attrs.evolve(encounter) == encounter
    assert [attrs.evolve(line) for line in encounter.lines] == list(encounter.lines)


def test_null_is_absence() -> None:
    required = {"payer": "p", "date": "2026-03-02", "patient": {"id": "x"}, "lines": [{"code": "97530"}]}
    names = [
        attribute.name for attribute in attrs.fields(Encounter) if attribute.default is not attrs.NOTHING
    ]
    line = {field.name: None for field in attrs.fields(ServiceLine) if field.name != "code"}
    nulls = {**required, **dict.fromkeys(names), "lines": [{"code": "97530", **line}]}
    assert structure(nulls) == structure(required)


def test_no_authorisations_are_not_the_same_as_none_known() -> None:
    minimal = {"payer": "p", "date": "2026-03-02", "patient": {"id": "x"}, "lines": [{"code": "97530"}]}
    known, unknown = structure({**minimal, "authorizations": []}), structure(minimal)
    assert known != unknown
    assert unstructure(known)["authorizations"] == []
    assert "authorizations" not in unstructure(unknown)


def test_python_builds_are_checked() -> None:
    assert ServiceLine(code="97530", charge=Cents(100)).charge == 100
    assert PlanOfCare(certified_from=dt.date(2026, 1, 1)).certified_from == dt.date(2026, 1, 1)
    for wrong in (
        {"charge": 100},
        {"minutes": 7.5},
        {"start": "10:00", "stop": "09:00"},
        {"code": ["97530"]},
    ):
        with pytest.raises(Invalid):
            ServiceLine(**{"code": "97530", **wrong})
    with pytest.raises(Invalid):
        PlanOfCare(certified_from=dt.datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        ServiceLine(code="97530").units = 2  # type: ignore[misc]


@pytest.mark.parametrize(
    ("modifiers", "discipline"),
    [(["GP"], "PT"), (["59", "GO"], "OT"), (["GN"], "SLP"), ([], None), (["KX"], None), (["GP", "GO"], None)],
)
def test_discipline(modifiers: list[str], discipline: str | None) -> None:
    assert ServiceLine(code="97530", modifiers=modifiers).discipline == discipline


def test_clock_and_assistant_limits_are_inclusive_where_they_should_be() -> None:
    assert ServiceLine(code="97530", minutes=20, assistant_minutes=20).assistant_minutes == 20
    assert ServiceLine(code="97530", assistant_minutes=20).minutes is None
    with pytest.raises(Invalid, match="after the start"):
        ServiceLine(code="97530", start="10:00", stop="10:00")


def test_what_is_remembered_is_never_another_type() -> None:
    line = {"code": "97530", "minutes": 1, "units": 1, "modifiers": ["59"]}
    structure({**FULL, "lines": [line]})
    for field, value in [("minutes", True), ("units", 1.0), ("modifiers", [59]), ("modifiers", "59")]:
        with pytest.raises(Invalid):
            ServiceLine(**{**line, field: value})


def test_memory_is_bounded_and_keeps_no_refusal() -> None:
    read = []
    once = remembering(lambda value: read.append(value) or fields.modifier(value))  # type: ignore[func-returns-value]
    assert [once("gp"), once("gp")] == ["GP", "GP"]
    assert read == ["gp"]
    for _ in range(2):
        with pytest.raises(Invalid):
            once("g")
    lists = remembering_lists(fields.elements)
    for number in range(MOST + 1):
        assert lists([f"e{number}"]) == (f"e{number}",)
    assert lists(("goal",)) == ("goal",)


def test_an_invalid_says_where() -> None:
    with pytest.raises(Invalid, match=r"at 1: expected a modifier") as caught:
        fields.modifiers(["GP", 5])
    assert [(at, value) for at, value, _ in caught.value.parts] == [(1, 5)]


@pytest.mark.parametrize("npi", ["1234567893", "1245319599"])
def test_one_check_digit_is_right(npi: str) -> None:
    assert [npi[:9] + digit for digit in "0123456789" if _is_npi(npi[:9] + digit)] == [npi]


def test_it_can_be_sent_to_another_process() -> None:
    encounter = structure(FULL)
    assert pickle.loads(pickle.dumps(encounter)) == encounter


def _is_npi(value: str) -> bool:
    try:
        return fields.npi(value) == value
    except Invalid:
        return False
