"""Columns of encounters against the encounters themselves, and against the same columns made from arrays."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Batch, CodeSet, Encounter
from scrubjay.columns import Coded, modifier_number, modifier_text
from scrubjay.intake import structure
from scrubjay.model import ServiceLine
from scrubjay.money import MISSING, cents, dollars

PATIENTS = ("P-1", "P-2", "P-3")
DATES = ("2025-12-31", "2026-01-01", "2026-03-02")
PROVIDERS: tuple[dict[str, str] | None, ...] = (
    None,
    {"npi": "1234567893"},
    {"npi": "1234567893", "tin": "123456789"},
    {"tin": "123456789"},
    {"tin": "987654321"},
)
CODES = ("97110", "97140", "97530", "G0283")
MODIFIERS = ("GP", "GO", "GN", "CQ", "59", "KX")
KEYS = ("encounter", "payer", "patient", "date", "year", "billing_provider", "code", "discipline")

amounts = st.integers(0, 10**8).map(dollars)
raw_lines = st.fixed_dictionaries(
    {"code": st.sampled_from(CODES)},
    optional={
        "minutes": st.integers(0, 200),
        "units": st.integers(0, 9),
        "charge": amounts,
        "modifiers": st.lists(st.sampled_from(MODIFIERS), unique=True, max_size=4),
        "rendering_npi": st.just("1234567893"),
    },
)
raw_encounters = st.fixed_dictionaries(
    {
        "payer": st.sampled_from(("acme", "other")),
        "date": st.sampled_from(DATES),
        "patient": st.fixed_dictionaries({"id": st.sampled_from(PATIENTS)}),
        "billing_provider": st.sampled_from(PROVIDERS),
        "lines": st.lists(raw_lines, min_size=1, max_size=4),
    },
    optional={
        "id": st.sampled_from(("V-1", "V-2")),
        "claim_form": st.sampled_from(("professional", "institutional")),
        "place_of_service": st.sampled_from(("11", "22")),
        "history": st.dictionaries(st.sampled_from(("allowed", "met")), amounts),
    },
)
visits = st.lists(raw_encounters.map(structure), min_size=1, max_size=8)
"""Encounters that often share a patient, a date or a provider."""


def all_lines(encounters: Sequence[Encounter]) -> list[tuple[Encounter, ServiceLine]]:
    return [(encounter, line) for encounter in encounters for line in encounter.lines]


def provider(encounter: Encounter) -> str:
    billing = encounter.billing_provider
    return "" if billing is None else billing.npi or billing.tin or ""


def texts(column: Coded) -> list[str]:
    return [column[place] for place in range(len(column))]


def number(value: int | None, absent: int = -1) -> int:
    return absent if value is None else value


def coded(values: list[str]) -> Coded:
    return Coded.from_array(np.array(values))


def from_arrays(encounters: Sequence[Encounter]) -> Batch:
    """The same batch, laid out from arrays."""
    lines = [line for _, line in all_lines(encounters)]
    modifiers = [[*map(modifier_number, line.modifiers), 0, 0, 0, 0][:4] for line in lines]
    return Batch.from_columns(
        np.repeat(np.arange(len(encounters)), [len(encounter.lines) for encounter in encounters]),
        lines={
            "code": coded([line.code for line in lines]),
            "minutes": np.array([number(line.minutes) for line in lines], np.int32),
            "units": np.array([number(line.units) for line in lines], np.int32),
            "charge": np.array([number(line.charge, MISSING) for line in lines], np.int64),
            "modifiers": np.array(modifiers, np.int16),
            "rendering_npi": coded([line.rendering_npi or "" for line in lines]),
        },
        encounters={
            "id": coded([encounter.id or "" for encounter in encounters]),
            "payer": coded([encounter.payer for encounter in encounters]),
            "date": np.array([encounter.date for encounter in encounters], "datetime64[D]"),
            "patient": coded([encounter.patient.id for encounter in encounters]),
            "billing_provider": coded([provider(encounter) for encounter in encounters]),
            "claim_form": coded([encounter.claim_form or "" for encounter in encounters]),
            "place_of_service": coded([encounter.place_of_service or "" for encounter in encounters]),
            **{
                f"history.{name}": np.array(
                    [encounter.history.get(name, MISSING) for encounter in encounters], np.int64
                )
                for name in ("allowed", "met")
            },
        },
    )


def line_columns(batch: Batch) -> dict[str, list[Any]]:
    """Every column of lines, as plain lists."""
    return {
        "encounter": batch.encounter.tolist(),
        "code": texts(batch.code),
        "minutes": batch.minutes.tolist(),
        "units": batch.units.tolist(),
        "charge": batch.charge.tolist(),
        "modifiers": batch.line_column("modifiers").tolist(),  # type: ignore[union-attr]
        "rendering_npi": texts(batch.line_column("rendering_npi")),  # type: ignore[arg-type]
        "discipline": batch.discipline.tolist(),
        "date": batch.date.tolist(),
        "patient": texts(batch.patient),
        "billing_provider": texts(batch.billing_provider),
        "claim_form": texts(batch.claim_form),
        "place_of_service": texts(batch.place_of_service),
        "allowed": batch.history("allowed").tolist(),
        "never told": batch.history("never_told").tolist(),
        "places": batch.places.tolist(),
    }


@given(visits)
def test_columns_hold_what_the_encounters_say(encounters: list[Encounter]) -> None:
    disciplines = {None: 0, "PT": 1, "OT": 2, "SLP": 3}
    columns = line_columns(Batch.of(encounters))
    lines = all_lines(encounters)
    assert columns["code"] == [line.code for _, line in lines]
    assert columns["minutes"] == [number(line.minutes) for _, line in lines]
    assert columns["units"] == [number(line.units) for _, line in lines]
    assert columns["charge"] == [number(line.charge, MISSING) for _, line in lines]
    assert columns["discipline"] == [disciplines[line.discipline] for _, line in lines]
    assert columns["date"] == [encounter.date for encounter, _ in lines]
    assert columns["patient"] == [encounter.patient.id for encounter, _ in lines]
    assert columns["billing_provider"] == [provider(encounter) for encounter, _ in lines]
    assert columns["claim_form"] == [encounter.claim_form or "" for encounter, _ in lines]
    assert columns["place_of_service"] == [encounter.place_of_service or "" for encounter, _ in lines]
    assert columns["allowed"] == [encounter.history.get("allowed", MISSING) for encounter, _ in lines]
    assert columns["never told"] == [MISSING] * len(lines)
    assert columns["encounter"] == [n for n, encounter in enumerate(encounters) for _ in encounter.lines]
    assert columns["places"] == [n for encounter in encounters for n in range(len(encounter.lines))]
    assert [[modifier_text(each) for each in four if each] for four in columns["modifiers"]] == [
        list(line.modifiers) for _, line in lines
    ]


@given(visits)
def test_columns_made_of_encounters_equal_columns_made_of_arrays(encounters: list[Encounter]) -> None:
    batch, arrays = Batch.of(encounters), from_arrays(encounters)
    assert (batch.lines, batch.encounters, batch.dates) == (arrays.lines, arrays.encounters, arrays.dates)
    assert line_columns(batch) == line_columns(arrays)


def key_of(name: str, place: int, encounter: Encounter, line: ServiceLine) -> object:
    return {
        "encounter": place,
        "payer": encounter.payer,
        "patient": encounter.patient.id,
        "date": encounter.date,
        "year": encounter.date.year,
        "billing_provider": provider(encounter),
        "code": line.code,
        "discipline": line.discipline,
    }[name]


def numbered(keys: list[Any]) -> list[int]:
    """Group numbers in order of first appearance."""
    found: dict[Any, int] = {}
    return [found.setdefault(key, len(found)) for key in keys]


def keys_of(encounters: list[Encounter], names: Sequence[str]) -> list[tuple[object, ...]]:
    return [
        tuple(key_of(name, place, encounter, line) for name in names)
        for place, encounter in enumerate(encounters)
        for line in encounter.lines
    ]


@given(visits, st.lists(st.sampled_from(KEYS), unique=True))
def test_lines_are_grouped_that_share_all_keys(encounters: list[Encounter], names: list[str]) -> None:
    expected = numbered(keys_of(encounters, names))
    for batch in (Batch.of(encounters), from_arrays(encounters)):
        assert batch.by(*names).ids.tolist() == expected


@given(visits)
def test_a_day_is_one_patient_date_and_provider_and_a_visit_one_encounter(
    encounters: list[Encounter],
) -> None:
    batch = Batch.of(encounters)
    day = keys_of(encounters, ("patient", "date", "billing_provider"))
    assert batch.day.ids.tolist() == numbered(day)
    assert batch.visit.ids.tolist() == batch.encounter.tolist()
    minutes = [max(number(line.minutes), 0) for _, line in all_lines(encounters)]
    totals = [sum(each for key, each in zip(day, minutes, strict=True) if key == mine) for mine in day]
    assert batch.day.total(np.maximum(batch.minutes, 0)).tolist() == totals


@given(visits, st.data())
def test_an_array_of_numbers_is_a_key_too(encounters: list[Encounter], data: st.DataObject) -> None:
    batch = Batch.of(encounters)
    marks = data.draw(st.lists(st.integers(-2, 2), min_size=batch.lines, max_size=batch.lines))
    keys = [(key, mark) for key, mark in zip(keys_of(encounters, ["patient"]), marks, strict=True)]
    assert batch.by("patient", np.array(marks, np.int64)).ids.tolist() == numbered(keys)


def test_a_key_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    batch = Batch.of([structure(visit()), structure(visit())])
    with pytest.raises(ValueError, match=r"by 'colour'; there are billing_provider, code"):
        batch.by("patient", "colour")


@given(visits, st.lists(st.sampled_from(MODIFIERS), min_size=1, unique=True))
def test_a_line_has_a_modifier_if_it_carries_any_of_them(
    encounters: list[Encounter], modifiers: list[str]
) -> None:
    expected = [bool(set(modifiers) & set(line.modifiers)) for _, line in all_lines(encounters)]
    assert Batch.of(encounters).has_modifier(*modifiers).tolist() == expected


@given(visits, st.lists(st.sampled_from((*CODES, "97010")), unique=True))
def test_codes_in_marks_the_lines_with_one_of_the_codes(
    encounters: list[Encounter], codes: list[str]
) -> None:
    expected = [line.code in codes for _, line in all_lines(encounters)]
    batch = Batch.of(encounters)
    assert batch.codes_in(CodeSet(codes)).tolist() == expected
    assert batch.codes_in(codes).tolist() == expected


@given(visits, st.data())
def test_part_of_a_batch_is_those_lines_with_their_columns_and_groups(
    encounters: list[Encounter], data: st.DataObject
) -> None:
    batch = Batch.of(encounters)
    chosen = data.draw(st.lists(st.integers(0, batch.lines - 1), unique=True).map(sorted))
    part = batch.take(np.array(chosen, np.int64))
    assert (part.lines, part.encounters, part.dates) == (len(chosen), batch.encounters, batch.dates)
    if chosen:
        whole = line_columns(batch)
        assert line_columns(part) == {name: [column[n] for n in chosen] for name, column in whole.items()}
    names = data.draw(st.lists(st.sampled_from(KEYS), unique=True))
    keys = keys_of(encounters, names)
    assert part.by(*names).ids.tolist() == numbered([keys[line] for line in chosen])
    codes = CodeSet(CODES[:2])
    assert part.codes_in(codes).tolist() == batch.codes_in(codes)[chosen].tolist()
    assert part.has_modifier("GP").tolist() == batch.has_modifier("GP")[chosen].tolist()
    by_encounter: dict[int, list[int]] = {}
    for line in chosen:
        by_encounter.setdefault(int(batch.encounter[line]), []).append(int(batch.places[line]))
    assert dict(part.places_by_encounter()) == by_encounter


@given(visits)
def test_columns_cannot_be_written_to(encounters: list[Encounter]) -> None:
    batch = Batch.of(encounters)
    for column in (batch.minutes, batch.units, batch.charge):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 7


@given(visits)
def test_masks_that_policies_share_cannot_be_written_to(encounters: list[Encounter]) -> None:
    batch = Batch.of(encounters)
    modifiers = [modifier for each in encounters for line in each.lines for modifier in line.modifiers]
    shared = [
        batch.codes_in(CodeSet(["97110"])),
        batch.text_in("claim_form", ("professional",)),
        batch.text_known("place_of_service"),
        batch.dated(date(2020, 1, 1), date(2026, 12, 31)),
        batch.computed(lambda whole: whole.minutes + 1),
        *([batch.has_modifier(modifiers[0])] if modifiers else []),
    ]
    for mask in shared:
        with pytest.raises(ValueError, match="read-only"):
            mask[0] = not mask[0]


# Disciplines ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("modifiers", "discipline"),
    [
        ([], 0),
        (["GP"], 1),
        (["GO"], 2),
        (["GN"], 3),
        (["59", "CQ", "GP"], 1),
        (["GP", "GO"], 0),
        (["GP", "GO", "GN"], 0),
        (["KX"], 0),
    ],
)
def test_a_discipline_is_the_one_plan_of_care_that_a_line_names(
    modifiers: list[str], discipline: int
) -> None:
    raw = visit(lines=[{"code": "97530", "modifiers": modifiers}])
    assert Batch.of([structure(raw)]).discipline.tolist() == [discipline]


# Accumulators -----------------------------------------------------------------------------------------


def visit(**changes: Any) -> dict[str, Any]:
    return {
        "payer": "acme",
        "date": "2026-03-02",
        "patient": {"id": "P"},
        "lines": [{"code": "97530"}],
        **changes,
    }


def test_an_accumulator_is_a_column_of_encounters_in_cents() -> None:
    told = structure(visit(history={"allowed": "12.34"}, lines=[{"code": "97530"}, {"code": "97110"}]))
    batch = Batch.of([told, structure(visit())])
    assert batch.encounter_column("history.allowed").tolist() == [1234, MISSING]  # type: ignore[union-attr]
    assert batch.history("allowed").tolist() == [1234, 1234, MISSING]


def test_counts_and_last_dates_are_columns_of_encounters_too() -> None:
    batch = Batch.of(
        [
            structure(visit(counts={"visits": 12}, last_dates={"evaluation": "2026-01-15"})),
            structure(visit(counts={"visits": 0}, last_dates={"evaluation": "never"})),
            structure(visit()),
        ]
    )
    assert list(batch.encounter_column("counts.visits")) == [12, 0, -1]
    assert [str(day) for day in batch.encounter_column("last_dates.evaluation")] == [
        "2026-01-15",
        "0001-01-01",
        "NaT",
    ]


def test_authorisations_are_a_column_of_text() -> None:
    one = {"number": "A-1", "codes": ["97530", "97110"], "valid_from": "2026-01-01", "visits": 10}
    batch = Batch.of(
        [
            structure(visit(authorizations=[one, {"number": "A 2"}])),
            structure(visit(authorizations=[])),
            structure(visit()),
        ]
    )
    column = batch.encounter_column("authorizations")
    assert [column[place] for place in range(3)] == [
        "A-1\t97530 97110\t2026-01-01\t\t\t\t10\t\nA 2\t\t\t\t\t\t\t",
        "-",
        "",
    ]


def test_a_column_that_there_is_not_is_an_error() -> None:
    batch = Batch.of([structure(visit())])
    with pytest.raises(KeyError, match="colour"):
        batch.encounter_column("colour")
    with pytest.raises(KeyError, match="colour"):
        batch.line_column("colour")


def test_enriching_adds_what_no_encounter_told_and_changes_nothing_that_one_did() -> None:
    batch = Batch.of([structure(visit(history={"allowed": "5.00"})), structure(visit())])
    batch.enrich({"history.allowed": np.array([700, 800], np.int64), "history.met": np.array([1, MISSING])})
    assert batch.history("allowed").tolist() == [500, 800]
    assert batch.history("met").tolist() == [1, MISSING]


@given(st.lists(st.none() | amounts, min_size=1, max_size=5), st.data())
def test_what_an_encounter_tells_stands_before_what_enriching_adds(
    told: list[str | None], data: st.DataObject
) -> None:
    added = data.draw(
        st.lists(st.just(MISSING) | st.integers(0, 10**6), min_size=len(told), max_size=len(told))
    )
    batch = Batch.of([structure(visit(history={} if each is None else {"met": each})) for each in told])
    batch.enrich({"history.met": np.array(added, np.int64)})
    assert batch.history("met").tolist() == [
        extra if each is None else cents(each) for each, extra in zip(told, added, strict=True)
    ]


def test_only_accumulators_can_be_added_to_a_batch() -> None:
    batch = Batch.of([structure(visit())])
    with pytest.raises(ValueError, match=r"'minutes' cannot be added to a batch; only history\.\* can"):
        batch.enrich({"minutes": np.array([1])})


def test_an_accumulator_has_one_element_per_encounter() -> None:
    batch = Batch.of([structure(visit(lines=[{"code": "97530"}] * 2))])
    with pytest.raises(ValueError, match=r"'history\.met' has 2 elements, not 1"):
        batch.enrich({"history.met": np.array([1, 2])})


# Arrays that do not fit -------------------------------------------------------------------------------

ONE = {"patient": coded(["P"]), "date": np.array(["2026-03-02"], "datetime64[D]")}
TWO = {"patient": coded(["P", "Q"]), "date": np.array(["2026-03-02", "2026-03-03"], "datetime64[D]")}


@pytest.mark.parametrize(
    ("index", "lines", "encounters", "message"),
    [
        ([], {"code": coded([])}, ONE, "there are no lines"),
        ([0, 2], {"code": coded(["97530"] * 2)}, TWO, "in ascending order, without gaps"),
        ([1, 1], {"code": coded(["97530"] * 2)}, TWO, "in ascending order, without gaps"),
        ([0, 1, 0], {"code": coded(["97530"] * 3)}, ONE, "in ascending order, without gaps"),
        ([0], {}, ONE, "column 'code' is missing"),
        ([0], {"code": coded(["97530"])}, {"patient": coded(["P"])}, "column 'date' is missing"),
        ([0], {"code": coded(["97530"])}, {"date": ONE["date"]}, "column 'patient' is missing"),
        ([0], {"code": coded(["97530"]), "minuts": np.array([1])}, ONE, "no column is named 'minuts'"),
        ([0], {"code": coded(["97530"])}, {**ONE, "colour": np.array([1])}, "no column is named 'colour'"),
        ([0, 0], {"code": coded(["97530"])}, ONE, "'code' has 1 elements, not 2"),
        ([0, 1], {"code": coded(["97530"] * 2)}, ONE, "'patient' has 1 elements, not 2"),
        (
            [0, 0],
            {"code": coded(["97530"] * 2)},
            {**ONE, "history.met": np.array([1, 2])},
            r"'history\.met' has 2 elements, not 1",
        ),
        ([0], {"code": Coded(np.array([1]), ("97530",))}, ONE, "'code' has an id that names nothing"),
        ([0], {"code": Coded(np.array([-1]), ("97530",))}, ONE, "'code' has an id that names nothing"),
        *(
            ([0], {"code": coded(["97530"]), "modifiers": wrong}, ONE, "must be four numbers a line")
            for wrong in (
                np.zeros((1, 3), np.int16),
                np.zeros(1, np.int16),
                np.full((1, 4), 1297, np.int16),
                np.full((1, 4), -1, np.int16),
            )
        ),
    ],
)
def test_arrays_that_do_not_fit_are_refused_with_the_reason(
    index: list[int], lines: dict[str, Any], encounters: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Batch.from_columns(np.array(index, np.int32), lines, encounters)


def test_an_accumulator_is_refused_among_the_columns_of_lines() -> None:
    lines = {"code": coded(["97530"] * 2), "history.met": np.array([1, 2], np.int64)}
    with pytest.raises(ValueError, match=r"history\.met"):
        Batch.from_columns(np.array([0, 0]), lines, ONE)


def test_columns_left_out_are_absent_for_all() -> None:
    batch = Batch.from_columns(np.array([0, 0]), {"code": coded(["97530", "97110"])}, ONE)
    assert batch.minutes.tolist() == [-1, -1]
    assert batch.units.tolist() == [-1, -1]
    assert batch.charge.tolist() == [MISSING, MISSING]
    assert batch.discipline.tolist() == [0, 0]
    assert texts(batch.billing_provider) == ["", ""]
    assert batch.history("met").tolist() == [MISSING, MISSING]
    assert batch.dates == (date(2026, 3, 2), date(2026, 3, 2))


@given(st.from_regex(r"[0-9A-Z]{2}", fullmatch=True))
def test_a_modifier_is_read_back_from_its_number(modifier: str) -> None:
    assert modifier_text(modifier_number(modifier)) == modifier
    assert modifier_number(modifier) > 0


def test_what_is_published_is_seen_from_then_on() -> None:
    raw = {"payer": "acme", "date": "2026-01-01", "patient": {"id": "P-1"}}
    batch = Batch.of([structure({**raw, "lines": [{"code": "97110"}, {"code": "97140"}]})])
    first, second = batch.take(np.array([0])), batch.take(np.array([1]))
    assert batch.is_published("fee") is None
    assert second.is_published("fee") is None
    batch.settled = batch.settled.but(published={"fee": np.array([MISSING, 250])})
    masks = [part.is_published("fee") for part in (batch, first, second)]
    assert [None if mask is None else mask.tolist() for mask in masks] == [[False, True], None, [True]]
