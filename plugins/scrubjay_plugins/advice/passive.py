"""Days on which nothing but passive modalities was furnished."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.kinds import kind, param
from scrubjay.rulings import Action, Answers, Ruling, fails, not_applicable, passes
from scrubjay.values import CodeSet
from scrubjay_plugins.advice.encounters import having

SAYS: Final = Answers(
    accompanied=passes("passive modalities stand beside other services of the day"),
    alone=fails(
        "nothing but passive modalities was furnished to the patient on this day",
        action=Action.INFORM,
        remedy="have the record show why active treatment was not furnished",
    ),
    other_service=not_applicable("no passive modality was furnished"),
)


@kind("advice.passive-modalities", stage="advice", speaks="encounter", answers=SAYS)
@frozen
class PassiveModalities:
    """A day of passive modalities alone.

    Passive modalities prepare for active treatment and are adjuncts to it. A patient's day on which nothing
    else was furnished, by whomever it was billed in this call, is pointed out; it is no fault by itself,
    and how much of a whole course of treatment is passive a day cannot show.

    Source: Medicare Benefit Policy Manual, Pub. 100-02, chapter 15, §220.2 and §230, as explained elsewhere.
    """

    codes: CodeSet = param("The passive modalities.")

    def rule(self, batch: Batch) -> Ruling:
        """Look for other services on the days with a passive modality."""
        if self.codes.isdisjoint(batch.code.names):
            return Ruling(SAYS.choose(batch.encounters, SAYS.other_service))
        passive = batch.codes_in(self.codes)
        active = batch.by("patient", "date").any(~passive)
        return Ruling(
            SAYS.choose(
                batch.encounters,
                SAYS.other_service,
                (having(batch, passive & active), SAYS.accompanied),
                (having(batch, passive), SAYS.alone),
            )
        )
