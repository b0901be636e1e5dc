"""The cards of the Medicare Part B pack agree with its tables and with what the engine rules."""

import csv
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

import scrubjay_payers
from scrubjay import CardPlace, Engine, PlaceError
from scrubjay.codecard import Card, CardPolicy, make_card, newest

Run = Callable[..., Result]
TABLES = Path(scrubjay_payers.__file__).parent / "medicare_part_b" / "tables"
PAYER = "medicare-part-b"
QUARTER = date(2024, 8, 2)
PRICED = ["97012", "97110", "97129", "97140", "97150", "97161", "97530", "97533", "92507", "92610", "G0283"]


def _rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LOCALITIES = sorted({row["locality"] for row in _rows("gpci.csv") if row["effective"] == "2026-01-01"})


def _card(engine: Engine, code: str, day: date = date(2026, 3, 2), **place: Any) -> Card:
    place = {"claim_form": "professional", **place}
    return make_card(engine.ruleset(PAYER), code, CardPlace(day, **place), engine.catalogue)


def _policy(card: Card, kind: str) -> CardPolicy:
    (found,) = [policy for policy in card.policies if policy.kind == kind]
    return found


def _table(policy: CardPolicy, column: str) -> dict[str, Mapping[str, Any]]:
    """The rows of a policy's entries that have a column."""
    return {
        entry.label: entry.value
        for entry in policy.entries
        if isinstance(entry.value, Mapping) and column in entry.value
    }


def _encounter(code: str, units: int, locality: str, place_of_service: str) -> dict[str, Any]:
    carrier, number = locality.split("-")
    return {
        "payer": PAYER,
        "date": "2026-03-02",
        "patient": {"id": "P"},
        "billing_provider": {"npi": "1234567893", "participating": True, "qp": False},
        "claim_form": "professional",
        "place_of_service": place_of_service,
        "locality": {"carrier": carrier, "number": number},
        "lines": [{"code": code, "units": units, "modifiers": ["GP"], "charge": "9000.00"}],
    }


@settings(max_examples=60)
@given(st.sampled_from(PRICED), st.sampled_from(LOCALITIES), st.booleans())
def test_the_fees_of_a_card_are_those_that_the_engine_allows(
    code: str, locality: str, facility: bool
) -> None:
    fees = _table(_policy(_card(ENGINE, code, locality=locality, qp=False), "pricing.resource-based"), "fee")
    label = "one unit, no qualifying participant"
    cells = fees.get(f"{label}, facility", fees[label]) if facility else fees[label]
    found = ENGINE.check(_encounter(code, 1, locality, "22" if facility else "11"))
    (facts,) = [each.facts for each in found.trace if each.kind == "pricing.resource-based"]
    assert cells["fee"] == facts["unit_fee"]
    if "reduced fee" in cells:
        assert cells["reduced fee"] == facts["reduced_fee"]


ENGINE = Engine()


def test_every_factor_of_a_fee_is_shown() -> None:
    policy = _policy(_card(ENGINE, "97530", locality="01112-05", qp=False), "pricing.resource-based")
    assert _table(policy, "product") == {
        "work": {"relative value": "0.44", "index": "1.095", "product": "0.48180"},
        "practice expense": {"relative value": "0.60", "index": "1.410", "product": "0.84600"},
        "malpractice": {"relative value": "0.01", "index": "0.425", "product": "0.00425"},
    }
    assert list(_table(policy, "fee").values()) == [
        {"conversion factor": "33.4009", "fee": "44.49", "reduced fee": "30.36"}
    ]


def test_a_zip_code_stands_for_its_locality() -> None:
    by_zip, by_nine, by_locality = (
        _policy(_card(ENGINE, "97530", **place), "pricing.resource-based").entries
        for place in ({"zip": "94103"}, {"zip": "94103-1234"}, {"locality": "01112-05"})
    )
    assert by_zip == by_nine == by_locality


def test_without_a_place_amounts_are_national_and_say_so() -> None:
    policy = _policy(_card(ENGINE, "97530", qp=False), "pricing.resource-based")
    assert "national: every index 1.000, no place given" in [entry.value for entry in policy.entries]
    assert [cells["fee"] for cells in _table(policy, "fee").values()] == ["35.07"]


def test_both_conversion_factors_stand_where_nobody_said_which() -> None:
    policy = _policy(_card(ENGINE, "97110"), "pricing.resource-based")
    assert [cells["conversion factor"] for cells in _table(policy, "fee").values()] == ["33.4009", "33.5675"]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ({"locality": "01112-5"}, "no indices for locality 01112-5 on 2026-03-02; did you mean 01112-05 or "),
        ({"zip": "9410"}, "'9410' is not a ZIP code such as 94103"),
        ({"zip": "00000"}, "there is no ZIP code 00000"),
        ({"zip": "01434"}, "ZIP code 01434 lies in several localities; its nine digits decide"),
        (
            {"zip": "94103", "day": date(2025, 3, 2)},
            "the localities of ZIP codes on 2025-03-02 are not known",
        ),
    ],
)
def test_a_place_that_is_not_known_is_refused_with_what_would_do(place: dict[str, Any], told: str) -> None:
    with pytest.raises(PlaceError, match=told.replace("?", r"\?")):
        _card(ENGINE, "97530", **place)


def test_a_place_that_is_not_known_is_bad_input(sj: Run) -> None:
    result = sj("code", "97530", "--payer", PAYER, "--date", "2026-03-02", "--locality", "99999-99")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no indices for locality 99999-99" in result.stderr


@pytest.mark.parametrize(
    ("code", "told"),
    [("97010", "not paid by itself"), ("97153", "priced by the contractor")],
)
def test_a_code_without_a_fee_says_why(code: str, told: str) -> None:
    policy = _policy(_card(ENGINE, code), "pricing.resource-based")
    (fee,) = [entry for entry in policy.entries if entry.section == "fee"]
    assert (fee.value, fee.note) == (None, told)


def test_relative_values_of_another_year_are_not_carried_over() -> None:
    card = _card(ENGINE, "97530", date(2027, 3, 2))
    assert all(
        policy.kind != "pricing.resource-based" or policy.entries[0].value is None for policy in card.policies
    )


@settings(max_examples=30)
@given(st.sampled_from(["97530", "97140", "97164", "97150", "97153", "97012", "98940"]), st.booleans())
def test_the_partners_of_a_card_are_all_edits_of_the_table(code: str, hospital: bool) -> None:
    name = "ptp_hospital_2024q3.csv" if hospital else "ptp_practitioner_2024q3.csv"
    expected = {
        (row["column1"], row["column2"], row["indicator"])
        for row in _rows(name)
        if code in (row["column1"], row["column2"])
        and row["effective"] <= QUARTER.isoformat() <= (row["until"] or "9999")
    }
    form = "institutional" if hospital else "professional"
    policy = _policy(_card(ENGINE, code, QUARTER, claim_form=form), "coding.pair-edits")
    shown = {
        (cells["column 1"], cells["column 2, not paid"], cells["indicator"][0])
        for entry in policy.entries
        if entry.section == "edits" and isinstance(cells := entry.value, Mapping)
    }
    assert shown == expected


@pytest.mark.parametrize(("first", "second"), [("97530", "97153"), ("97150", "97530"), ("97012", "97140")])
def test_column_2_of_a_card_is_the_line_that_the_engine_denies(first: str, second: str) -> None:
    cells = _table(_policy(_card(ENGINE, second, QUARTER), "coding.pair-edits"), "indicator")[first]
    assert (cells["column 1"], cells["column 2, not paid"]) == (first, second)
    visit = _encounter(first, 1, "01112-05", "11") | {"date": QUARTER.isoformat()}
    visit["lines"].append({"code": second, "units": 1, "modifiers": ["GP"]})
    failed = [each.line for each in ENGINE.check(visit).findings if each.kind == "coding.pair-edits"]
    assert failed == [2]


def test_edits_of_a_quarter_that_is_not_known_are_shown_as_such() -> None:
    policy = _policy(_card(ENGINE, "97530", date(2025, 3, 2)), "coding.pair-edits")
    sections = {entry.section for entry in policy.entries}
    assert sections == {"edits", "edits until 2024-09-30 (those of 2025-03-02 are not known)"}
    assert not any(isinstance(entry.value, Mapping) for entry in policy.entries if entry.section == "edits")
    assert ("other codes", None) in [(entry.label, entry.value) for entry in policy.entries]


def test_97530_and_97140_are_no_pair() -> None:
    policy = _policy(_card(ENGINE, "97530", QUARTER), "coding.pair-edits")
    assert "97140" not in _table(policy, "indicator")


@pytest.mark.parametrize(
    ("code", "form", "day", "most", "indicator"),
    [
        ("97530", "professional", date(2026, 3, 2), 6, 3),
        ("97110", "institutional", date(2026, 3, 2), 8, 3),
        ("97161", "professional", QUARTER, 1, 2),
    ],
)
def test_the_limit_of_a_card_is_that_of_the_table(
    code: str, form: str, day: date, most: int, indicator: int
) -> None:
    cells = _table(_policy(_card(ENGINE, code, day, claim_form=form), "limits.units-per-day"), "MAI")["units"]
    assert (cells["most"], cells["MAI"]) == (most, indicator)


def test_a_limit_that_is_not_known_on_the_date_is_no_limit_of_another() -> None:
    policy = _policy(_card(ENGINE, "97161", date(2023, 3, 2)), "limits.units-per-day")
    assert [(entry.value, entry.note) for entry in policy.entries] == [
        (None, "medicare-part-b:mue-practitioner says nothing about 97161 on 2023-03-02")
    ]


def test_every_entry_of_a_card_stands_with_dates_sources_and_release(sj: Run) -> None:
    result = sj(
        "code", "97530", "--payer", PAYER, "--date", "2026-03-02", "--zip", "94103", "--format", "json"
    )
    (card,) = json.loads(result.stdout)["cards"]
    contributing = [policy for policy in card["policies"] if policy["entries"]]
    assert {policy["kind"] for policy in contributing} >= {
        "units.total-time",
        "coding.pair-edits",
        "limits.units-per-day",
        "pricing.resource-based",
    }
    for policy in contributing:
        assert policy["cites"] and policy["verified_on"] and policy["in_force"]
        assert all(table["release"] and table["covers"] and table["cites"] for table in policy["tables"])
    assert {table["id"] for policy in contributing for table in policy["tables"]} >= {
        "medicare-part-b:rvu",
        "medicare-part-b:gpci",
        "medicare-part-b:mue-practitioner",
        "medicare-part-b:ptp-practitioner",
    }


def test_no_card_of_the_pack_breaks() -> None:
    ruleset = ENGINE.ruleset(PAYER)
    codes = {row["code"] for row in _rows("rvu.csv")}
    for code in sorted(codes):
        for form in ("professional", "institutional"):
            card = _card(ENGINE, code, newest(ruleset), claim_form=form)
            assert [policy.error for policy in card.policies if policy.error] == []


def test_the_shares_of_the_cost_stand_with_dates_and_sources() -> None:
    def shown(day: date) -> dict[str, Any]:
        card = _card(ENGINE, "97530", day)
        policies = [policy for policy in card.policies if policy.kind.startswith("cost-share.")]
        assert all(policy.cites for policy in policies)
        return {entry.label: entry.shown for policy in policies for entry in policy.entries}

    assert shown(date(2026, 3, 2)) == {
        "deductible": "283.00",
        "coinsurance": "20 % of what is allowed",
        "assistant": "85 % of the payer's part is paid",
        "sequestration": "2 % of the payment is withheld",
    }
    before = shown(date(2021, 6, 1))
    assert before["sequestration"] == "nothing is withheld"
    assert "assistant" not in before


def test_the_reduction_of_several_units_stands_beside_the_reduced_fee() -> None:
    policy = _policy(_card(ENGINE, "97530"), "pricing.multiple-procedure")
    (entry,) = policy.entries
    assert entry.value == "one unit a day in full, all others at the reduced fee"
    assert policy.cites


def test_an_edit_that_says_not_when_it_began_is_shown_as_not_known() -> None:
    policy = _policy(_card(ENGINE, "97012", date(2023, 3, 1), claim_form="professional"), "coding.pair-edits")
    cells = {entry.label: entry.value for entry in policy.entries if isinstance(entry.value, Mapping)}
    assert cells["97140"]["indicator"] == "not known"
    assert cells["97140"]["from"] == "-"
