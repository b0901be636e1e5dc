"""Several procedures of one day: one unit is paid in full, all others with a part of the practice expense."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.money import MISSING
from scrubjay.rulings import AdjustmentColumn, Answers, Ruling, no_data, not_applicable, passes
from scrubjay.values import GroupCode, ReasonCode, RemarkCode
from scrubjay_plugins.pricing.ranking import Candidates, rank

Array = NDArray[Any]

SAYS: Final = Answers(
    other=not_applicable("{code} is not reduced when there are several procedures"),
    unpriced=not_applicable("the line has no fee, or no payable unit"),
    alone=passes("the only unit of the day that could be reduced: the full fee of {unit_fee}"),
    primary=passes(
        "first of {day_units} of the day: one unit at {unit_fee}, others at {reduced_fee}; {reduction} off"
    ),
    reduced=passes("not first of {day_units} of the day: {reduced_fee} a unit; {reduction} off"),
    torn=no_data(
        "another line of the day may be paid in full before this one; its units or its fee are not known",
        missing="units or fee of another line",
        remedy="mend the line of the day that could not be priced",
    ),
    apart=no_data(
        "the patient has other visits on this day, and whether they are the same provider's is not known",
        missing="billing_provider",
        remedy="give the billing provider of every visit",
    ),
)

FACTS: Final = {
    "units": Fact("Payable units of the line.", "units", "encounter"),
    "day_units": Fact("Payable units of the day, of all lines that are reduced together.", "units"),
    "primary": Fact("Is one unit of this line paid in full?"),
    "unit_fee": Fact("Fee of one unit.", "USD"),
    "reduced_fee": Fact("Fee of one unit with the reduced practice expense.", "USD"),
    "reduction": Fact("What the line is reduced by.", "USD"),
    "allowed": Fact("What is allowed after the reduction.", "USD"),
}


@kind(
    "pricing.multiple-procedure",
    stage="pricing",
    answers=SAYS,
    facts=FACTS,
    after=("pricing.resource-based", "pricing.participation", "pricing.assistant-rate"),
)
@frozen
class MultipleProcedure:
    """One unit a day with its full practice expense, every other unit with a part of it.

    The payable units of all procedures that the fee schedule marks, of one patient, date of service and
    billing provider, are ranked together, whatever their plans of care, visits and lines. The unit with the
    highest relative value of practice expense is paid in full; among equals that with the highest fee, then
    that of the first line. Every other unit, further units of the same code too, gets the reduced fee. A
    charge that is lower than the sum is allowed as it is.

    Source: Medicare Claims Processing Manual, Pub. 100-04, chapter 5, §10.7.
    """

    group: GroupCode = param("Group code of the reduction.")
    carc: ReasonCode = param("Reason code of the reduction.")
    remark: RemarkCode | None = param(
        "Remark code of the line with the unit that is paid in full.", default=None
    )

    def rule(self, batch: Batch) -> Ruling:
        """Reduce all units of each day but one."""
        settled = batch.settled
        marked = batch.published("multiple") == 1
        candidates = marked & (settled.payable != 0)
        if not candidates.any():
            return Ruling(SAYS.choose(batch.lines, SAYS.other, (marked, SAYS.unpriced)))
        before = settled.allowed
        fee, reduced = batch.published("unit_fee"), batch.published("reduced_fee")
        told = (before != MISSING) & (fee != MISSING) & (reduced != MISSING)
        known = candidates & (settled.payable > 0) & told
        unsure = candidates & ~known
        ranking = rank(batch, Candidates(known, unsure, batch.published("practice_expense"), fee))

        units = np.multiply(settled.payable, known, dtype=np.int64)
        day_units = ranking.groups.total(units)
        total = reduced * units + (fee - reduced) * ranking.primary
        allowed = np.minimum(before, total)
        reduction = (before - allowed) * known
        taken = reduction * (batch.charge != MISSING)
        asked = allowed.copy()
        asked[(~known).nonzero()[0]] = MISSING
        several = day_units > 1
        answer = SAYS.choose(
            batch.lines,
            SAYS.reduced,
            (ranking.torn, SAYS.torn),
            (ranking.apart, SAYS.apart),
            (ranking.primary & (several | ranking.groups.any(unsure)), SAYS.primary),
            (ranking.primary, SAYS.alone),
            (~marked, SAYS.other),
            (~known, SAYS.unpriced),
        )
        return Ruling(
            answer,
            facts={
                "units": settled.payable,
                "day_units": day_units,
                "primary": ranking.primary,
                "unit_fee": fee,
                "reduced_fee": reduced,
                "reduction": reduction,
                "allowed": allowed,
            },
            allowed=asked,
            adjustments=(AdjustmentColumn(self.group, self.carc, taken),),
            remarks={self.remark: ranking.primary & several} if self.remark else {},
        )

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """The rule; which codes it is about, and the reduced fee, is for the fee schedule to say."""
        told = "one unit a day in full, all others at the reduced fee"
        note = f"of all codes that the schedule reduces together; {self.group}-{self.carc}"
        yield CardEntry("fee", "several units", told, note=note)
