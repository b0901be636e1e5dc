"""The plan of care: certified, and in force on the date of service."""

from __future__ import annotations

from typing import Final, cast

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, Ruling, fails, no_data, not_applicable, passes
from scrubjay.values import CodeSet
from scrubjay_plugins.advice.encounters import Array, having, in_words

SAYS: Final = Answers(
    certified=passes("the plan of care is certified from {certified_from} through {ends}"),
    before=fails(
        "the plan of care is certified only from {certified_from} on",
        remedy="hold the claim until a plan of care is certified for the date of service",
    ),
    lapsed=fails(
        "the certification of the plan of care ended on {ends}",
        remedy="have the plan recertified for the date of service before the claim goes out",
    ),
    no_plan=no_data(
        "no plan of care is given",
        missing="plan_of_care",
        remedy="give the first and the last certified day of the plan of care",
    ),
    no_from=no_data(
        "the first certified day of the plan of care is missing",
        missing="plan_of_care.certified_from",
        remedy="give the first certified day",
    ),
    no_through=no_data(
        "the last certified day of the plan of care is missing",
        missing="plan_of_care.certified_through",
        remedy="give the last certified day",
    ),
    other_service=not_applicable("none of its services is furnished under a plan of care"),
)

FACTS: Final = {
    "certified_from": Fact("The first certified day.", origin="encounter"),
    "ends": Fact("The last day on which the certification holds."),
}


@kind("advice.certification", stage="advice", speaks="encounter", answers=SAYS, facts=FACTS)
@frozen
class Certification:
    """A certified plan of care in force on the date of service.

    The certification holds from its first day through the last day of the plan, but never longer than a
    number of calendar days; the first day counts as one of them. Where one of the two days is missing the
    other may still settle the matter: a date of service before the first day, or beyond the number of days
    from it, is not covered whatever the plan says.

    Encounters without one of the codes are left alone.

    Source: Medicare Benefit Policy Manual, Pub. 100-02, chapter 15, §220.1; 42 CFR 424.24.
    """

    codes: CodeSet = param("Codes of services that are furnished under a plan of care.")
    most_days: int = param(
        "Calendar days that a certification holds at most, the first included.",
        default=90,
        unit="days",
        least=1,
    )

    def rule(self, batch: Batch) -> Ruling:
        """Compare each encounter's date with its plan of care."""
        spoken = having(batch, batch.codes_in(self.codes))
        first = cast("Array", batch.encounter_column("certified_from"))
        through = cast("Array", batch.encounter_column("certified_through"))
        no_from, no_through = np.isnat(first), np.isnat(through)
        missing = no_from & no_through
        if not spoken.any():
            return Ruling(SAYS.choose(batch.encounters, SAYS.other_service))
        date = cast("Array", batch.encounter_column("date"))
        ends = np.fmin(through, first + np.timedelta64(self.most_days - 1, "D"))
        return Ruling(
            SAYS.choose(
                batch.encounters,
                SAYS.certified,
                (~spoken, SAYS.other_service),
                (missing, SAYS.no_plan),
                (date < first, SAYS.before),
                (date > ends, SAYS.lapsed),
                (no_from, SAYS.no_from),
                (no_through, SAYS.no_through),
            ),
            facts=lambda: {"certified_from": in_words(first), "ends": in_words(ends)},
        )

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """That the service needs a certified plan of care."""
        if code not in self.codes:
            return []
        return [CardEntry("documentation", "plan of care", f"certified, for {self.most_days} days at most")]
