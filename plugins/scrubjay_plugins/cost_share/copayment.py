"""Copayment: a fixed amount that the patient pays for a visit or a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import AdjustmentColumn, Answers, Ruling, no_data, not_applicable, passes
from scrubjay.values import GroupCode, Money, ReasonCode
from scrubjay_plugins.cost_share.shares import after_patient

SAYS: Final = Answers(
    owed=passes("the patient owes {copayment} of the copayment of {amount} for the {per} on this line"),
    paid=passes("the copayment of {amount} for the {per} stands on earlier lines"),
    none=passes("there is no copayment"),
    nothing=passes("nothing is left that the patient could owe a copayment of"),
    unshared=not_applicable("the line is not priced, or nothing of it is paid"),
    hidden=no_data(
        "an earlier line of the {per} is not priced, and may carry the copayment",
        missing="price of an earlier line",
        remedy="mend the earlier line that could not be priced",
    ),
)

FACTS: Final = {
    "amount": Fact("The copayment.", "USD"),
    "per": Fact("What it is for."),
    "before": Fact("What of it stands on earlier lines.", "USD"),
    "base": Fact("What is allowed for the line, less what the patient owes already.", "USD"),
    "copayment": Fact("What of it the patient owes on this line.", "USD"),
}


@kind(
    "cost-share.copayment",
    stage="cost-share",
    answers=SAYS,
    facts=FACTS,
    after=("cost-share.deductible",),
)
@frozen
class Copayment:
    """The patient owes one amount for an encounter, or for a day at one billing provider.

    The lines carry it in their order, each at most what is allowed for it less what the patient owes on it
    already; so it is never more than what is allowed for all of them. Nothing is rounded: it is whole cents.

    Source: the patient's plan, which whoever uses the pack supplies.
    """

    amount: Money = param("The copayment.", unit="USD")
    per: Literal["visit", "day"] = param("Whether it is for an encounter or a day.", default="visit")
    group: GroupCode = param("Group code of the copayment.", default="PR")
    carc: ReasonCode = param("Reason code of the copayment.", default="3")

    def rule(self, batch: Batch) -> Ruling:
        """Put the copayment on the lines of every visit."""
        settled = batch.settled
        lines = settled.shared
        groups = batch.visit if self.per == "visit" else batch.day
        base = after_patient(settled, lines)
        before = np.minimum(groups.running_total(base), self.amount)
        copayment = np.minimum(self.amount - before, base)
        answer = SAYS.choose(
            batch.lines,
            SAYS.owed,
            (~lines, SAYS.unshared),
            (np.full(batch.lines, self.amount == 0), SAYS.none),
            (base == 0, SAYS.nothing),
            (before == self.amount, SAYS.paid),
        )
        gaps = ~lines & ~settled.closed
        if gaps.any():
            answer[(answer == SAYS.owed) & (groups.running_total(gaps) > 0)] = SAYS.hidden
        return Ruling(
            answer,
            facts={
                "amount": int(self.amount),
                "per": self.per,
                "before": before,
                "base": base,
                "copayment": copayment,
            },
            adjustments=(AdjustmentColumn(self.group, self.carc, copayment),),
        )

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """The amount."""
        yield CardEntry("cost share", "copayment", int(self.amount), unit="USD", note=f"one a {self.per}")
