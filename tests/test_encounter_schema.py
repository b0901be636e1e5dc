"""The published schema of an encounter says what the classes check."""

import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

import scrubjay_schemas
from raw_encounters import EDGES, FULL, calm, damaged, encounters, paths, replaced
from scrubjay.intake import EncounterError, Fault, structure
from scrubjay.model import (
    Authorization,
    BillingProvider,
    Encounter,
    Locality,
    Patient,
    PlanOfCare,
    ServiceLine,
)

FILE = Path(scrubjay_schemas.__file__).parent / "encounter/v1/encounter.schema.json"
SCHEMA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)

DEFS = SCHEMA["$defs"]
OBJECTS = [
    (Encounter, SCHEMA),
    (Patient, DEFS["patient"]),
    (BillingProvider, DEFS["billing_provider"]),
    (Locality, DEFS["locality"]),
    (PlanOfCare, DEFS["plan_of_care"]),
    (Authorization, DEFS["authorization"]),
    (ServiceLine, DEFS["service_line"]),
]

BEYOND_A_SCHEMA = (
    "an NPI whose check digit is right",
    "a time after the start",
    "at most the ",  # assistant minutes within the minutes of the line
    "named only once",  # in upper or in lower case
    "a JSON object nested at most ",
)
"""What the classes refuse and a schema cannot express; so is a whole number written as 2.0."""


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "https://scrubjay.dev/schemas/encounter/v1/encounter.schema.json"


@pytest.mark.parametrize(("cls", "schema"), OBJECTS)
def test_fields_are_those_of_the_class(cls: type[attrs.AttrsInstance], schema: dict[str, Any]) -> None:
    known = attrs.fields(cls)
    assert list(schema["properties"]) == [field.name for field in known]
    assert schema.get("required", []) == [field.name for field in known if field.default is attrs.NOTHING]
    assert schema["additionalProperties"] is False
    described = {name: part["description"] for name, part in schema["properties"].items()}
    assert described == {field.name: field.metadata["help"] for field in known}
    assert schema["description"] == cls.__doc__


@calm
@given(encounters)
def test_valid_encounters_are_valid(raw: dict[str, Any]) -> None:
    VALIDATOR.validate(raw)
    structure(raw)


@pytest.mark.parametrize("at", paths(FULL), ids=lambda at: ".".join(map(str, at)))
def test_every_edge_of_every_field_is_drawn_alike(at: tuple[Any, ...]) -> None:
    for value in EDGES:
        assert_drawn_alike(replaced(FULL, at, value))


@settings(calm, max_examples=500)
@given(damaged())
def test_damaged_encounters_are_refused_by_both_or_neither(raw: Any) -> None:
    assert_drawn_alike(raw)


def assert_drawn_alike(raw: Any) -> None:
    faults = _faults(raw)
    if VALIDATOR.is_valid(raw):
        assert [fault for fault in faults if not _beyond_a_schema(fault)] == []
    else:
        assert faults


def test_a_modifier_comes_once() -> None:
    assert not VALIDATOR.is_valid(replaced(FULL, ("lines", 0, "modifiers"), ["GP", "GP"]))


def _faults(raw: Any) -> tuple[Fault, ...]:
    try:
        structure(raw)
    except EncounterError as error:
        return error.faults
    return ()


def _beyond_a_schema(fault: Fault) -> bool:
    whole = (
        fault.expected.startswith(("whole ", "a whole number "))
        and fault.value is not None
        and fault.value.endswith(".0")
    )
    return whole or fault.expected.startswith(BEYOND_A_SCHEMA)
