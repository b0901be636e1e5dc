"""How much of a code's relative value is practice expense, and what a fee is without a part of that."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.money import MISSING, half_up
from scrubjay.tables import Table
from scrubjay_plugins.pricing.dated import dated

Array = NDArray[Any]


@frozen(eq=False)
class Expenses:
    """Relative values of practice expense, as of places that are no facilities, and of all together.

    In hundredths, one per line; `MISSING` where the table has none for the code on the date.
    """

    practice: Array
    whole: Array

    @classmethod
    def none(cls, lines: int) -> Expenses:
        """No values for any of `lines`."""
        return cls(np.full(lines, MISSING), np.full(lines, MISSING))

    @classmethod
    def of(cls, rvu: Table, batch: Batch) -> Expenses:
        """The values of every line by its code and date."""
        index = dated(rvu)
        rows = index.rows(batch.code, index.spans(batch.date))
        rows = np.where(rvu.covered(batch.date), rows, -1)
        practice = rvu.numbers("pe_nonfacility", rows, MISSING)
        others = rvu.numbers("work", rows, 0) + rvu.numbers("mp", rows, 0)
        whole = np.where(rows < 0, MISSING, practice + others)
        told = whole > 0  # a code without values has no share of practice expense
        return cls(np.where(told, practice, MISSING), np.where(told, whole, MISSING))


def without_expense(fee: Array, expenses: Expenses, reduction: Fraction) -> Array:
    """Fees less `reduction` of their practice expense: fee x (1 - reduction x expense / all values).

    Exact, and rounded to the cent once, half-up; `MISSING` where the fee or a value is. Each combination of
    fee and values is computed once, in Python's whole numbers, for its divisor is its own.
    """
    told = (fee != MISSING) & (expenses.whole != MISSING)
    rows = np.stack([np.where(told, each, MISSING) for each in (fee, expenses.practice, expenses.whole)], 1)
    kinds, where = np.unique(rows, axis=0, return_inverse=True)
    made = [_reduced(fee, practice, whole, reduction) for fee, practice, whole in kinds.tolist()]
    return np.array(made, np.int64)[where.ravel()]


def _reduced(fee: int, practice: int, whole: int, reduction: Fraction) -> int:
    if fee == MISSING:
        return MISSING
    kept = fee * (1 - reduction * Fraction(practice, whole))
    return half_up(kept.numerator, kept.denominator)
