"""Coinsurance: the patient's share of what is allowed beyond the deductible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import AdjustmentColumn, Answers, Ruling, not_applicable, passes
from scrubjay.values import GroupCode, ReasonCode, Share
from scrubjay_plugins.cost_share.shares import after_patient
from scrubjay_plugins.pricing.portion import percent, portion

Array = NDArray[Any]

SAYS: Final = Answers(
    owed=passes("the patient owes {coinsurance}, {share} of {base}"),
    nothing=passes("nothing is left that the patient could share"),
    unshared=not_applicable("the line is not priced, or nothing of it is paid"),
)

FACTS: Final = {
    "share": Fact("The patient's share."),
    "base": Fact("What is allowed, less what the patient owes already.", "USD"),
    "coinsurance": Fact("What the patient owes of it.", "USD"),
}


@kind(
    "cost-share.coinsurance",
    stage="cost-share",
    answers=SAYS,
    facts=FACTS,
    after=("cost-share.deductible", "cost-share.copayment"),
)
@frozen
class Coinsurance:
    """The patient owes a share of each line's allowed amount, less the deductible and any copayment.

    It is rounded to the cent on each line, half-up.

    Source: 42 USC 1395l(a)(1); 42 CFR 410.152.
    """

    share: Share = param("The patient's share of what is left after the deductible and any copayment.")
    group: GroupCode = param("Group code of the coinsurance.", default="PR")
    carc: ReasonCode = param("Reason code of the coinsurance.", default="2")

    def rule(self, batch: Batch) -> Ruling:
        """Take the patient's share of every line."""
        settled = batch.settled
        lines = settled.shared
        base = after_patient(settled, lines)
        coinsurance = portion(base, self.share)
        return Ruling(
            SAYS.choose(batch.lines, SAYS.owed, (~lines, SAYS.unshared), (base == 0, SAYS.nothing)),
            facts={"share": percent(self.share), "base": base, "coinsurance": coinsurance},
            adjustments=(AdjustmentColumn(self.group, self.carc, coinsurance),),
        )

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """The patient's share."""
        share = f"{percent(self.share)} of what is allowed"
        yield CardEntry("cost share", "coinsurance", share, note="after the deductible and any copayment")
