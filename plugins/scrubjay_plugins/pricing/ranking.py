"""Which unit of a day is paid in full: the ranking of procedures that are reduced when there are several."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.groups import Groups
from scrubjay.money import MISSING

Array = NDArray[Any]

FEE_BITS: Final = 40
"""A fee is below 2 ** 40 cents, so that a practice expense and a fee make one number to rank by."""

HIGHEST: Final = 1 << 62
"""The weight of a line of which nothing is known."""


@frozen(eq=False)
class Candidates:
    """The lines that are ranked: those whose units and fee are `known`, and those that are `unsure`."""

    known: Array
    unsure: Array
    expense: Array
    fee: Array

    @property
    def weight(self) -> Array:
        """What they are ranked by: practice expense, then fee; -1 for other lines.

        A line of which one or both are missing may stand as high as what is known of it allows.
        """
        weight = np.where(self.known, (self.expense << FEE_BITS) | self.fee, -1)
        if self.unsure.any():
            fee = np.where(self.fee == MISSING, (1 << FEE_BITS) - 1, self.fee)
            most = np.where(self.expense == MISSING, HIGHEST, (self.expense << FEE_BITS) | fee)
            weight = np.where(self.unsure, most, weight)
        return weight


@frozen(eq=False)
class Ranking:
    """`primary` marks lines whose first unit is paid in full; `groups` are the lines ranked together.

    `torn` marks the lines of which that cannot be told for want of another line's units or fee, `apart` those
    of which it cannot be told for want of a provider.
    """

    groups: Groups
    primary: Array
    torn: Array
    apart: Array


def rank(batch: Batch, lines: Candidates, provider: str = "billing_provider") -> Ranking:
    """Rank the candidates of each patient, day and provider (a column of encounters), and find the first.

    The highest practice expense comes first, among equals the highest fee of one unit, then the first line.
    A line of unknown units that stands before the first known one may have all of the day's units or none,
    and leaves that one torn; lines behind it are reduced whatever is found out. So it is with a visit without
    a provider: it may be the same provider's as another visit of the day, or may not.
    """
    weight = lines.weight
    groups, seen = batch.by("patient", "date", provider), batch.text_known(provider)
    if batch.encounters == 1 or seen.all():
        first, torn = _first(groups, weight, lines)
        return Ranking(groups, first & ~torn, torn, np.zeros(batch.lines, np.bool_))
    groups = groups.split(np.where(seen, -1, batch.encounter))
    first, torn = _first(groups, weight, lines)
    together = batch.by("patient", "date")
    most, doubt = _first(together, weight, lines)
    open_day = together.any(~seen & (weight >= 0))
    apart = open_day & first & ~torn & ~(most & ~doubt)
    return Ranking(groups, first & ~torn & ~apart, torn, apart)


def _first(groups: Groups, weight: Array, lines: Candidates) -> tuple[Array, Array]:
    """The first known line of each group, and which of those an unsure line may precede."""
    leads = groups.leads(weight)
    if not lines.unsure.any():
        return lines.known & leads, lines.unsure
    first = lines.known & groups.leads(np.where(lines.known, weight, -1))
    return first, first & ~leads
