"""Untimed codes: one unit a day, whatever the minutes."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Action, Answers, Ruling, Suggestion, fails, no_data, passes
from scrubjay.values import CodeSet
from scrubjay_plugins.units.pools import pools

SAYS: Final = Answers(
    supported=passes("{billed} billed of an untimed code, and {units} supported"),
    over=fails(
        "{billed} billed of an untimed code, which counts {most} a day whatever the minutes",
        remedy="bill {units}",
        suggestion=Suggestion("bill {units}", {"set_units": "{units}"}, safe=True),
    ),
    unbilled=fails(
        "{billed} billed of an untimed code, which counts {most} a day",
        action=Action.INFORM,
        remedy="bill {units}, or leave the line out",
    ),
    no_units=no_data(
        "no units are given of an untimed code; {units} supported",
        missing="units",
        remedy="bill {units}",
        suggestion=Suggestion("bill {units}", {"set_units": "{units}"}, safe=True),
    ),
    unclear=no_data(
        "the day has several plans of care, and a line of this code does not say whose it is",
        missing="discipline",
        remedy="put GP, GO or GN on every line of the day",
    ),
)

FACTS: Final = {
    "billed": Fact("Units billed on the line.", "units", "encounter"),
    "units": Fact("Units that count on the line.", "units"),
    "most": Fact("Units that count of the code in a day.", "units"),
}


@kind("units.untimed", stage="units", answers=SAYS, facts=FACTS)
@frozen
class Untimed:
    """Units of untimed codes: a fixed number a day, whatever the minutes.

    Evaluations, supervised modalities and group therapy are billed by the service, not by time. The limit
    runs over all lines of the code for one patient, date of service, billing provider and plan of care.

    Source: Medicare Claims Processing Manual, Pub. 100-04, chapter 5, §20.2.
    """

    codes: CodeSet = param("The untimed codes.")
    units: int = param("Units that count of each code in a day.", default=1, unit="units", least=1)

    @property
    def about(self) -> CodeSet:
        """The untimed codes."""
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        """Count the units of every untimed line."""
        group = pools(batch)
        claimed = np.maximum(batch.units, 0)
        units = group.code.allotted(np.full(batch.lines, self.units), claimed)
        unclear = group.unclear(batch.code.ids)
        return Ruling(
            SAYS.choose(
                batch.lines,
                SAYS.supported,
                (unclear, SAYS.unclear),
                (batch.units < 0, SAYS.no_units),
                (batch.units > units, SAYS.over),
                ((batch.units == 0) & (units > 0), SAYS.unbilled),
            ),
            facts={"billed": batch.units, "units": units, "most": self.units},
            units=np.where(unclear, -1, units),
        )

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """That the code is untimed, and how often it counts."""
        return [
            CardEntry("class", "time", "untimed: by the service, whatever the minutes"),
            CardEntry("units", "count in a day", self.units, "units", note="at most, of one plan of care"),
        ]
