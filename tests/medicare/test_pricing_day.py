"""Prices of whole days against a slow reference, and what must hold whatever is billed."""

from collections.abc import Sequence
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pricing_alone import PAYER, Raw, allowed_amounts, fees, pricing_engine, shares

from scrubjay import Engine
from scrubjay.results import Evaluation

CODES = ("97530", "97110", "97116", "97140", "97161", "97028", "G0281", "97026", "97130", "97129")
"""97110 and 97116 are equal in everything, 97028 and G0281 in their practice expense; the last two are
never reduced."""

LOCALITIES = ({"carrier": "01112", "number": "05"}, {"carrier": "15202", "number": "00"})
DAYS = ("2020-02-03", "2021-06-01", "2022-05-02", "2024-03-08", "2024-03-09", "2025-12-31", "2026-03-02")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return pricing_engine(tmp_path_factory.mktemp("pack"))


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def without_nothing(**values: Any) -> Raw:
    return {name: value for name, value in values.items() if value is not None}


charges = st.none() | st.integers(0, 30_000).map(money)
lines = st.builds(
    without_nothing,
    code=st.sampled_from(CODES),
    units=st.integers(0, 4),
    charge=charges,
    modifiers=st.sampled_from([["GP"], ["GO", "CO"], ["GP", "CQ"], []]),
)
ample = st.builds(
    without_nothing,
    code=st.sampled_from(CODES),
    units=st.integers(1, 4),
    charge=st.sampled_from(["9999.00", None]),
)


def visits(line: st.SearchStrategy[Raw] = lines) -> st.SearchStrategy[Raw]:
    return st.fixed_dictionaries(
        {
            "payer": st.just(PAYER),
            "date": st.sampled_from(DAYS),
            "patient": st.sampled_from([{"id": "A"}, {"id": "B"}]),
            "place_of_service": st.just("11"),
            "locality": st.just(LOCALITIES[0]),
            "billing_provider": st.fixed_dictionaries(
                {
                    "npi": st.sampled_from(["1234567893", "1245319599"]),
                    "participating": st.booleans(),
                    "qp": st.booleans(),
                }
            ),
            "lines": st.lists(line, min_size=1, max_size=4),
        }
    )


@st.composite
def calls(draw: st.DrawFn, line: st.SearchStrategy[Raw] = lines) -> list[Raw]:
    """Encounters of one call: what a provider is, and what a patient had met, is the same in all of them."""
    encounters = draw(st.lists(visits(line), min_size=1, max_size=4))
    providers = {each["billing_provider"]["npi"]: each["billing_provider"] for each in encounters}
    met = {patient: money(draw(st.integers(0, 30_000))) for patient in "AB"}
    for each in encounters:
        each["billing_provider"] = providers[each["billing_provider"]["npi"]]
        each["history"] = {"deductible_met": met[each["patient"]["id"]]}
    return encounters


def amounts(evaluations: Sequence[Evaluation], name: str) -> dict[tuple[int, int], Decimal]:
    found = {}
    for number, evaluation in enumerate(evaluations):
        for line, result in enumerate(evaluation.to_dict()["lines"]):
            assert result[name] is not None, evaluation.findings
            found[number, line] = Decimal(result[name])
    return found


def total(engine: Engine, encounters: Sequence[Raw]) -> Decimal:
    return sum(amounts(list(engine.check_many(encounters)), "allowed").values(), Decimal(0))


# Against the reference ----------------------------------------------------------------------------------


@given(calls())
def test_every_line_is_allowed_what_the_reference_allows(alone: Engine, encounters: list[Raw]) -> None:
    found = list(alone.check_many(encounters))
    assert amounts(found, "allowed") == allowed_amounts(encounters)


@given(calls())
def test_every_share_is_that_of_the_reference(alone: Engine, encounters: list[Raw]) -> None:
    found = list(alone.check_many(encounters))
    expected = shares(encounters)
    for name in ("allowed", "patient", "paid"):
        assert amounts(found, name) == {where: each[name] for where, each in expected.items()}


# What must hold -----------------------------------------------------------------------------------------


@given(calls(), st.data())
def test_every_line_balances_whatever_is_missing(
    alone: Engine, encounters: list[Raw], data: st.DataObject
) -> None:
    for each in encounters:
        for name in ("locality", "place_of_service", "history"):
            if data.draw(st.integers(0, 4)) == 0:
                del each[name]
        for name in ("participating", "qp", "npi"):
            if data.draw(st.integers(0, 4)) == 0:
                each["billing_provider"] = {
                    key: value for key, value in each["billing_provider"].items() if key != name
                }
        for line in each["lines"]:
            if data.draw(st.integers(0, 4)) == 0:
                line.pop("units")
    for evaluation in alone.check_many(encounters):
        missing = {each.line for each in evaluation.findings if each.outcome.word == "no_data"}
        for line in evaluation.to_dict()["lines"]:
            if line["paid"] is None:
                assert line["line"] in missing
                continue
            base = Decimal(line["charge"] or line["allowed"])
            taken = [Decimal(each["amount"]) for each in line["adjustments"]]
            owed = [Decimal(each["amount"]) for each in line["adjustments"] if each["group"] == "PR"]
            assert base - sum(taken) == Decimal(line["paid"]) >= 0
            assert sum(owed) == Decimal(line["patient"])
            assert min(taken, default=1) > 0
            assert line["charge"] is None or Decimal(line["allowed"]) <= Decimal(line["charge"])
            assert Decimal(line["paid"]) + Decimal(line["patient"]) <= Decimal(line["allowed"])


@given(calls(ample), st.randoms(use_true_random=False))
def test_neither_the_order_of_lines_nor_of_encounters_matters(
    alone: Engine, encounters: list[Raw], random: Any
) -> None:
    """Where charges are ample. Equal units change places: whichever comes first is paid in full."""
    shuffled = deepcopy(encounters)
    random.shuffle(shuffled)
    for each in shuffled:
        random.shuffle(each["lines"])
    assert total(alone, shuffled) == total(alone, encounters)
    if not tied(encounters):
        assert by_line(alone, shuffled) == by_line(alone, encounters)


def tied(encounters: Sequence[Raw]) -> bool:
    """Do two lines of one day rank alike, so that their order decides which of them is paid in full?"""
    ranks = [
        (each["patient"]["id"], each["date"], each["billing_provider"]["npi"], full, expense)
        for each in encounters
        for line in each["lines"]
        for full, _, expense in [fees(line["code"], "01112-05", each["date"])]
    ]
    return len(set(ranks)) < len(ranks)


def by_line(engine: Engine, encounters: Sequence[Raw]) -> list[tuple[str, str, str, int, str | None]]:
    found = engine.check_many(encounters)
    return sorted(
        (each["patient"]["id"], each["date"], line["code"], line["units"], result.to_dict()["allowed"])
        for each, evaluation in zip(encounters, found, strict=True)
        for line, result in zip(each["lines"], evaluation.lines, strict=True)
    )


@given(calls(ample), st.data())
def test_one_unit_more_never_lowers_what_is_allowed(
    alone: Engine, encounters: list[Raw], data: st.DataObject
) -> None:
    more = deepcopy(encounters)
    line = data.draw(st.sampled_from(data.draw(st.sampled_from(more))["lines"]))
    line["units"] += 1
    assert total(alone, more) >= total(alone, encounters)


@given(calls(ample), st.data())
def test_splitting_a_line_changes_nothing(alone: Engine, encounters: list[Raw], data: st.DataObject) -> None:
    split = deepcopy(encounters)
    each = data.draw(st.sampled_from(split))
    line = data.draw(st.sampled_from(each["lines"]))
    other = {**line, "units": data.draw(st.integers(0, line["units"]))}
    line["units"] -= other["units"]
    each["lines"].append(other)
    assert total(alone, split) == total(alone, encounters)


@given(visits(ample), st.data())
def test_a_day_is_priced_alike_in_one_visit_and_in_several(
    alone: Engine, encounter: Raw, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(encounter["lines"])))
    parts = [encounter["lines"][:cut], encounter["lines"][cut:]]
    several = [{**encounter, "lines": part} for part in parts if part]
    assert total(alone, several) == total(alone, [encounter])


@given(calls())
def test_what_is_billed_elsewhere_does_not_matter(alone: Engine, encounters: list[Raw]) -> None:
    """A day of another patient, another day, and another provider's day are priced by themselves."""
    together = amounts(list(alone.check_many(encounters)), "allowed")
    days: dict[object, list[int]] = {}
    for number, each in enumerate(encounters):
        key = (each["patient"]["id"], each["date"], each["billing_provider"]["npi"])
        days.setdefault(key, []).append(number)
    for numbers in days.values():
        found = amounts(list(alone.check_many([encounters[number] for number in numbers])), "allowed")
        for (place, line), amount in found.items():
            assert together[numbers[place], line] == amount


@settings(max_examples=20)
@given(st.integers(1, 12), st.sampled_from(["97530", "97110", "97533"]))
def test_units_of_one_code_cost_one_full_fee_and_reduced_ones(alone: Engine, units: int, code: str) -> None:
    encounter = {
        "payer": PAYER,
        "date": "2026-03-02",
        "patient": {"id": "A"},
        "locality": LOCALITIES[0],
        "billing_provider": {"participating": True, "qp": False},
        "lines": [{"code": code, "units": units}],
    }
    full, half, _ = fees(code, "01112-05", "2026-03-02")
    assert total(alone, [encounter]) == full + half * (units - 1)
