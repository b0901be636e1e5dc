"""The progress report: one at least every so many treatment days."""

from __future__ import annotations

from typing import Final, cast

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Action, Answers, FactValue, Ruling, fails, no_data, not_applicable, passes
from scrubjay.values import CodeSet
from scrubjay_plugins.advice.encounters import Array, having, or_none

SAYS: Final = Answers(
    reported=passes("treatment day {treatment_days} since the last progress report, of {most} at most"),
    recent=passes("the last progress report is {age} calendar days old, so that day {most} is not passed"),
    due=fails(
        "treatment day {treatment_days} since the last progress report: the next one is due by this day",
        action=Action.INFORM,
        remedy="see that the therapist writes the progress report by this day",
    ),
    overdue=fails(
        "treatment day {treatment_days} since the last progress report; one is due by day {most}",
        remedy="hold the claim until the therapist has written the progress report",
    ),
    no_count=no_data(
        "the treatment days since the last progress report are missing",
        missing="plan_of_care.treatment_days_since_report",
        remedy="give the number of treatment days since the last progress report, this one included",
    ),
    other_service=not_applicable("none of its services calls for progress reports"),
)

FACTS: Final = {
    "treatment_days": Fact("Treatment days since the last report, this one included.", origin="encounter"),
    "most": Fact("The treatment day by which a report is due."),
    "age": Fact("Calendar days from the last report to the date of service."),
}


@kind("advice.progress-report", stage="advice", speaks="encounter", answers=SAYS, facts=FACTS)
@frozen
class ProgressReport:
    """A progress report at least every so many treatment days.

    On the last of those days the report is due: the encounter is told so, and stays clean. From the next on
    it is overdue. Where the treatment days are missing but the last report is no more calendar days ago,
    it cannot be overdue either.

    Encounters without one of the codes are left alone.

    Source: Medicare Benefit Policy Manual, Pub. 100-02, chapter 15, §220.3.
    """

    codes: CodeSet = param("Codes of services whose days count as treatment days.")
    most: int = param("The treatment day by which a report is due.", default=10, least=1)

    def rule(self, batch: Batch) -> Ruling:
        """Compare each encounter's count of treatment days."""
        spoken = having(batch, batch.codes_in(self.codes))
        days = cast("Array", batch.encounter_column("treatment_days_since_report"))
        uncounted = days < 0
        cases: list[tuple[Array, int]] = [(~spoken, SAYS.other_service)]
        if uncounted.any():
            age, known = self._age(batch)
            cases += [
                (uncounted & known & (age >= 0) & (age <= self.most), SAYS.recent),
                (uncounted, SAYS.no_count),
            ]
        cases += [(days < self.most, SAYS.reported), (days == self.most, SAYS.due)]

        def facts() -> dict[str, FactValue]:
            return {
                "treatment_days": or_none(days, ~uncounted),
                "most": self.most,
                "age": or_none(*self._age(batch)),
            }

        return Ruling(SAYS.choose(batch.encounters, SAYS.overdue, *cases), facts)

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """How often a report is due."""
        if code not in self.codes:
            return []
        return [CardEntry("documentation", "progress report", f"by every treatment day {self.most}")]

    def _age(self, batch: Batch) -> tuple[Array, Array]:
        """Calendar days from the last report to the date of service, and where they are known."""
        report = cast("Array", batch.encounter_column("last_progress_report"))
        known = ~np.isnat(report)
        date = cast("Array", batch.encounter_column("date"))
        return np.where(known, (date - report).astype(np.int64), 0), known
