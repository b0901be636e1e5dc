"""Spans of dates on which tables say the same throughout."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import distinct
from scrubjay.tables import Table

Array = NDArray[Any]

DAY: Final = np.timedelta64(1, "D")
EVER: Final = np.array([date.min, date.max], "datetime64[D]")


@frozen(eq=False)
class Spans:
    """The first day of each span, in order; the last span is open. `days` are the same for plain Python."""

    starts: Array
    days: Sequence[date]

    @classmethod
    def of(cls, tables: Iterable[Table]) -> Spans:
        """The spans between all dates on which a row begins or ends to hold, or a table to speak."""
        turns = [EVER[:1]]
        for table in tables:
            covers = np.array([table.covers.start, table.covers.end], "datetime64[D]")
            turns += [covers[:1], covers[1:] + DAY, table.dates("effective"), table.dates("until") + DAY]
        starts = distinct(np.concatenate(turns))
        starts = starts[starts <= EVER[1]]  # neither NaT nor the day after the last that there is
        return cls(starts, starts.tolist())

    def between(self, first: date, last: date) -> tuple[int, int]:
        """The numbers of the spans in which two dates fall."""
        return bisect_right(self.days, first) - 1, bisect_right(self.days, last) - 1


def spans_of(starts: Array, batch: Batch) -> Array:
    """The number, among spans that begin on `starts`, of the one in which each line's date falls."""
    dates = np.asarray(batch.encounter_column("date"))
    return np.asarray((np.searchsorted(starts, dates, side="right") - 1)[batch.encounter])
