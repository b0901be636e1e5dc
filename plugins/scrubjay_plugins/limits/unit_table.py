"""A table of the most units of a code that are accepted, read for the codes and dates of a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.tables import Table
from scrubjay.values import CodeSet
from scrubjay_plugins.coding.alphabet import places_in_order
from scrubjay_plugins.coding.spans import spans_of
from scrubjay_plugins.limits.unit_answers import SAYS

Array = NDArray[Any]


@frozen(eq=False)
class UnitLimits:
    """By span of dates and code: the limit and its adjudication indicator, -1 where there is none.

    `answer` is what is said of a line whatever its units, or that they are within the limit. `shown` and
    `indicator_shown` are the figures for people: None where there is none.
    """

    starts: Array
    codes: int
    limit: Array
    indicator: Array
    answer: Array
    shown: Array
    indicator_shown: Array

    def places(self, batch: Batch) -> Array:
        """Where what is known of each line's code on its date stands."""
        if len(self.starts) == 1:
            return batch.computed(places_in_order)
        return np.asarray(spans_of(self.starts, batch) * self.codes + batch.computed(places_in_order))


def unit_limits(
    table: Table, complete_for: CodeSet | None, names: tuple[str, ...], starts: Array
) -> UnitLimits:
    """The limits of some codes on spans of dates that begin on `starts`.

    A code without any row has no published limit on the dates that the table covers, if it is one of
    `complete_for`. One that has rows for other dates only is unknown on this one.
    """
    codes = Coded(np.arange(len(names)), names)
    row = np.concatenate([table.find(codes, on=np.full(len(names), start)) for start in starts])
    limit, indicator = table.numbers("units", row, -1), table.numbers("mai", row, -1)
    none = codes.among(complete_for or ()) & (table.find(codes) < 0)
    unlimited = np.logical_and.outer(table.covered(starts), none).ravel()
    return UnitLimits(
        starts,
        len(names),
        limit,
        indicator,
        SAYS.choose(len(row), SAYS.within, (unlimited, SAYS.unlimited), (limit < 0, SAYS.unknown)),
        _shown(limit),
        _shown(indicator),
    )


def _shown(numbers: Array) -> Array:
    shown = numbers.astype(object)
    shown[numbers < 0] = None
    return shown
