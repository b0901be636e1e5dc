"""The annual deductible: what the patient pays alone before the payer pays anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.masks import none_where, put
from scrubjay.money import MISSING
from scrubjay.rulings import AdjustmentColumn, Answers, Ruling, no_data, not_applicable, passes
from scrubjay.values import GroupCode, Money, ReasonCode

Array = NDArray[Any]

SAYS: Final = Answers(
    met=passes("the deductible of {amount} is met"),
    applies=passes("{deductible} goes to the deductible of {amount}, of which {left} was left"),
    nothing=passes("nothing is allowed, so nothing goes to the deductible"),
    unshared=not_applicable("the line is not priced, or nothing of it is paid"),
    unknown=no_data(
        "what the patient has paid of the year's deductible of {amount} is not known",
        missing="deductible_met",
        remedy="give history.deductible_met",
    ),
    hidden=no_data(
        "an earlier line of the patient's year is not priced, and may have used the deductible up",
        missing="price of an earlier line",
        remedy="mend the earlier line that could not be priced",
    ),
)

FACTS: Final = {
    "amount": Fact("The year's deductible.", "USD"),
    "met": Fact("What the patient had paid of it before this call.", "USD", "history"),
    "before": Fact("What is allowed for earlier lines of the year in this call.", "USD"),
    "left": Fact("What was left of it before this line.", "USD"),
    "allowed": Fact("What is allowed for the line.", "USD"),
    "deductible": Fact("What of the line goes to the deductible.", "USD"),
}


@kind("cost-share.deductible", stage="cost-share", answers=SAYS, facts=FACTS, reach="year")
@frozen
class Deductible:
    """What is left of a patient's annual deductible is taken from the allowed amounts, line by line.

    Lines count in order of their date of service, then as they came, whoever the provider is. What was met
    before is the accumulator `deductible_met` of the patient's first encounters of the calendar year, the
    highest where those of the first day differ. Once the deductible is certainly met, nothing more needs to
    be known. Nothing is rounded here: a deductible is taken in whole cents.

    Source: 42 USC 1395l(b); 42 CFR 410.160.
    """

    amount: Money = param("The deductible of a calendar year.", unit="USD")
    group: GroupCode = param("Group code of the deductible.", default="PR")
    carc: ReasonCode = param("Reason code of the deductible.", default="1")

    def rule(self, batch: Batch) -> Ruling:
        """Take what is left of the deductible from every line in turn."""
        settled = batch.settled
        lines = settled.shared
        allowed = none_where(settled.allowed, ~lines)
        year = batch.by("patient", "year")
        days, history = batch.date, batch.history("deductible_met")
        met = year.maximum(np.where(days == year.first(days), history, MISSING))
        unknown = met == MISSING
        before = year.running_total(allowed)
        left = np.maximum(self.amount - np.maximum(met, 0) - before, 0)
        deductible = np.minimum(left, allowed)
        answer = SAYS.choose(
            batch.lines,
            SAYS.applies,
            (~lines, SAYS.unshared),
            (allowed == 0, SAYS.nothing),
            (unknown & (left > 0), SAYS.unknown),
            (left == 0, SAYS.met),
        )
        gaps = ~lines & ~settled.closed
        if gaps.any():
            put(answer, (answer == SAYS.applies) & (year.running_total(gaps) > 0), SAYS.hidden)
        return Ruling(
            answer,
            facts=lambda: {
                "amount": int(self.amount),
                "met": met,
                "before": before,
                "left": np.where(unknown, MISSING, left),
                "allowed": settled.allowed,
                "deductible": deductible,
            },
            adjustments=(AdjustmentColumn(self.group, self.carc, deductible),),
        )

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """The year's amount."""
        note = "of a calendar year, before anything is paid"
        yield CardEntry("cost share", "deductible", int(self.amount), unit="USD", note=note)
