"""Series of two codes: one for a first span of time, another for each further block."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import evolve, frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Ruling
from scrubjay.values import Code
from scrubjay_plugins.units.answers import FACTS, answers, compare
from scrubjay_plugins.units.cards import ladder
from scrubjay_plugins.units.pools import pools

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
    what lies beyond the whole span counts in blocks of the further code, a last one from its minimum on,
    which is more than half of it. Codes that take their whole time say so. These minutes enter no other pool.

    Source: CPT, "Time" in the introduction (a unit is attained when its midpoint is passed, unless the code
    says otherwise).
    """

    first: Code = param("The code of the first span; it counts at most once a day.")
    further: Code = param("The add-on code of each further block.")
    first_minutes: int = param("Length of the first span.", unit="min", least=1)
    further_minutes: int = param("Length of each further block.", unit="min", least=1)
    whole: bool = param("Does a unit take its whole time, rather than more than half of it?", default=False)

    @property
    def about(self) -> frozenset[str]:
        """Both codes."""
        return frozenset((self.first, self.further))

    def _least(self, span: int) -> int:
        """The minutes from which a span counts."""
        return span if self.whole else span // 2 + 1

    def rule(self, batch: Batch) -> Ruling:
        """Count the units of both codes."""
        group = pools(batch)
        missing = batch.minutes < 0
        minutes = group.pool.total(np.maximum(batch.minutes, 0))
        first_units = (minutes >= self._least(self.first_minutes)).astype(np.int64)
        beyond = np.maximum(minutes - self.first_minutes, 0)
        minimum = self._least(self.further_minutes)
        further_units = (beyond + self.further_minutes - minimum) // self.further_minutes
        code_units = np.where(batch.code.among((self.first,)), first_units, further_units)
        units = group.code.allotted(code_units, np.maximum(batch.units, 0))

        incomplete = group.pool.any(missing)
        unclear = group.unclear()
        return Ruling(
            compare(SAYS, batch.units, units, missing, unclear, incomplete),
            facts=lambda: {
                "minutes": batch.minutes,
                "billed": batch.units,
                "counted_minutes": minutes,
                "units": units,
                "left": np.maximum(units - np.maximum(batch.units, 0), 0),
                "first_units": first_units,
                "further_units": further_units,
            },
            units=np.where(incomplete | unclear, -1, units),
        )

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """The place of the code in its series, and the minutes that make its units."""
        if code == self.first:
            span = f"timed: the first {self.first_minutes} min, once a day; {self.further} continues it"
            minimum = self._least(self.first_minutes)
            return [
                CardEntry("class", "time", span),
                CardEntry("units", "minutes for the unit", minimum, "min", note="at least, of both codes"),
            ]
        note = f"of both codes, beyond the first {self.first_minutes} min"
        return [
            CardEntry("class", "time", f"timed: a unit for each further {self.further_minutes} min"),
            CardEntry("class", "add-on", f"only with {self.first}"),
            evolve(ladder(self.further_minutes, self._least(self.further_minutes)), note=note),
        ]
