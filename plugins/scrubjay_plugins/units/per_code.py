"""Rules that count each code by its own minutes: midpoint, whole blocks, nearest quarter hour."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import kind, param
from scrubjay.rulings import Ruling
from scrubjay.values import CodeSet
from scrubjay_plugins.units.answers import FACTS, answers, compare
from scrubjay_plugins.units.cards import ladder, timed
from scrubjay_plugins.units.pools import pools

SAYS: Final = answers("the {counted_minutes} of the code support {units} here")


@kind("units.per-code", stage="units", answers=SAYS, facts=FACTS)
@frozen
class PerCode:
    """Units of each timed code from its own minutes, without pooling.

    The minutes of a code on all its lines of one patient, date of service, billing provider and plan of
    care are added up; every block is a unit, and a last, partial block is one more once it reaches the
    minimum. The minimum makes the rule:

    - 8 of 15: the midpoint rule of CPT (a unit is attained when its midpoint is passed), and, as minutes
      are whole, the nearest quarter hour too;
    - 15 of 15: whole blocks only, nothing is rounded up;
    - 31 of 60: an hour by its midpoint.

    Source: CPT, "Time" in the introduction, for the midpoint; a payer's manual for any other minimum.
    """

    codes: CodeSet = param("The timed codes that are counted.")
    unit_minutes: int = param(
        "Length of the block that one unit stands for.", default=15, unit="min", least=1
    )
    minimum_minutes: int = param(
        "Minutes of a last, partial block that make it a unit.", default=8, unit="min", least=1
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
        code_units = (code_minutes + self.unit_minutes - self.minimum_minutes) // self.unit_minutes
        units = group.code.allotted(code_units, claimed)

        incomplete = group.code.any(missing)
        unclear = group.unclear(batch.code.ids)
        return Ruling(
            compare(SAYS, batch.units, units, missing, unclear, incomplete),
            facts=lambda: {
                "minutes": batch.minutes,
                "billed": batch.units,
                "counted_minutes": code_minutes,
                "units": units,
                "left": np.maximum(units - np.maximum(batch.units, 0), 0),
            },
            units=np.where(incomplete | unclear, -1, units),
        )

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """That the code is timed, and the ladder of minutes."""
        return [
            timed(self.unit_minutes, "the code's own minutes of the day"),
            ladder(self.unit_minutes, self.minimum_minutes),
        ]
