"""How each column of a batch is read from encounters: the one list of columns that there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.columns import MODIFIERS, Coded, modifier_number
from scrubjay.model import Authorization, Encounter, ServiceLine
from scrubjay.money import MISSING

Array = NDArray[Any]


@frozen
class ColumnSpec:
    """A column: how to read its value from an object, its dtype (None for text), what absence is."""

    read: Any
    dtype: Any
    absent: Any
    width: int = 1


def _modifiers(line: ServiceLine) -> tuple[int, ...]:
    return _four_numbers(line.modifiers)


@lru_cache(maxsize=4096)
def _four_numbers(modifiers: tuple[str, ...]) -> tuple[int, ...]:
    numbers = tuple(modifier_number(modifier) for modifier in modifiers)
    return numbers + (0,) * (4 - len(numbers))


def _provider(encounter: Encounter) -> str | None:
    provider = encounter.billing_provider
    return None if provider is None else provider.npi or provider.tin


def _tax_id(encounter: Encounter) -> str | None:
    return None if encounter.billing_provider is None else encounter.billing_provider.tin


def _authorizations(encounter: Encounter) -> str | None:
    return None if encounter.authorizations is None else authorization_text(encounter.authorizations)


def authorization_text(listed: Sequence[Authorization]) -> str:
    """The authorisations as text, one a line, the parts of each parted by tabs; "-" where there are none."""
    return "\n".join("\t".join(map(_words, attrs.astuple(one))) for one in listed) or "-"


def _words(part: object) -> str:
    return " ".join(part) if isinstance(part, tuple) else "" if part is None else str(part)


def _locality(encounter: Encounter) -> str | None:
    place = encounter.locality
    return None if place is None else f"{place.carrier}-{place.number}"


def _flag(encounter: Encounter, name: str) -> bool | None:
    provider = encounter.billing_provider
    return None if provider is None else getattr(provider, name)


def _plan(name: str) -> Callable[[Encounter], Any]:
    def read(encounter: Encounter) -> Any:
        return None if encounter.plan_of_care is None else getattr(encounter.plan_of_care, name)

    return read


def _minute(clock: str | None) -> int | None:
    return None if clock is None else int(clock[:2]) * 60 + int(clock[3:])


def _documented(encounters: Sequence[Encounter]) -> Coded:
    return Coded.of(
        " ".join(sorted(encounter.documentation[line.code])) or "-"
        if line.code in encounter.documentation
        else ""
        for encounter in encounters
        for line in encounter.lines
    )


_ONLY: Final = np.zeros(1, np.intp)
_ONLY.flags.writeable = False

NAT: Final = np.datetime64("NaT", "D")

LINE: Final[Mapping[str, ColumnSpec]] = {
    "code": ColumnSpec(lambda line: line.code, None, ""),
    "minutes": ColumnSpec(lambda line: line.minutes, np.int32, -1),
    "assistant_minutes": ColumnSpec(lambda line: line.assistant_minutes, np.int32, -1),
    "units": ColumnSpec(lambda line: line.units, np.int32, -1),
    "charge": ColumnSpec(lambda line: line.charge, np.int64, MISSING),
    "modifiers": ColumnSpec(_modifiers, np.int16, 0, width=4),
    "rendering_npi": ColumnSpec(lambda line: line.rendering_npi, None, ""),
    "diagnoses": ColumnSpec(lambda line: " ".join(line.diagnoses), None, ""),
    "start": ColumnSpec(lambda line: _minute(line.start), np.int32, -1),
    "stop": ColumnSpec(lambda line: _minute(line.stop), np.int32, -1),
    "documentation": ColumnSpec(None, None, ""),
}
"""Columns of service lines. `diagnoses` and `documentation` are words parted by blanks; `start` and `stop`
are minutes after midnight; `documentation` holds what is documented of the line's code ("-" for nothing)."""

ENCOUNTER: Final[Mapping[str, ColumnSpec]] = {
    "id": ColumnSpec(lambda encounter: encounter.id, None, ""),
    "payer": ColumnSpec(lambda encounter: encounter.payer, None, ""),
    "date": ColumnSpec(lambda encounter: encounter.date, "datetime64[D]", NAT),
    "patient": ColumnSpec(lambda encounter: encounter.patient.id, None, ""),
    "billing_provider": ColumnSpec(_provider, None, ""),
    "tax_id": ColumnSpec(_tax_id, None, ""),
    "claim_form": ColumnSpec(lambda encounter: encounter.claim_form, None, ""),
    "place_of_service": ColumnSpec(lambda encounter: encounter.place_of_service, None, ""),
    "locality": ColumnSpec(_locality, None, ""),
    "zip": ColumnSpec(lambda encounter: encounter.zip, None, ""),
    "participating": ColumnSpec(lambda encounter: _flag(encounter, "participating"), np.int8, -1),
    "qp": ColumnSpec(lambda encounter: _flag(encounter, "qp"), np.int8, -1),
    "certified_from": ColumnSpec(_plan("certified_from"), "datetime64[D]", NAT),
    "certified_through": ColumnSpec(_plan("certified_through"), "datetime64[D]", NAT),
    "last_progress_report": ColumnSpec(_plan("last_progress_report"), "datetime64[D]", NAT),
    "treatment_days_since_report": ColumnSpec(_plan("treatment_days_since_report"), np.int32, -1),
    "benefit_year_from": ColumnSpec(lambda encounter: encounter.benefit_year_from, "datetime64[D]", NAT),
    "authorizations": ColumnSpec(_authorizations, None, ""),
}
"""Columns of encounters. `locality` is carrier and number, "01112-05"; flags are 0 or 1; `authorizations`
holds one a line, the fields of each parted by tabs ("-" for none)."""

NEVER: Final = dt.date.min
"""What stands in a column of dates for "never": the first day of the calendar."""

ACCUMULATORS: Final = ("history.", "counts.", "last_dates.")
"""How columns of encounters begin whose names encounters choose themselves."""


def line_column(name: str, size: int, encounters: Sequence[Encounter] | None) -> Array | Coded:
    """The column of service lines called `name`, absent throughout where there are no encounters."""
    spec = LINE[name]
    if encounters is None:
        return _absent(spec, size)
    if name == "documentation":
        return _documented(encounters)
    return _column(spec, [line for encounter in encounters for line in encounter.lines])


def encounter_column(name: str, size: int, encounters: Sequence[Encounter] | None) -> Array | Coded:
    """The column of encounters called `name`, such as `date`, `history.deductible_met` or `counts.visits`."""
    spec = ENCOUNTER.get(name) or _accumulator(name)
    if encounters is None:
        return _absent(spec, size)
    if size > 1:
        return _column(spec, encounters)
    value = spec.read(encounters[0])
    if spec.dtype is None:
        return Coded(_ONLY, (value or "",))
    return np.array((spec.absent if value is None else value,), spec.dtype)


def refuse_columns(
    index: Array, lines: Mapping[str, Array | Coded], encounters: Mapping[str, Array | Coded]
) -> None:
    """Refuse arrays that are no batch; `index` is each line's encounter. Raises `ValueError`."""
    if not len(index):
        raise ValueError("there are no lines")
    count = int(index[-1]) + 1
    if index[0] != 0 or (np.diff(index).view(np.uint64) > 1).any():
        raise ValueError(
            "`encounter` must number the lines' encounters from 0 in ascending order, without gaps"
        )
    if missing := [name for name in ("code", "patient", "date") if name not in {*lines, *encounters}]:
        raise ValueError(f"column {missing[0]!r} is missing")
    for given, known, size in ((lines, LINE, len(index)), (encounters, ENCOUNTER, count)):
        for name, column in given.items():
            if name not in known and not (given is encounters and name.startswith(ACCUMULATORS)):
                raise ValueError(f"no column is named {name!r}; there are {', '.join(known)}")
            if len(column) != size:
                raise ValueError(f"column {name!r} has {len(column)} elements, not {size}")
            if isinstance(column, Coded) and not _below(column.ids, len(column.names)):
                raise ValueError(f"column {name!r} has an id that names nothing")
    modifiers = lines.get("modifiers")
    rows = isinstance(modifiers, np.ndarray) and modifiers.shape == (len(index), 4)
    if modifiers is not None and not (rows and _below(modifiers, MODIFIERS)):
        raise ValueError("column 'modifiers' must be four numbers a line, as `modifier_number` gives them")


def _below(numbers: Array | Coded, size: int) -> bool:
    """Are all of them from 0 to `size` - 1?"""
    return isinstance(numbers, np.ndarray) and int(numbers.min()) >= 0 and int(numbers.max()) < size


def _accumulator(name: str) -> ColumnSpec:
    group, _, key = name.partition(".")
    if group == "history":
        return ColumnSpec(lambda encounter: encounter.history.get(key), np.int64, MISSING)
    if group == "counts":
        return ColumnSpec(lambda encounter: encounter.counts.get(key), np.int32, -1)
    if group == "last_dates":
        return ColumnSpec(lambda encounter: _last(encounter.last_dates.get(key)), "datetime64[D]", NAT)
    raise KeyError(name)


def _last(value: dt.date | str | None) -> dt.date | None:
    return NEVER if isinstance(value, str) else value


def _absent(spec: ColumnSpec, size: int) -> Array | Coded:
    if spec.dtype is None:
        return Coded(np.zeros(size, np.intp), ("",))
    shape = size if spec.width == 1 else (size, spec.width)
    return np.full(shape, spec.absent, spec.dtype)


def _column(spec: ColumnSpec, objects: Sequence[Any]) -> Array | Coded:
    read = spec.read
    if spec.dtype is None:
        return Coded.of(read(item) for item in objects)
    values = [read(item) for item in objects]
    if spec.width == 1:
        values = [spec.absent if value is None else value for value in values]
    column = np.array(values, spec.dtype)
    if spec.width > 1:
        column = column.reshape(-1, spec.width)
    column.flags.writeable = False
    return column
