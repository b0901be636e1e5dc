"""The encounters of a workload as plain objects."""

from typing import Any

import numpy as np

from benchmarks.plain.lines import Item, Visit
from benchmarks.workload import Workload
from scrubjay.columns import Coded, modifier_text
from scrubjay.money import MISSING

ITEM = {
    "code": "code",
    "minutes": "minutes",
    "units": "units",
    "charge": "charge",
    "assistant_minutes": "assistant",
    "rendering_npi": "clinician",
    "start": "start",
    "stop": "stop",
    "documentation": "documented",
}
VISIT = {
    "patient": "patient",
    "date": "date",
    "billing_provider": "provider",
    "claim_form": "form",
    "place_of_service": "place",
    "locality": "locality",
    "zip": "zip",
    "participating": "participating",
    "qp": "qp",
    "certified_from": "certified_from",
    "certified_through": "certified_through",
    "last_progress_report": "last_report",
    "treatment_days_since_report": "treatment_days",
}
FLAGS = ("participating", "qp")


def visits_of(load: Workload) -> list[Visit]:
    """The encounters of a workload, in its order; what is missing is None."""
    known: dict[tuple[int, ...], tuple[str, ...]] = {}
    modifiers = []
    for row in load.lines["modifiers"].tolist():
        key = tuple(row)
        if key not in known:
            known[key] = tuple(modifier_text(number) for number in key if number)
        modifiers.append(known[key])
    fields = {ITEM[name]: _values(column) for name, column in load.lines.items() if name in ITEM}
    items = [
        Item(modifiers=own, **dict(zip(fields, values, strict=True)))
        for own, *values in zip(modifiers, *fields.values(), strict=True)
    ]
    columns = {VISIT[name]: _values(column) for name, column in load.encounters.items() if name in VISIT}
    for flag in FLAGS:
        if flag in columns:
            columns[flag] = [None if each is None else bool(each) for each in columns[flag]]
    history = {
        name.partition(".")[2]: _values(column)
        for name, column in load.encounters.items()
        if name.startswith("history.")
    }
    histories = zip(*history.values(), strict=True) if history else iter(() for _ in range(len(load)))
    visits = []
    for had, values in zip(histories, zip(*columns.values(), strict=True), strict=False):
        visit = Visit(**dict(zip(columns, values, strict=True)))
        visit.history = {name: each for name, each in zip(history, had, strict=True) if each is not None}
        visit.lines = []
        visits.append(visit)
    for number, item in zip(load.encounter.tolist(), items, strict=True):
        visits[number].lines.append(item)
    return visits


def _values(column: Any) -> list[Any]:
    if isinstance(column, Coded):
        names = [name or None for name in column.names]
        return [names[number] for number in column.ids.tolist()]
    absent = MISSING if column.dtype == np.int64 else -1
    return [None if each == absent else each for each in column.tolist()]
