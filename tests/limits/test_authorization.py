"""Authorisations: one that covers the line, and what is left of it over the encounters of a call."""

from typing import Any

import pytest

from scrubjay.batch import Batch
from scrubjay.intake import structure
from scrubjay.settled import Settled
from scrubjay.values import CodeSet
from scrubjay_plugins.limits.authorization import SAYS, Authorization


def visit(
    authorizations: Any, *units: int | None, patient: str = "a", date: str = "2026-03-02"
) -> dict[str, Any]:
    lines = [{"code": "97110"} | ({} if each is None else {"units": each}) for each in units]
    raw = {"payer": "p", "patient": {"id": patient}, "date": date, "lines": lines}
    return raw | ({} if authorizations is None else {"authorizations": authorizations})


def said(rule: Authorization, *visits: dict[str, Any]) -> list[str]:
    batch = Batch.of([structure(each) for each in visits])
    batch.settled = Settled.start(batch.units, batch.charge)
    return [SAYS.names[each] for each in rule.rule(batch).answer]


COVERAGE = Authorization(checks="coverage")
EXTENT = Authorization(checks="extent")


@pytest.mark.parametrize(
    ("authorizations", "expected"),
    [
        (None, "no_authorizations"),
        ([], "uncovered"),
        ([{"number": "A"}], "covered"),
        ([{"number": "A", "codes": ["97140"]}], "uncovered"),
        (
            [{"number": "A", "valid_from": "2026-03-03"}, {"number": "B", "valid_through": "2026-03-02"}],
            "covered",
        ),
        ([{"number": "A", "valid_from": "2026-03-03", "valid_through": "2026-03-01"}], "uncovered"),
        ([{"number": "é 1-✓"}], "covered"),
    ],
)
def test_coverage(authorizations: Any, expected: str) -> None:
    assert said(COVERAGE, visit(authorizations, 1)) == [expected]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        ({"units": 4, "units_used": 0}, ["left", "left", "exhausted", "left"]),
        ({"units": 4, "units_used": 1}, ["left", "left", "exhausted", "exhausted"]),
        ({"units": 4}, ["no_used"] * 4),
        ({"units": 2}, ["no_used", "no_used", "exhausted", "no_used"]),
        ({"visits": 1, "visits_used": 0}, ["left"] * 4),
        ({"visits": 1, "visits_used": 1}, ["exhausted"] * 4),
        ({"visits": 1}, ["no_used"] * 4),
        ({"visits": 0, "units": 9, "units_used": 0}, ["exhausted"] * 4),
        ({}, ["left"] * 4),
    ],
)
def test_what_is_left_within_a_visit(one: dict[str, Any], expected: list[str]) -> None:
    assert said(EXTENT, visit([{"number": "A", **one}], 1, 2, 3, 1)) == expected


def test_units_of_a_call_add_up_for_each_patient() -> None:
    held = [{"number": "A", "units": 3, "units_used": 0, "visits": 2, "visits_used": 0}]
    visits = [
        visit(held, 1, patient=patient, date=f"2026-03-0{day}") for day in (2, 3, 4) for patient in "ab"
    ]
    assert said(EXTENT, *visits) == ["left"] * 4 + ["exhausted"] * 2


def test_the_next_authorisation_is_used_where_the_first_has_no_room() -> None:
    held = [{"number": "A", "units": 1, "units_used": 0}, {"number": "B", "units": 2, "units_used": 0}]
    assert said(EXTENT, visit(held, 1, 2, 1)) == ["left", "left", "exhausted"]


def test_what_cannot_be_counted() -> None:
    assert said(EXTENT, visit([{"number": "A", "units": 3, "units_used": 0}], None)) == ["no_units"]
    assert said(EXTENT, visit([{"number": "A", "visits": 3, "visits_used": 0}], None)) == ["left"]
    assert said(EXTENT, visit(None, 1)) == ["unneeded"]
    assert said(EXTENT, visit([{"number": "A", "units": 3, "units_used": 0}], 0)) == ["closed"]


def test_units_that_are_not_known_may_use_up_all() -> None:
    assert said(EXTENT, visit([{"number": "A", "units": 3, "units_used": 0}], None, 1)) == [
        "no_units",
        "no_used",
    ]


def test_only_the_codes_of_the_policy() -> None:
    rule = Authorization(checks="coverage", codes=CodeSet(["97750"]))
    assert rule.about == {"97750"}
