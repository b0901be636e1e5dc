"""Encounters laid out as columns: one element per service line.

A batch is made once, from encounters or from arrays; columns made from encounters are built when a
policy first asks for them. Columns are read-only, and absence is explicit: -1 for minutes and units,
`MISSING` for money, the empty name for text, NaT for dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from scrubjay import extract
from scrubjay.columns import MODIFIERS, Coded, modifier_number, modifier_table
from scrubjay.grouping import group_lines
from scrubjay.groups import Groups
from scrubjay.model import DISCIPLINES, Encounter
from scrubjay.money import MISSING
from scrubjay.settled import Settled

Array = NDArray[Any]
Column = Array | Coded
C = TypeVar("C", Array, Coded, Column)

DISCIPLINE_MARKS: Final = np.zeros(MODIFIERS, np.int8)
"""By modifier number: 16 and the number of the discipline that it names, 0 for other modifiers."""
for _number, _modifier in enumerate(DISCIPLINES, start=1):
    DISCIPLINE_MARKS[modifier_number(_modifier)] = 16 + _number

ONE_DISCIPLINE: Final = np.zeros(128, np.int8)
"""By the sum of a line's marks: the discipline where there is one mark, 0 where there are none or several."""
ONE_DISCIPLINE[17 : 17 + len(DISCIPLINES)] = range(1, 1 + len(DISCIPLINES))

_FIRST: Final = np.zeros(1, np.intp)


class Batch:
    """Service lines as columns, with their encounters.

    `lines` and `encounters` are counts; `encounter` gives each line's encounter, in ascending order.
    `settled` holds what earlier stages have settled about the lines.
    """

    def __init__(
        self,
        encounter: Array,
        encounters: int,
        columns: Mapping[str, Column],
        sources: Sequence[Encounter] | None = None,
        parent: tuple[Batch, Array] | None = None,
    ) -> None:
        self.encounter = encounter
        self.lines = len(encounter)
        self.encounters = encounters
        self.sources = sources
        self._columns = dict(columns)
        self._parent = parent
        self._groups: dict[tuple[str, ...], Groups] = {}
        self._masks: dict[object, tuple[object, Array]] = {}
        self._computed: dict[Callable[[Batch], Array], Array] = {}
        self._dates: tuple[dt.date, dt.date] | None = None
        self.settled: Settled | None = None

    @classmethod
    def of(cls, encounters: Sequence[Encounter]) -> Batch:
        """Lay out encounters, in their order."""
        if len(encounters) == 1:
            index = np.zeros(len(encounters[0].lines), np.int32)
        else:
            counts = [len(encounter.lines) for encounter in encounters]
            index = np.repeat(np.arange(len(encounters), dtype=np.int32), counts)
        return cls(index, len(encounters), {}, sources=encounters)

    @classmethod
    def from_columns(
        cls, encounter: Array, lines: Mapping[str, Column], encounters: Mapping[str, Column]
    ) -> Batch:
        """Lay out arrays: `encounter` numbers each line's encounter from 0 in ascending order.

        `lines` and `encounters` map the names of `scrubjay.extract` to columns, of one element per line
        and per encounter. `code`, `patient` and `date` must be there; another column that is left out is
        absent for all. Raises `ValueError` for a name that is missing or not known, a column of another
        length, no lines at all, or encounters out of order or without lines.
        """
        index = np.asarray(encounter, np.int32)
        if not len(index):
            raise ValueError("there are no lines")
        count = int(index[-1]) + 1
        if index[0] != 0 or not np.isin(np.diff(index), (0, 1)).all():
            raise ValueError(
                "`encounter` must number the lines' encounters from 0 in ascending order, without gaps"
            )
        if missing := [name for name in ("code", "patient", "date") if name not in {*lines, *encounters}]:
            raise ValueError(f"column {missing[0]!r} is missing")
        for given, known, size in ((lines, extract.LINE, len(index)), (encounters, extract.ENCOUNTER, count)):
            for name, column in given.items():
                if name not in known and not (given is encounters and name.startswith("history.")):
                    raise ValueError(f"no column is named {name!r}; there are {', '.join(known)}")
                if len(column) != size:
                    raise ValueError(f"column {name!r} has {len(column)} elements, not {size}")
        return cls(index, count, {**lines, **encounters})

    # Columns ---------------------------------------------------------------------------------------

    def line_column(self, name: str) -> Column:
        """A column of service lines, one element per line."""
        column = self._columns.get(name)
        if column is None:
            if self._parent is not None:
                batch, lines = self._parent
                column = _take(batch.line_column(name), lines)
            else:
                column = extract.line_column(name, self.lines, self.sources)
            self._columns[name] = column
        return column

    def encounter_column(self, name: str) -> Column:
        """A column of encounters, one element per encounter."""
        column = self._columns.get(name)
        if column is None:
            if self._parent is not None:
                column = self._parent[0].encounter_column(name)
            else:
                column = extract.encounter_column(name, self.encounters, self.sources)
            self._columns[name] = column
        return column

    def _line_numbers(self, name: str) -> Array:
        return cast("Array", self.line_column(name))

    def _numbers(self, name: str) -> Array:
        """A column of encounters that holds numbers or dates, spread over their lines."""
        return _take(cast("Array", self.encounter_column(name)), self.encounter)

    def _text(self, name: str) -> Coded:
        """A column of encounters that holds text, spread over their lines."""
        return _take(cast("Coded", self.encounter_column(name)), self.encounter)

    @property
    def code(self) -> Coded:
        """The HCPCS/CPT code."""
        return cast("Coded", self.line_column("code"))

    @property
    def minutes(self) -> Array:
        """Treatment minutes; -1 where missing."""
        return self._line_numbers("minutes")

    @property
    def units(self) -> Array:
        """Units billed; -1 where missing."""
        return self._line_numbers("units")

    @property
    def charge(self) -> Array:
        """The charge in cents; `MISSING` where there is none."""
        return self._line_numbers("charge")

    @property
    def discipline(self) -> Array:
        """1 PT, 2 OT, 3 SLP by the one plan-of-care modifier on the line; 0 where there is none."""
        found = self._columns.get("discipline")
        if found is None:
            first, second, third, fourth = DISCIPLINE_MARKS[self._line_numbers("modifiers").T]
            found = self._columns["discipline"] = ONE_DISCIPLINE[first + second + third + fourth]
        return cast("Array", found)

    @property
    def date(self) -> Array:
        """The date of service, as `datetime64[D]`."""
        return self._numbers("date")

    @property
    def dates(self) -> tuple[dt.date, dt.date]:
        """The first and the last date of service."""
        if self._dates is None:
            if self._parent is not None:
                self._dates = self._parent[0].dates
            elif self.sources is not None and len(self.sources) == 1:
                self._dates = (self.sources[0].date, self.sources[0].date)
            else:
                days = cast("Array", self.encounter_column("date"))
                self._dates = (days.min().astype(object), days.max().astype(object))
        return self._dates

    def date_of(self, encounter: int) -> dt.date:
        """The date of service of one encounter."""
        return cast("dt.date", cast("Array", self.encounter_column("date"))[encounter].astype(object))

    @property
    def patient(self) -> Coded:
        """The patient."""
        return self._text("patient")

    @property
    def billing_provider(self) -> Coded:
        """The billing provider: its NPI, else its tax id."""
        return self._text("billing_provider")

    @property
    def claim_form(self) -> Coded:
        """`professional` or `institutional`."""
        return self._text("claim_form")

    @property
    def place_of_service(self) -> Coded:
        """The two-digit place of service."""
        return self._text("place_of_service")

    @property
    def locality(self) -> Coded:
        """The pricing locality: carrier and number, "01112-05"."""
        return self._text("locality")

    @property
    def zip(self) -> Coded:
        """The ZIP code of the place of service, of five digits or "12345-6789"."""
        return self._text("zip")

    @property
    def participating(self) -> Array:
        """Does the billing provider participate? 1 or 0; -1 where unknown."""
        return self._numbers("participating")

    @property
    def qp(self) -> Array:
        """Is the billing provider a qualifying participant? 1 or 0; -1 where unknown."""
        return self._numbers("qp")

    def history(self, name: str) -> Array:
        """What the payer had accrued under `name` before this call, in cents; `MISSING` where unknown."""
        return self._numbers(f"history.{name}")

    def published(self, name: str) -> Array:
        """A column that a policy published earlier, `MISSING` where none did."""
        column = None if self.settled is None else self.settled.published.get(name)
        return np.full(self.lines, MISSING, np.int64) if column is None else column

    # Masks -----------------------------------------------------------------------------------------

    def codes_in(self, codes: Iterable[str]) -> Array:
        """A mask: is the line's code one of `codes`?"""
        return self._mask(("codes", id(codes)), codes, lambda: self.code.among(codes))

    def has_modifier(self, *modifiers: str) -> Array:
        """A mask: does the line carry any of `modifiers`?"""
        return self._mask(
            modifiers,
            None,
            lambda: np.asarray(modifier_table(modifiers)[self._line_numbers("modifiers")].any(axis=1)),
        )

    def _mask(self, key: object, keep: object, make: Callable[[], Array]) -> Array:
        found = self._masks.get(key)
        if found is None:
            found = self._masks[key] = (keep, make())
        return found[1]

    def computed(self, make: Callable[[Batch], Array]) -> Array:
        """A column that `make` computes over the whole batch, once, whatever part of it a policy sees."""
        found = self._computed.get(make)
        if found is None:
            if self._parent is not None:
                found = self._parent[0].computed(make)[self._parent[1]]
            else:
                found = make(self)
            self._computed[make] = found
        return found

    # Groups ----------------------------------------------------------------------------------------

    def by(self, *keys: str | Array) -> Groups:
        """Lines that share all `keys`: names of columns, or arrays of small integers, one per line."""
        names = tuple(key for key in keys if isinstance(key, str))
        groups = self._groups.get(names)
        if groups is None:
            if self._parent is not None:
                groups = self._parent[0].by(*names).take(self._parent[1])
            else:
                groups = group_lines(self, names)
            self._groups[names] = groups
        for key in keys:
            if not isinstance(key, str):
                groups = groups.split(key)
        return groups

    @property
    def visit(self) -> Groups:
        """Lines of one encounter."""
        return self.by("encounter")

    @property
    def day(self) -> Groups:
        """Lines of one patient, date of service and billing provider."""
        return self.by("patient", "date", "billing_provider")

    # Encounters ------------------------------------------------------------------------------------

    @property
    def places(self) -> Array:
        """The place of each line within its encounter, from 0 (read-only)."""
        if self._parent is not None:
            return np.asarray(self._parent[0].places[self._parent[1]])
        return self.visit.position()

    @property
    def starts(self) -> Array:
        """The first line of each encounter; only of a batch that is not part of another."""
        if self.encounters == 1:
            return _FIRST
        return np.flatnonzero(np.diff(self.encounter, prepend=-1))

    def places_by_encounter(self) -> Iterator[tuple[int, list[int]]]:
        """The number of each encounter that has lines here, with the places of those lines."""
        if not self.lines:
            return
        places = self.places.tolist()
        bounds = np.flatnonzero(np.diff(self.encounter, prepend=-1)).tolist()
        for start, end in zip(bounds, [*bounds[1:], self.lines], strict=True):
            yield int(self.encounter[start]), places[start:end]

    def enrich(self, columns: Mapping[str, Column]) -> None:
        """Add accumulators (`history.*`, one element per encounter, in cents) that are not there yet.

        Raises `ValueError` for another name or length.
        """
        for name, column in columns.items():
            if not name.startswith("history."):
                raise ValueError(f"{name!r} cannot be added to a batch; only history.* can")
            if len(column) != self.encounters:
                raise ValueError(f"{name!r} has {len(column)} elements, not {self.encounters}")
            here, given = cast("Array", self.encounter_column(name)), cast("Array", column)
            self._columns[name] = np.where(here == MISSING, given, here)

    # Parts -----------------------------------------------------------------------------------------

    def take(self, lines: Array) -> Batch:
        """The batch of `lines` alone (ascending numbers); encounters keep their numbers."""
        part = Batch(self.encounter[lines], self.encounters, {}, self.sources, parent=(self, lines))
        if self.settled is not None:
            part.settled = self.settled.take(lines)
        return part


def _take(column: C, places: Array) -> C:
    return column.take(places) if isinstance(column, Coded) else column[places]
