"""What of a day is paid in full under a contract: one unit, or one code with all its units."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.groups import GREATEST, LEAST, Groups
from scrubjay_plugins.pricing.ranking import Candidates, rank

Array = NDArray[Any]


@frozen(eq=False)
class First:
    """Masks of lines: `primary` rank first, `several` have others to be reduced with.

    `torn` marks lines of which it cannot be told for want of another line's units or fee, `apart` those of
    which it cannot be told for want of a provider.
    """

    primary: Array
    several: Array
    torn: Array
    apart: Array


def first_unit(batch: Batch, lines: Candidates, units: Array, provider: str) -> First:
    """The line whose first unit is paid in full, of each patient, day and provider."""
    ranking = rank(batch, lines, provider)
    groups = ranking.groups
    several = (groups.total(np.where(lines.known, units, 0)) > 1) | groups.any(lines.unsure)
    return First(ranking.primary, several, ranking.torn, ranking.apart)


def first_code(
    batch: Batch, lines: Candidates, value: Array, provider: str, units: Array | None = None
) -> First:
    """The lines of the code that comes first, of each patient, day and provider; by `units`, its first line.

    `value` is what codes rank by, the same on all lines of a code in a group. Where the units or fee of some
    line are not known, or whose visits they are, any of several codes may come first; and, where one unit is
    what comes first, any of several lines.
    """
    alike, seen = batch.by("patient", "date", provider), batch.text_known(provider)
    together = batch.by("patient", "date")
    settled = seen.all() or batch.encounters == 1
    groups = alike if settled else alike.split(np.where(seen, -1, batch.encounter))
    ranked = lines.known | lines.unsure
    doubtful = groups.any(lines.unsure)
    if units is None:
        several = _several_codes(groups, batch, ranked)
        open_codes = _several_codes(together, batch, ranked)
    else:
        several = (groups.total(np.where(lines.known, units, 0)) > 1) | doubtful
        open_codes = together.total(np.where(ranked, np.maximum(units, 1), 0)) > 1
    torn = lines.known & several & doubtful
    visits = together.maximum(batch.encounter) != together.minimum(batch.encounter)
    apart = lines.known & ~torn & visits & open_codes & together.any(~seen & ranked)
    first = lines.known & (groups.rank(np.where(lines.known, value, -1)) == 0)
    primary = first if units is not None else lines.known & groups.split(batch.code.ids).any(first)
    return First(primary & ~torn & ~apart, several, torn, apart)


def _several_codes(groups: Groups, batch: Batch, lines: Array) -> Array:
    """A mask: do the `lines` of the group have more than one code?"""
    ids = batch.code.ids
    highest = groups.maximum(np.where(lines, ids, LEAST))
    lowest = groups.minimum(np.where(lines, ids, GREATEST))
    return np.asarray(highest > lowest)
