"""The payer's authorisations, read from the column of a batch that holds them as text."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded

Array = NDArray[Any]

NONE: Final = "-"


@frozen
class Authorized:
    """One authorisation; what is None was not said."""

    number: str
    codes: frozenset[str]
    valid_from: date
    valid_through: date
    units: int | None
    units_used: int | None
    visits: int | None
    visits_used: int | None

    @classmethod
    def read(cls, text: str) -> Authorized:
        """Read one line of the column."""
        number, codes, first, last, *figures = text.split("\t")
        units, units_used, visits, visits_used = (int(each) if each else None for each in figures)
        return cls(
            number,
            frozenset(codes.split()),
            date.fromisoformat(first) if first else date.min,
            date.fromisoformat(last) if last else date.max,
            units,
            units_used,
            visits,
            visits_used,
        )

    def covers(self, code: str, on: date) -> bool:
        """Does it cover a code on a date of service, however much of it is left?"""
        return (not self.codes or code in self.codes) and self.valid_from <= on <= self.valid_through


@frozen(eq=False)
class Authorizations:
    """For each line: the authorisations that cover it, first those to be used first; are any known at all?"""

    covering: tuple[tuple[Authorized, ...], ...]
    known: Array

    @property
    def first(self) -> Coded:
        """The number of the first authorisation that covers each line, empty where none does."""
        return Coded.of(each[0].number if each else "" for each in self.covering)

    @property
    def covered(self) -> Array:
        """A mask: does any authorisation cover the line?"""
        return np.array([bool(each) for each in self.covering], np.bool_)


def authorizations(batch: Batch, lines: Array) -> Authorizations:
    """The authorisations of some lines (increasing numbers)."""
    column = cast("Coded", batch.encounter_column("authorizations"))
    held = [
        tuple(map(Authorized.read, text.split("\n"))) if text not in ("", NONE) else ()
        for text in column.names
    ]
    ids = column.ids[batch.encounter[lines]].tolist()
    days = batch.date[lines].tolist()
    codes = [batch.code.names[number] for number in batch.code.ids[lines].tolist()]
    covering = tuple(
        tuple(each for each in held[number] if each.covers(code, day))
        for number, code, day in zip(ids, codes, days, strict=True)
    )
    return Authorizations(covering, column.known[batch.encounter[lines]])
