"""A daily limit of units, written over columns: every line of every encounter at once."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from scrubjay import (
    Answers,
    Batch,
    CodeSet,
    Fact,
    Ruling,
    fails,
    kind,
    no_data,
    not_applicable,
    param,
    passes,
)

SAYS: Final = Answers(
    other_code=not_applicable("{code} does not count towards this limit"),
    within=passes("{units}, after {before} on earlier lines; {most} are paid in a day"),
    over=fails(
        "{units}, after {before} on earlier lines, but {most} are paid in a day: {paid} of this line",
        remedy="bill no more than {most} a day and discipline",
    ),
    no_units=no_data(
        "the units of {code} are not known",
        missing="units",
        remedy="give the units, or the minutes, of the line",
    ),
    incomplete=no_data(
        "the units of another line that counts towards this limit are not known",
        missing="units",
        remedy="give the units, or the minutes, of every line of the day",
    ),
    unclear=no_data(
        "a line of the day does not say under which plan of care it was furnished",
        missing="discipline",
        remedy="put GP, GO or GN on every line of the day",
    ),
)

FACTS: Final = {
    "units": Fact("Units of the line that earlier policies left payable.", "units"),
    "before": Fact("Units of the day on earlier lines that count towards the limit.", "units"),
    "most": Fact("Units that are paid in a day.", "units"),
    "paid": Fact("Units of the line that are paid.", "units"),
}


@kind("acme.daily-units", stage="limits", answers=SAYS, facts=FACTS)
@frozen
class DailyUnits:
    """At most so many units a day, over a set of codes.

    The units count for one patient, date of service, billing provider and discipline, in the order of the
    claim and as earlier policies left them payable: what was cut or denied before is not counted again. The
    line that crosses the limit keeps the units up to it.
    """

    codes: CodeSet = param("Codes whose units count towards the limit.")
    most: int = param("Units that are paid in a day.", unit="units", least=0)

    def rule(self, batch: Batch) -> Ruling:
        """Say for each line how many of its units are within the day's limit."""
        counted = batch.codes_in(self.codes)
        billed = batch.units if batch.settled is None else batch.settled.payable
        known = billed >= 0
        units = np.where(counted & known, billed, 0)

        plan = batch.by("patient", "date", "billing_provider", "discipline")
        before = plan.running_total(units)
        paid = np.minimum(units, np.maximum(self.most - before, 0))

        incomplete = plan.any(counted & ~known)
        unclear = batch.day.any(counted & (batch.discipline == 0))
        settled = counted & ~incomplete & ~unclear
        return Ruling(
            SAYS.choose(
                batch.lines,
                SAYS.within,
                (~counted, SAYS.other_code),
                (~known, SAYS.no_units),
                (unclear, SAYS.unclear),
                (incomplete, SAYS.incomplete),
                (units > paid, SAYS.over),
            ),
            facts={"units": units, "before": before, "most": self.most, "paid": paid},
            units=np.where(settled, paid, -1).astype(np.int32),
        )
