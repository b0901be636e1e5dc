"""What others report that a payer pays: information, and never a price."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.kinds import Fact, kind, param
from scrubjay.money import MISSING, dollars
from scrubjay.rulings import Answers, Facts, Ruling, not_applicable
from scrubjay.tables import Table
from scrubjay.values import CodeSet

Array = NDArray[Any]

SAYS: Final = Answers(
    reported=not_applicable(
        "{source} reports ${average} for {code} on average from {name}; it prices nothing"
    ),
    unreported=not_applicable("{source} reports no average for this payer"),
)

FACTS: Final = {
    "name": Fact("The payer's name as it is printed.", origin="table"),
    "average": Fact("The average that is reported, in dollars.", origin="table"),
    "source": Fact("Who reports it, in a few words."),
}


@frozen
class PrintedName:
    """An encounter's payer, and the name under which the table prints it."""

    payer: str = param("The payer id that encounters use.")
    name: str = param("The name as it is printed.")


@kind("advice.benchmark", stage="advice", answers=SAYS, facts=FACTS)
@frozen(slots=False)
class Benchmark:
    """Average reimbursements by payer that others report, shown beside a line and used for nothing.

    The payer of the encounter is looked up by the printed name that is declared for it, or by its own
    name, whatever the case. Whoever reports an average seldom says of what year, state, contract, modifiers
    or units: it neither prices a line nor speaks for or against it. So a line that is spoken of here alone
    is as unjudged as before, and the answers are `not_applicable`: explanations show them.

    Source: whoever reports the averages; the pack cites it.
    """

    codes: CodeSet = param("The codes of which averages are reported.")
    table: Table = param("The table: its key is the printed name of the payer; `average` is in cents.")
    source: str = param("Who reports the averages, in a few words.")
    names: tuple[PrintedName, ...] = param(
        "Printed names of payers that encounters name otherwise.", default=()
    )

    @property
    def about(self) -> CodeSet:
        """The codes."""
        return self.codes

    @cached_property
    def _printed(self) -> dict[str, str]:
        """By what encounters may call a payer, in lower case: its printed name."""
        keys = cast("Coded", self.table.rows.columns[self.table.key[0]])
        found = {name.casefold(): name for name in keys.names if name}
        return found | {each.payer.casefold(): each.name for each in self.names}

    def rule(self, batch: Batch) -> Ruling:
        """Look up the payer."""
        payers = cast("Coded", batch.encounter_column("payer"))
        names = tuple(self._printed.get(name.casefold(), "") for name in payers.names)
        row = self.table.find(Coded(np.arange(len(names)), names))
        average = self.table.numbers("average", row, MISSING)
        place = payers.ids[batch.encounter]

        def facts() -> Facts:
            shown = tuple("" if each == MISSING else dollars(each) for each in average.tolist())
            return {"name": Coded(place, names), "average": Coded(place, shown), "source": self.source}

        answer = np.where(row < 0, SAYS.unreported, SAYS.reported).astype(np.int8)
        return Ruling(answer[place], facts)
