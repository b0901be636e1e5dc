"""For whom a limit counts: always one patient, and each code, plan of care or provider apart."""

from __future__ import annotations

from typing import Any, Final, Literal, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.groups import Groups
from scrubjay_plugins.units.pools import TORN, plan_of_care

Array = NDArray[Any]

Apart = Literal["code", "discipline", "rendering_provider", "billing_provider", "tax_id"]

TORN_KEY: Final = -1
"""The key of a line that may belong to any of several."""


@frozen(eq=False)
class Scope:
    """Lines that a limit counts together.

    `fine` groups them by everything that is counted apart; `coarse` leaves out what some line does not say,
    and is the same where every line says all. `torn` marks lines that may belong to any of several fine
    groups, `unnamed` those of visits that do not say whose they are.
    """

    fine: Groups
    coarse: Groups
    torn: Array
    unnamed: Array

    def unclear(self, batch: Batch, exceeds: Array) -> Array:
        """Lines for which it matters that some line does not say whose it is.

        That is so where the coarse group, all counted together, `exceeds` the limit on some line, and a line
        of it may be another's. A visit that names nobody has one provider and one plan: it is only unclear
        beside other visits.
        """
        if not (self.torn | self.unnamed).any():
            return np.zeros(batch.lines, np.bool_)
        visits = batch.encounter.astype(np.int64)
        several = self.coarse.maximum(visits) > self.coarse.minimum(visits)
        doubtful = self.coarse.any(self.torn) | (self.coarse.any(self.unnamed) & several)
        return np.asarray(self.coarse.any(exceeds) & doubtful & self.coarse.several())


def scope(batch: Batch, period: Array, apart: tuple[Apart, ...]) -> Scope:
    """Group the lines of each patient and period by what is counted apart."""
    coarse = fine = batch.by("patient", period)
    torn = unnamed = np.zeros(batch.lines, np.bool_)
    for name in apart:
        keys = _keys(batch, name)
        fine = fine.split(keys)
        if name == "code" or not ((keys == 0) | (keys == TORN_KEY)).any():
            coarse = coarse.split(keys)
            continue
        torn = torn | (keys == TORN_KEY)
        unnamed = unnamed | (keys == 0)
    return Scope(fine, coarse, torn, unnamed)


def _keys(batch: Batch, name: Apart) -> Array:
    """A number for each line: 0 where the visit names nobody, `TORN_KEY` where several may be meant."""
    if name == "code":
        return batch.code.ids
    if name == "discipline":
        plan = batch.computed(plan_of_care)
        return np.where(plan == TORN, TORN_KEY, plan)
    if name == "rendering_provider":
        return batch.computed(rendering_provider)
    column = cast("Coded", batch.encounter_column(name))
    return np.asarray(_above_zero(column)[batch.encounter])


def rendering_provider(batch: Batch) -> Array:
    """A number for who treated: on a line that does not say, the only one whom the visit names.

    0 where the visit names nobody, `TORN_KEY` where it names several.
    """
    given = _above_zero(cast("Coded", batch.line_column("rendering_npi")))
    bare = given == 0
    if not bare.any() or not given.any():
        return given
    only = batch.visit.maximum(given)
    several = batch.visit.any(~bare & (given != only))
    return np.where(bare, np.where(several, TORN_KEY, only), given)


def _above_zero(column: Coded) -> Array:
    """The numbers of a column of text, from 1; 0 where there is none."""
    numbers = np.array([0 if not name else place for place, name in enumerate(column.names, 1)], np.int64)
    return numbers[column.ids]
