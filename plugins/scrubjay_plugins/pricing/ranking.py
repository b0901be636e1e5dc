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
        weight = (self.expense << FEE_BITS) | self.fee
        weight |= self.known.view(np.int8) - np.int8(1)  # all bits, which are -1, where it is not known
        unsure = self.unsure.nonzero()[0]
        if len(unsure):
            expense, fee = self.expense[unsure], self.fee[unsure]
            fee = np.where(fee == MISSING, (1 << FEE_BITS) - 1, fee)
            weight[unsure] = np.where(expense == MISSING, HIGHEST, (expense << FEE_BITS) | fee)
        return weight

    def part(self, lines: Array) -> Candidates:
        """The same for `lines` alone."""
        return Candidates(self.known[lines], self.unsure[lines], self.expense[lines], self.fee[lines])


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
    groups = _by_visit(groups, batch, ~seen)
    first, torn = _first(groups, weight, lines)
    together = batch.by("patient", "date")
    open_day = together.any(~seen & (weight >= 0)).nonzero()[0]
    most, doubt = _first(together.take(open_day), weight[open_day], lines.part(open_day))
    apart = np.zeros(batch.lines, np.bool_)
    apart[open_day] = (first & ~torn)[open_day] & ~(most & ~doubt)
    return Ranking(groups, first & ~torn & ~apart, torn, apart)


def _by_visit(groups: Groups, batch: Batch, unseen: Array) -> Groups:
    """The groups, with each visit of `unseen` lines in one of its own."""
    lines = unseen.nonzero()[0]
    visits = batch.encounter[lines]
    if (groups.take(lines).first(visits) == visits).all():
        return groups
    return groups.split(np.where(unseen, batch.encounter, -1))


def _first(groups: Groups, weight: Array, lines: Candidates) -> tuple[Array, Array]:
    """The first known line of each group, and which of those an unsure line may precede."""
    leads = groups.leads(weight)
    first, doubtful = lines.known & leads, lines.unsure & leads
    if not doubtful.any():
        return first, doubtful
    here = groups.any(doubtful).nonzero()[0]
    known = lines.known[here]
    torn = np.zeros(groups.lines, np.bool_)
    torn[here] = known & groups.take(here).leads(np.where(known, weight[here], -1))
    return first | torn, torn
