"""Series of two codes: one for a first span of time, another for each further block."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Ruling
from scrubjay.values import Code
from scrubjay_plugins.units.answers import FACTS, answers, compare
from scrubjay_plugins.units.pools import pools, share_out

SAYS: Final = answers("the {counted_minutes} of both codes support {units} here")
_FACTS: Final = FACTS | {
    "first_units": Fact("Units of the first code that the minutes support.", "units"),
    "further_units": Fact("Units of the further code that the minutes support.", "units"),
}


@kind("units.series", stage="units", answers=SAYS, facts=_FACTS)
@frozen
class Series:
    """Units of a first code and of the add-on code that continues it, such as 97129 and 97130.

    The minutes on the lines of both codes, of one patient, date of service, billing provider and plan of
    care, are one stretch of time: the first code counts once when more than half of its span is reached;
    what lies beyond the whole span counts in blocks of the further code, a last one from its minimum on.
    These minutes enter no other pool.

    Source: CPT, "Time" in the introduction (a unit is attained when its midpoint is passed).
    """

    first: Code = param("The code of the first span; it counts at most once a day.")
    further: Code = param("The add-on code of each further block.")
    first_minutes: int = param("Length of the first span.", unit="min", least=1)
    further_minutes: int = param("Length of each further block.", unit="min", least=1)

    def rule(self, batch: Batch) -> Ruling:
        """Count the units of both codes."""
        if not batch.mentions(frozenset((self.first, self.further))):
            return Ruling.nothing(batch.lines, SAYS.other_code)
        first, further = batch.code.among((self.first,)), batch.code.among((self.further,))
        mine = first | further
        group = pools(batch, mine)
        stretch = group.pool.split(mine)
        known = batch.minutes >= 0
        minutes = stretch.total(np.where(mine & known, batch.minutes, 0))
        first_units = (minutes >= self.first_minutes // 2 + 1).astype(np.int64)
        beyond = np.maximum(minutes - self.first_minutes, 0)
        minimum = self.further_minutes // 2 + 1
        further_units = (beyond + self.further_minutes - minimum) // self.further_minutes
        claimed = np.where(mine & (batch.units >= 0), batch.units, 0)
        code_units = np.where(first, first_units, np.where(further, further_units, 0))
        units = share_out(group.code, code_units, claimed)

        missing = mine & ~known
        incomplete = stretch.any(missing) & mine
        unclear = group.unclear & mine
        unsettled = ~mine | incomplete | unclear
        return Ruling(
            compare(SAYS, mine, batch.units, units, missing, unclear, incomplete),
            facts={
                "minutes": batch.minutes,
                "billed": batch.units,
                "counted_minutes": minutes,
                "units": units,
                "left": units - batch.units,
                "first_units": first_units,
                "further_units": further_units,
            },
            units=np.where(unsettled, -1, units).astype(np.int32),
        )
