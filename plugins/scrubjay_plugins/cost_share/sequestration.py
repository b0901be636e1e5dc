"""Sequestration: a share of every payment that is withheld by law, last of all."""

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
from scrubjay_plugins.cost_share.shares import payment
from scrubjay_plugins.pricing.portion import percent, portion

Array = NDArray[Any]

SAYS: Final = Answers(
    withheld=passes("{reduction} is withheld, {share} of the payment of {base}"),
    nothing=passes("nothing is paid, so nothing is withheld"),
    unshared=not_applicable("the line is not priced, or nothing of it is paid"),
)

FACTS: Final = {
    "share": Fact("Share of the payment that is withheld."),
    "base": Fact("What would be paid otherwise.", "USD"),
    "reduction": Fact("What is withheld.", "USD"),
}


@kind(
    "cost-share.sequestration",
    stage="cost-share",
    answers=SAYS,
    facts=FACTS,
    after=("cost-share.deductible", "cost-share.coinsurance", "cost-share.assistant"),
)
@frozen
class Sequestration:
    """A share of the payment of each line is withheld, after everything else has been taken off.

    What the patient owes stays the same. It is rounded to the cent on each line, half-up.

    Source: 2 USC 901a.
    """

    share: Share = param("Share of the payment that is withheld.")
    group: GroupCode = param("Group code of what is withheld.")
    carc: ReasonCode = param("Reason code of what is withheld.")

    def rule(self, batch: Batch) -> Ruling:
        """Withhold the share of every line."""
        settled = batch.settled
        lines = settled.shared
        base = payment(settled, lines)
        reduction = portion(base, self.share)
        return Ruling(
            SAYS.choose(batch.lines, SAYS.withheld, (~lines, SAYS.unshared), (base == 0, SAYS.nothing)),
            facts={"share": percent(self.share), "base": base, "reduction": reduction},
            adjustments=(AdjustmentColumn(self.group, self.carc, reduction),),
        )

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """What is withheld, if anything is on the date."""
        share = f"{percent(self.share)} of the payment is withheld" if self.share else "nothing is withheld"
        yield CardEntry("cost share", "sequestration", share, note="last of all")
