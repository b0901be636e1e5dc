"""Fees that somebody supplied, looked at once before they price anything."""

from __future__ import annotations

from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from scrubjay.columns import Coded
from scrubjay.money import AMOUNT
from scrubjay.tables import Table

Array = NDArray[Any]

MOST: Final = 10**12
"""Ten billion dollars in cents: no amount is as great."""


def checked_fees(table: Table, column: str) -> Array:
    """A column of fees in cents, by row.

    Raises `ValueError` for one that is no amount, and for two rows of one code that hold on one date:
    of two fees none may win by the order of rows.
    """
    cents = np.asarray(table.rows.columns[column])
    codes = cast("Coded", table.rows.columns[table.key[0]])
    if len(odd := np.flatnonzero((cents < 0) | (cents >= MOST))):
        row = int(odd[0])
        raise ValueError(f"{table.id} has {int(cents[row])} cents for {codes[row]}, which is not {AMOUNT}")
    if len(twice := _meeting(table)):
        row = int(twice[0])
        raise ValueError(f"{table.id} has two rows for {codes[row]} that hold on one date; end one of them")
    return cents


def _meeting(table: Table) -> Array:
    """The rows that begin while an earlier row of their key still holds; rows stand by key and first date."""
    rows = table.rows
    first, last = table.dates("effective"), table.dates("until")
    follows = np.ones(len(first), np.bool_)
    follows[rows.bounds[:-1]] = False
    places = np.flatnonzero(follows)
    ends, begins = last[places - 1], first[places]
    return np.asarray(places[np.isnat(ends) | np.isnat(begins) | (begins <= ends)])
