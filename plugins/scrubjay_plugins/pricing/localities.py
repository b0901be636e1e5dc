"""The pricing locality of an encounter: the one it states, or that of its ZIP code."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, Final, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.tables import Table
from scrubjay_plugins.pricing.dated import dated

Array = NDArray[Any]

NO_PLACE: Final = -1
"""In place of a row: neither a locality nor a ZIP code is given."""

NO_INDEX: Final = -2
"""The locality has no indices on the date."""

ZIP_OUTSIDE: Final = -3
"""The table of ZIP codes does not cover the date, or there is none."""

ZIP_UNKNOWN: Final = -4
"""The table does not have the ZIP code."""

ZIP_SPANS: Final = -5
"""The ZIP code lies in several localities, and the table does not have its nine digits."""

REMEMBERED: Final = 16
"""The localities of so many sets of ZIP codes are remembered: the next batch may well have the same."""


@frozen(eq=False, slots=False)
class Localities:
    """Finds the row of geographic indices of each line, or one of the reasons above why there is none."""

    gpci: Table
    zips: Table | None

    def rows(self, batch: Batch) -> Array:
        """The row of indices of every line, by its encounter's locality or ZIP code and its date."""
        days = cast("Array", batch.encounter_column("date"))
        given = cast("Coded", batch.encounter_column("locality"))
        rows = self.by_locality(given, days)
        bare = np.flatnonzero(~given.known)
        if len(bare):
            zips = cast("Coded", batch.encounter_column("zip")).take(bare)
            rows[bare] = self.by_zip(zips, days[bare])
        return np.asarray(rows[batch.encounter])

    def by_locality(self, localities: Coded, days: Array) -> Array:
        """The row of indices of each locality on its date."""
        index = dated(self.gpci)
        rows = index.rows(localities, index.spans(days))
        return np.where(rows < 0, NO_INDEX, rows)

    def by_zip(self, zips: Coded, days: Array) -> Array:
        """The row of indices of each ZIP code's locality; nine digits are looked up before the first five."""
        if self.zips is None:
            return np.where(zips.known, ZIP_OUTSIDE, NO_PLACE)
        names, why = self._remembered(zips.names)
        lines = np.where(self.zips.covered(days), why[zips.ids], ZIP_OUTSIDE)
        lines[~zips.known] = NO_PLACE
        rows = self.by_locality(names.take(zips.ids), days)
        return np.where(lines < 0, lines, rows)

    @cached_property
    def _remembered(self) -> Callable[[tuple[str, ...]], tuple[Coded, Array]]:
        return lru_cache(maxsize=REMEMBERED)(self._of_zips)

    def _of_zips(self, zips: tuple[str, ...]) -> tuple[Coded, Array]:
        """The locality of each ZIP code, and why it has none (0 where it has one)."""
        assert self.zips is not None
        names = Coded(np.arange(len(zips)), zips)
        found = self.zips.find(names)
        short = Coded(names.ids, tuple(name[:5] for name in zips))
        found = np.where(found < 0, self.zips.find(short), found)
        why = np.where(self.zips.numbers("plus_four", found, 0) == 1, ZIP_SPANS, 0)
        why[found < 0] = ZIP_UNKNOWN
        return self.zips.texts("locality", found), why


@lru_cache(maxsize=64)
def localities(gpci: Table, zips: Table | None) -> Localities:
    """The one finder for these tables, so that a batch looks its localities up once for all versions."""
    return Localities(gpci, zips)
