"""How each column of a batch is read from encounters: the one list of columns that there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.columns import Coded, modifier_number
from scrubjay.model import Encounter, ServiceLine
from scrubjay.money import MISSING

Array = NDArray[Any]


@frozen
class ColumnSpec:
    """A column: how to read its value from an object, its dtype (None for text), what absence is."""

    read: Callable[[Any], Any]
    dtype: Any
    absent: Any
    width: int = 1


def _modifiers(line: ServiceLine) -> tuple[int, ...]:
    numbers = tuple(modifier_number(modifier) for modifier in line.modifiers)
    return numbers + (0,) * (4 - len(numbers))


def _provider(encounter: Encounter) -> str | None:
    provider = encounter.billing_provider
    return None if provider is None else provider.npi or provider.tin


LINE: Final[Mapping[str, ColumnSpec]] = {
    "code": ColumnSpec(lambda line: line.code, None, ""),
    "minutes": ColumnSpec(lambda line: line.minutes, np.int32, -1),
    "assistant_minutes": ColumnSpec(lambda line: line.assistant_minutes, np.int32, -1),
    "units": ColumnSpec(lambda line: line.units, np.int32, -1),
    "charge": ColumnSpec(lambda line: line.charge, np.int64, MISSING),
    "modifiers": ColumnSpec(_modifiers, np.int16, 0, width=4),
    "rendering_npi": ColumnSpec(lambda line: line.rendering_npi, None, ""),
}

ENCOUNTER: Final[Mapping[str, ColumnSpec]] = {
    "id": ColumnSpec(lambda encounter: encounter.id, None, ""),
    "payer": ColumnSpec(lambda encounter: encounter.payer, None, ""),
    "date": ColumnSpec(lambda encounter: encounter.date, "datetime64[D]", np.datetime64("NaT")),
    "patient": ColumnSpec(lambda encounter: encounter.patient.id, None, ""),
    "billing_provider": ColumnSpec(_provider, None, ""),
    "claim_form": ColumnSpec(lambda encounter: encounter.claim_form, None, ""),
    "place_of_service": ColumnSpec(lambda encounter: encounter.place_of_service, None, ""),
}


def line_column(name: str, size: int, encounters: Sequence[Encounter] | None) -> Array | Coded:
    """The column of service lines called `name`, absent throughout where there are no encounters."""
    spec = LINE[name]
    if encounters is None:
        return _absent(spec, size)
    return _column(spec, [line for encounter in encounters for line in encounter.lines])


def encounter_column(name: str, size: int, encounters: Sequence[Encounter] | None) -> Array | Coded:
    """The column of encounters called `name`; `history.x` reads the accumulator `x`."""
    spec = ENCOUNTER.get(name) or _history(name)
    return _absent(spec, size) if encounters is None else _column(spec, encounters)


def _history(name: str) -> ColumnSpec:
    group, _, key = name.partition(".")
    if group != "history":
        raise KeyError(name)
    return ColumnSpec(lambda encounter: encounter.history.get(key), np.int64, MISSING)


def _absent(spec: ColumnSpec, size: int) -> Array | Coded:
    if spec.dtype is None:
        return Coded(np.zeros(size, np.int32), ("",))
    shape = size if spec.width == 1 else (size, spec.width)
    return np.full(shape, spec.absent, spec.dtype)


def _column(spec: ColumnSpec, objects: Sequence[Any]) -> Array | Coded:
    read = spec.read
    if spec.dtype is None:
        return Coded.of(read(item) for item in objects)
    values = [read(item) for item in objects]
    if spec.width == 1:
        values = [spec.absent if value is None else value for value in values]
    column = (
        np.array(values, spec.dtype).reshape(-1, spec.width)
        if spec.width > 1
        else np.array(values, spec.dtype)
    )
    column.flags.writeable = False
    return column
