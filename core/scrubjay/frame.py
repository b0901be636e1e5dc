"""The columns of a batch: kept, read from encounters when first asked for, or taken from a larger frame.

Columns are read-only, and absence is explicit: -1 for minutes, units and flags, `MISSING` for money, the
empty name for text, NaT for dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from scrubjay import extract
from scrubjay.carried import summed
from scrubjay.columns import MODIFIERS, Coded, modifier_number
from scrubjay.model import DISCIPLINES, Encounter

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


class Frame:
    """Service lines and their encounters as columns.

    `lines` and `encounters` are counts. Part of another frame has a `parent`: that frame, and the numbers of
    its lines.
    """

    def __init__(
        self,
        encounter: Array | None,
        encounters: int,
        columns: Mapping[str, Column],
        sources: Sequence[Encounter] | None = None,
        parent: tuple[Frame, Array] | None = None,
    ) -> None:
        if encounter is not None:
            self.encounter = encounter
        self.lines = len(self.encounter if parent is None else parent[1])
        self.encounters = encounters
        self.sources = sources
        self._columns = dict(columns)
        self._spread: dict[str, Column] = {}
        self._parent = parent

    @cached_property
    def encounter(self) -> Array:
        """Each line's encounter, in ascending order."""
        assert self._parent is not None
        return np.asarray(self._parent[0].encounter.take(self._parent[1]))

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
        return cast("Array", self._over_lines(name))

    def _text(self, name: str) -> Coded:
        """A column of encounters that holds text, spread over their lines."""
        return cast("Coded", self._over_lines(name))

    def _over_lines(self, name: str) -> Column:
        found = self._spread.get(name)
        if found is None:
            found = self._spread[name] = _take(self.encounter_column(name), self.encounter)
        return found

    @cached_property
    def code(self) -> Coded:
        """The HCPCS/CPT code."""
        return cast("Coded", self.line_column("code"))

    @cached_property
    def minutes(self) -> Array:
        """Treatment minutes; -1 where missing."""
        return self._line_numbers("minutes")

    @cached_property
    def units(self) -> Array:
        """Units billed; -1 where missing."""
        return self._line_numbers("units")

    @cached_property
    def charge(self) -> Array:
        """The charge in cents; `MISSING` where there is none."""
        return self._line_numbers("charge")

    @cached_property
    def modifiers(self) -> Array:
        """The numbers of the line's modifiers: four to a line, 0 for none."""
        return self._line_numbers("modifiers")

    @cached_property
    def discipline(self) -> Array:
        """1 PT, 2 OT, 3 SLP by the one plan-of-care modifier on the line; 0 where there is none."""
        if self._parent is not None:
            return np.asarray(self._parent[0].discipline.take(self._parent[1]))
        return np.asarray(ONE_DISCIPLINE.take(summed(DISCIPLINE_MARKS, self.modifiers)))

    @cached_property
    def date(self) -> Array:
        """The date of service, as `datetime64[D]`."""
        return self._numbers("date")

    @cached_property
    def dates(self) -> tuple[dt.date, dt.date]:
        """The first and the last date of service."""
        if self._parent is not None:
            return self._parent[0].dates
        if self.sources is not None and len(self.sources) == 1:
            return self.sources[0].date, self.sources[0].date
        days = cast("Array", self.encounter_column("date"))
        return days.min().astype(object), days.max().astype(object)

    def date_of(self, encounter: int) -> dt.date:
        """The date of service of one encounter."""
        return cast("dt.date", cast("Array", self.encounter_column("date"))[encounter].astype(object))

    @cached_property
    def patient(self) -> Coded:
        """The patient."""
        return self._text("patient")

    @cached_property
    def billing_provider(self) -> Coded:
        """The billing provider: its NPI, else its tax id."""
        return self._text("billing_provider")

    @cached_property
    def claim_form(self) -> Coded:
        """`professional` or `institutional`."""
        return self._text("claim_form")

    @cached_property
    def place_of_service(self) -> Coded:
        """The two-digit place of service."""
        return self._text("place_of_service")

    @cached_property
    def locality(self) -> Coded:
        """The pricing locality: carrier and number, "01112-05"."""
        return self._text("locality")

    @cached_property
    def zip(self) -> Coded:
        """The ZIP code of the place of service, of five digits or "12345-6789"."""
        return self._text("zip")

    @cached_property
    def participating(self) -> Array:
        """Does the billing provider participate? 1 or 0; -1 where unknown."""
        return self._numbers("participating")

    @cached_property
    def qp(self) -> Array:
        """Is the billing provider a qualifying participant? 1 or 0; -1 where unknown."""
        return self._numbers("qp")

    def history(self, name: str) -> Array:
        """What the payer had accrued under `name` before this call, in cents; `MISSING` where unknown."""
        return self._numbers(f"history.{name}")


def _take(column: C, places: Array) -> C:
    return column.take(places) if isinstance(column, Coded) else column.take(places, 0)
