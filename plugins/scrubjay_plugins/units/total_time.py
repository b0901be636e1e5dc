"""The total-time rule: minutes of all timed codes are pooled before units are counted."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Ruling
from scrubjay.values import CodeSet
from scrubjay_plugins.units.answers import FACTS, answers, compare
from scrubjay_plugins.units.cards import ladder, timed
from scrubjay_plugins.units.pools import pools

SAYS: Final = answers("the {counted_minutes} of the day support {pool_units}, {units} of them here")
_FACTS: Final = FACTS | {
    "code_minutes": Fact("Minutes of all lines of the code.", "min"),
    "whole": Fact("Units of the code by its full blocks of minutes.", "units"),
    "rest": Fact("Minutes of the code beyond its full blocks.", "min"),
    "pool_units": Fact("Units that the pooled minutes support.", "units"),
    "spare": Fact("Units of the pool beyond the full blocks of its codes.", "units"),
    "place": Fact("Place of the code's rest among those of the pool, from 0; the first `spare` win a unit."),
}


@kind("units.total-time", stage="units", answers=SAYS, facts=_FACTS)
@frozen
class TotalTime:
    """Units from pooled minutes: the "8-minute rule" of Medicare.

    The minutes of all timed codes of one patient, date of service, billing provider and plan of care are
    added up, those of codes with less than the minimum too. Their sum supports one unit for every block, and
    one more once what is left reaches the minimum. Each code first gets its own full blocks; the units that
    remain go to the codes with the most minutes left over. Among equal remainders the biller may choose:
    whichever of them was billed is accepted, and without a choice the first line is proposed.

    Source: Medicare Claims Processing Manual, Pub. 100-04, chapter 5, §20.2.
    """

    codes: CodeSet = param("The timed codes whose minutes are pooled.")
    unit_minutes: int = param(
        "Length of the block that one unit stands for.", default=15, unit="min", least=1
    )
    minimum_minutes: int = param(
        "Minutes that support the first unit, and that must be left over for one more.",
        default=8,
        unit="min",
        least=1,
    )

    @minimum_minutes.validator
    def _fits_the_block(self, _: object, value: int) -> None:
        if value > self.unit_minutes:
            raise ValueError(f"minimum_minutes {value} is more than unit_minutes {self.unit_minutes}")

    @property
    def about(self) -> CodeSet:
        """The timed codes."""
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        """Count the units of every timed line."""
        group = pools(batch)
        missing = batch.minutes < 0
        minutes = np.maximum(batch.minutes, 0)
        claimed = np.where(batch.units < 0, minutes // self.unit_minutes, batch.units)

        code_minutes = group.code.total(minutes)
        whole = code_minutes // self.unit_minutes
        rest = code_minutes - whole * self.unit_minutes
        heads = group.code.heads()
        pool_minutes = group.pool.total(minutes)
        pool_units = (pool_minutes + self.unit_minutes - self.minimum_minutes) // self.unit_minutes
        spare = pool_units - group.pool.total(whole * heads)

        # The greatest rest wins; among equals, a code that claims the unit comes before one that does not.
        weight = 2 * rest + (group.code.total(claimed) > whole)
        place = group.code.first(group.pool.rank(np.where(heads, weight, -1)))
        units = group.code.allotted(whole + (place < spare), claimed)

        incomplete = group.pool.any(missing)
        unclear = group.unclear()
        unsettled = incomplete | unclear
        return Ruling(
            compare(SAYS, batch.units, units, missing, unclear, incomplete),
            facts=lambda: {
                "minutes": batch.minutes,
                "billed": batch.units,
                "counted_minutes": pool_minutes,
                "units": units,
                "left": np.maximum(units - np.maximum(batch.units, 0), 0),
                "code_minutes": code_minutes,
                "whole": whole,
                "rest": rest,
                "pool_units": pool_units,
                "spare": spare,
                "place": place,
            },
            units=np.where(unsettled, -1, units),
        )

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """That the code is timed, and the ladder of minutes."""
        return [
            timed(self.unit_minutes, "the minutes of all timed codes of the day"),
            ladder(self.unit_minutes, self.minimum_minutes),
        ]
