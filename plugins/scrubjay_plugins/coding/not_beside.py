"""Services that are not paid beside certain others of the same day."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.model import DISCIPLINES
from scrubjay.rulings import Answers, Ruling, fails, no_data, not_applicable, passes
from scrubjay.values import CodeSet
from scrubjay_plugins.limits.measures import payable

Array = NDArray[Any]

SAYS: Final = Answers(
    apart=passes("none of the services beside which {code} is not paid is on the day"),
    beside=fails(
        "{code} stands beside a service of the same day with which it is not paid",
        remedy="do not expect payment of {code} on this day",
    ),
    unclear=no_data(
        "a service beside {code} does not say under which plan of care it was furnished",
        missing="discipline",
        remedy="put GP, GO or GN on every line of the day",
    ),
    other=not_applicable("{code} is one of the services beside which others are not paid"),
    closed=not_applicable("nothing of {code} is payable"),
)

FACTS: Final = {"others": Fact("The services beside which it is not paid.")}


@kind("coding.not-beside", stage="coding", answers=SAYS, facts=FACTS, after=("coding.status-codes",))
@frozen(slots=False)
class NotBeside:
    """Services that are not paid on a day of the patient with certain others, whoever bills them.

    A payer may deny an evaluation on the day of treatment of the same therapy type: then the others are the
    treatment codes, under that discipline's plan of care. Lines that nothing is payable of do not count.

    Source: the payer's own manual; the pack cites it.
    """

    codes: CodeSet = param("Codes that are not paid.")
    others: CodeSet = param("Codes beside which they are not paid.")
    disciplines: tuple[Literal["PT", "OT", "SLP"], ...] = param(
        "Only beside others under these plans of care.", default=()
    )

    @cached_property
    def about(self) -> CodeSet:
        """All codes of both sets."""
        return CodeSet(self.codes | self.others)

    def rule(self, batch: Batch) -> Ruling:
        """Look for the others on the day."""
        day = batch.by("patient", "date")
        here, mine = payable(batch), batch.codes_in(self.codes)
        others = here & ~mine & batch.codes_in(self.others)
        unsure = np.zeros(batch.lines, np.bool_)
        if self.disciplines:
            numbers = [
                number for number, name in enumerate(DISCIPLINES.values(), 1) if name in self.disciplines
            ]
            unsure = others & (batch.discipline == 0)
            others &= np.isin(batch.discipline, numbers)
        return Ruling(
            SAYS.choose(
                batch.lines,
                SAYS.apart,
                (~mine, SAYS.other),
                (~here, SAYS.closed),
                (day.any(others), SAYS.beside),
                (day.any(unsure), SAYS.unclear),
            ),
            {"others": str(self.others)},
        )

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """Beside what it is not paid."""
        if code not in self.codes:
            return []
        return [CardEntry("edits", "not paid on a day with", str(self.others))]
