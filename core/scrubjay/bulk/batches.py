"""Encounters sorted out of rows, as the batches of one payer each that the engine rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.bulk.checking import Column
from scrubjay.bulk.known import is_accumulator
from scrubjay.bulk.visits import Visits
from scrubjay.columns import Coded

Array = NDArray[Any]

_RENAMED: Final = {
    "patient.id": "patient",
    "billing_provider.participating": "participating",
    "billing_provider.qp": "qp",
    "plan_of_care.certified_from": "certified_from",
    "plan_of_care.certified_through": "certified_through",
    "plan_of_care.last_progress_report": "last_progress_report",
    "plan_of_care.treatment_days_since_report": "treatment_days_since_report",
}
"""Columns of encounters that a batch knows by a shorter name."""


@frozen(eq=False)
class Part:
    """The encounters of one payer: their batch, and the row with which each began."""

    payer: str
    batch: Batch
    first: Array


def parts_of(visits: Visits) -> Iterator[Part]:
    """The encounters of each payer, in the order in which they stand."""
    payers = visits.encounters["payer"]
    assert isinstance(payers, Coded)
    occurring = np.unique(payers.ids)
    for number in occurring.tolist():
        some = visits if len(occurring) == 1 else _only(visits, payers.ids == number)
        batch = Batch.from_columns(some.encounter, dict(some.lines), _encounters(some.encounters))
        yield Part(payers.names[number], batch, some.first)


def _only(visits: Visits, wanted: Array) -> Visits:
    numbers = np.cumsum(wanted) - 1
    lines = np.flatnonzero(wanted[visits.encounter])
    chosen = np.flatnonzero(wanted)
    return Visits(
        numbers[visits.encounter[lines]].astype(np.int32),
        {name: _take(column, lines) for name, column in visits.lines.items()},
        {name: _take(column, chosen) for name, column in visits.encounters.items()},
        visits.first[chosen],
    )


def _take(column: Column, places: Array) -> Column:
    return column.take(places) if isinstance(column, Coded) else column.take(places, axis=0)


def _encounters(columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns of encounters as a batch has them."""
    made: dict[str, Column] = {
        _RENAMED.get(name, name): column
        for name, column in columns.items()
        if is_accumulator(name)
        or not name.startswith(("billing_provider.", "locality.", "plan_of_care."))
        or name in _RENAMED
    }
    if {"billing_provider.npi", "billing_provider.tin"} & columns.keys():
        parts = columns.get("billing_provider.npi"), columns.get("billing_provider.tin")
        made["billing_provider"] = _combined(*parts, lambda npi, tin: npi or tin)
    if "locality.carrier" in columns:
        parts = columns["locality.carrier"], columns.get("locality.number")
        made["locality"] = _combined(*parts, lambda carrier, number: f"{carrier}-{number}" if carrier else "")
    if "billing_provider.tin" in columns:
        made["tax_id"] = columns["billing_provider.tin"]
    return made


def _combined(one: Column | None, other: Column | None, join: Callable[[str, str], str]) -> Coded:
    """Two columns of text as one."""
    if not isinstance(one, Coded) or not isinstance(other, Coded):
        only = one if isinstance(one, Coded) else other
        assert isinstance(only, Coded)
        return only
    pairs, ids = np.unique(one.ids.astype(np.int64) * len(other.names) + other.ids, return_inverse=True)
    texts = [
        join(one.names[pair // len(other.names)], other.names[pair % len(other.names)]) for pair in pairs
    ]
    numbers: dict[str, int] = {}
    same = [numbers.setdefault(text, len(numbers)) for text in texts]
    return Coded(np.array(same, np.int32).take(ids), tuple(numbers))
