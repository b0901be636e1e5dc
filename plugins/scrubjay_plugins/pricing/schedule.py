"""A fee schedule of relative values: the figures of a code's row, and the fees they make in a locality."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, Final, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.money import half_up
from scrubjay.tables import Table
from scrubjay_plugins.pricing.dated import dated

Array = NDArray[Any]

PRICED: Final = 0
"""The schedule pays the code by its relative values."""

CONTRACTOR: Final = 1
"""The schedule leaves the price to the payer's contractor."""

UNPAID: Final = 2
"""The schedule does not pay the code by itself."""

ABSENT: Final = 3
"""The schedule has no row for the code on the date."""

RVU_PLACES: Final = 2
GPCI_PLACES: Final = 3
"""Decimal places of relative values and of indices, as the columns of the tables hold them."""


RVU_COLUMNS: Final = {
    "code": "text",
    "status": "text",
    "work": "decimal-2",
    "pe_nonfacility": "decimal-2",
    "pe_facility": "decimal-2",
    "mp": "decimal-2",
    "multiple": "text",
}
GPCI_COLUMNS: Final = {"locality": "text", "work": "decimal-3", "pe": "decimal-3", "mp": "decimal-3"}
ZIP_COLUMNS: Final = {"zip": "text", "locality": "text", "plus_four": "integer"}
"""The columns that the tables must have, with their types."""


@frozen(eq=False)
class Figures:
    """The columns of a table of relative values (hundredths), one more element than rows: row -1 is none."""

    standing: Array
    status: Coded
    work: Array
    nonfacility: Array
    facility: Array
    malpractice: Array
    multiple: Array
    differs: Array


@frozen(eq=False, slots=False)
class Schedule:
    """Relative values and geographic indices, with what the status indicators of the table mean."""

    rvu: Table
    gpci: Table
    priced: frozenset[str]
    contractor: frozenset[str]
    multiple: frozenset[str]

    def rows(self, batch: Batch) -> Array:
        """The row of relative values of every line, by its code and date; -1 for none."""
        index = dated(self.rvu)
        spans = index.spans(cast("Array", batch.encounter_column("date")))
        return index.rows(batch.code, spans[batch.encounter])

    @cached_property
    def figures(self) -> Figures:
        """The columns of relative values, and what they say of each row."""
        work, nonfacility, facility, malpractice = (
            _and_none(self.rvu, name) for name in ("work", "pe_nonfacility", "pe_facility", "mp")
        )
        # A code whose status is paid, but without any value, is priced by the contractor.
        empty = (work == 0) & (nonfacility == 0) & (facility == 0) & (malpractice == 0)
        left = _among(self.rvu, "status", self.contractor)
        paid = _among(self.rvu, "status", self.priced)
        standing = np.where(left | (paid & empty), CONTRACTOR, np.where(paid, PRICED, UNPAID))
        standing[-1] = ABSENT
        multiple = _among(self.rvu, "multiple", self.multiple).astype(np.int64)
        return Figures(
            standing.astype(np.int8),
            _text_and_none(self.rvu, "status"),
            work,
            nonfacility,
            facility,
            malpractice,
            multiple,
            nonfacility != facility,
        )

    @cached_property
    def indices(self) -> Array:
        """The indices of work, practice expense and malpractice (thousandths), with a last row of none."""
        return np.stack([_and_none(self.gpci, name) for name in ("work", "pe", "mp")])

    @cached_property
    def localities(self) -> Coded:
        """The locality of each row of indices, with a last row of none."""
        return _text_and_none(self.gpci, "locality")

    def fees(
        self,
        rows: Array,
        expense: Array,
        indices: Array,
        factor: Array | np.int64,
        scale: int,
        kept: Fraction,
    ) -> Array:
        """The fee of one unit in cents, and below it the fee with only `kept` of the practice expense.

        `expense` is the practice expense, `indices` holds those of work, practice expense and malpractice,
        and `factor` is the conversion factor times 10 ** `scale`. Sums and products are exact; each fee is
        rounded once, at the end, half-up.
        """
        work, practice, malpractice = indices
        rest = self.figures.work[rows] * work + self.figures.malpractice[rows] * malpractice
        whole, part = kept.denominator, kept.numerator
        practice = expense * practice
        weighted = np.empty((2, len(rows)), np.int64)
        np.add(rest, practice, out=weighted[0])
        np.add(rest * whole, practice * part, out=weighted[1])
        weighted[0] *= whole
        weighted *= factor
        return half_up(weighted, whole * 10 ** (RVU_PLACES + GPCI_PLACES + scale - 2))


@lru_cache(maxsize=64)
def schedule(
    rvu: Table, gpci: Table, priced: frozenset[str], contractor: frozenset[str], multiple: frozenset[str]
) -> Schedule:
    """The one schedule of these tables, so that a batch looks its codes up once for all versions."""
    return Schedule(rvu, gpci, priced, contractor, multiple)


def _and_none(table: Table, column: str) -> Array:
    values = table.rows.columns[column]
    return np.append(cast("Array", values), 0).astype(np.int64)


def _text_and_none(table: Table, column: str) -> Coded:
    values = cast("Coded", table.rows.columns[column])
    return Coded(np.append(values.ids, len(values.names)), (*values.names, ""))


def _among(table: Table, column: str, wanted: Iterable[str]) -> Array:
    values = cast("Coded", table.rows.columns[column])
    return np.append(values.among(wanted), False)
