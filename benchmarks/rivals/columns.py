"""A workload as the arrays that compiled code reads, and what a rival finds out about each line."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from attrs import frozen

from benchmarks.plain.dated import rows
from benchmarks.rivals.marks import DAY_ZERO, NO_PLACE, rule_of, today
from benchmarks.rivals.names import POLICIES
from benchmarks.workload import Workload
from scrubjay.columns import Coded
from scrubjay.money import MISSING
from scrubjay.ruleset import Ruleset

YEARS: Final = 10
"""From 2019 on."""


class Columns(NamedTuple):
    """Lines, and encounters with one more at the end, as `fields` numbers them; -1 where missing."""

    items: np.ndarray
    visits: np.ndarray
    patients: int


class Found(NamedTuple):
    """Outcomes by line and by encounter and policy, the worst of each encounter, and `fields.RESULT_*`."""

    outcome: np.ndarray
    of_encounter: np.ndarray
    worst: np.ndarray
    results: np.ndarray

    @classmethod
    def empty(cls, lines: int, encounters: int, policies: int = len(POLICIES)) -> "Found":
        return cls(
            outcome=np.zeros((lines, policies), np.int8),
            of_encounter=np.zeros((encounters, policies), np.int8),
            worst=np.zeros(encounters, np.int8),
            results=np.tile(np.array([-1, 0, 0, MISSING, 0, 0, 0], np.int64), (lines, 1)),
        )


@frozen
class Elements:
    """What two policies of the record ask for, and places of service that are facilities."""

    one: frozenset[str]
    treatment: frozenset[str]
    facilities: frozenset[str]

    @classmethod
    def of(cls, ruleset: Ruleset) -> "Elements":
        one, treatment = (
            rule_of(ruleset, f"documentation-{name}", today).elements for name in ("97530", "treatment")
        )
        fees = rule_of(ruleset, "fee-schedule", today)
        return cls(frozenset(one), frozenset(treatment), frozenset(fees.facility_places))


class Places:
    """Geographic indices: a row for each locality and year, and the row of a locality or ZIP code."""

    def __init__(self, ruleset: Ruleset) -> None:
        rule = rule_of(ruleset, "fee-schedule", today)
        found, self._rows = [], {}
        for row in rows(rule.gpci):
            for year in range(row["effective"].year, row["until"].year + 1):
                self._rows[row["locality"], year] = len(found)
            found.append((row["work"], row["pe"], row["mp"]))
        self.indices = np.array(found, np.int64)
        self._zips = {row["zip"]: None if row["plus_four"] else row["locality"] for row in rows(rule.zips)}
        self._zip_years = range(rule.zips.covers.start.year, rule.zips.covers.end.year + 1)

    def by_locality(self, names: tuple[str, ...]) -> np.ndarray:
        """The row of each locality in each year."""
        return np.array(
            [[self._rows.get((name, 2019 + year), NO_PLACE) for year in range(YEARS)] for name in names]
        )

    def by_zip(self, names: tuple[str, ...]) -> np.ndarray:
        """The row of each ZIP code in each year, nine digits before five."""
        held = [self._zips[name] if name in self._zips else self._zips.get(name[:5]) for name in names]
        table = self.by_locality(tuple(locality or "" for locality in held))
        for year in range(YEARS):
            if 2019 + year not in self._zip_years:
                table[:, year] = NO_PLACE
        return table


def columns_of(load: Workload, bits: np.ndarray, places: Places, elements: Elements) -> Columns:
    """The columns of a workload; `elements` are the names that two policies of the record ask for."""
    lines: Mapping[str, Any] = load.lines
    visits: Mapping[str, Any] = load.encounters
    date = visits["date"].astype(np.int64)
    year = (visits["date"].astype("datetime64[Y]").astype(np.int64) - 49).astype(np.int64)
    locality, zips = visits["locality"], visits["zip"]
    place = places.by_locality(locality.names)[locality.ids, year]
    bare = ~locality.known
    place[bare] = places.by_zip(zips.names)[zips.ids[bare], year[bare]]
    facilities, numbers = elements.facilities, lines["modifiers"]
    site = visits["place_of_service"]
    facility = np.array([-1 if not name else name in facilities for name in site.names], np.int8)[site.ids]
    form = visits["claim_form"]
    forms = np.array([("professional", "institutional", "").index(name) for name in form.names], np.int8)
    words = lines["documentation"]
    items = (
        lines["code"].ids,
        lines["minutes"],
        lines["units"],
        lines["charge"],
        bits[numbers[:, 0]] | bits[numbers[:, 1]] | bits[numbers[:, 2]] | bits[numbers[:, 3]],
        lines["assistant_minutes"],
        _known(lines["rendering_npi"]),
        lines["start"],
        lines["stop"],
        _record(words.names, elements.one)[words.ids],
        _record(words.names, elements.treatment)[words.ids],
        load.encounter,
    )
    encounters = (
        np.flatnonzero(np.diff(load.encounter, prepend=-1)),
        visits["patient"].ids,
        date - DAY_ZERO,
        _known(visits["billing_provider"]),
        forms[form.ids],
        facility,
        place,
        visits["participating"],
        visits["qp"],
        _days(visits["certified_from"]),
        _days(visits["certified_through"]),
        _days(visits["last_progress_report"]),
        visits["treatment_days_since_report"],
        visits["history.pt_slp_allowed"],
        visits["history.ot_allowed"],
        visits["history.deductible_met"],
    )
    by_visit = _side_by_side(encounters, len(date) + 1)
    by_visit[-1, 0] = len(load)
    return Columns(_side_by_side(items, len(load)), by_visit, len(visits["patient"].names))


def _side_by_side(columns: tuple[np.ndarray, ...], rows: int) -> np.ndarray:
    """Columns as one array of whole numbers, a row for each element."""
    table = np.zeros((rows, len(columns)), np.int64)
    for place, column in enumerate(columns):
        table[: len(column), place] = column
    return table


def _known(column: Coded) -> np.ndarray:
    numbers = np.array([number if name else -1 for number, name in enumerate(column.names)], np.int64)
    return numbers[column.ids]


def _days(dates: np.ndarray) -> np.ndarray:
    return np.where(np.isnat(dates), -1, dates.astype(np.int64) - DAY_ZERO)


def _record(names: tuple[str, ...], asked: frozenset[str]) -> np.ndarray:
    """Of each record what is to be said: 3 where nothing is given, 1 where all is there, else 4."""
    return np.array([3 if not words else 1 if asked <= set(words.split()) else 4 for words in names], np.int8)
