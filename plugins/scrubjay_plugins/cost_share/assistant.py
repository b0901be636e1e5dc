"""Services of assistants: a share of the payer's part is not paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import AdjustmentColumn, Answers, Ruling, not_applicable, passes
from scrubjay.values import GroupCode, Modifier, ReasonCode, RemarkCode, Share
from scrubjay_plugins.cost_share.shares import payment
from scrubjay_plugins.pricing.portion import percent, portion

Array = NDArray[Any]

SAYS: Final = Answers(
    unshared=not_applicable("the line is not priced, or nothing of it is paid"),
    reduced=passes(
        "furnished by an assistant: {share} of the {base} that would be paid, {reduction}, is not"
    ),
)

FACTS: Final = {
    "share": Fact("Share of the payment that is not paid for an assistant's service."),
    "base": Fact("What would be paid otherwise.", "USD"),
    "reduction": Fact("What is not paid.", "USD"),
}


@kind(
    "cost-share.assistant",
    stage="cost-share",
    answers=SAYS,
    facts=FACTS,
    after=("cost-share.deductible", "cost-share.coinsurance"),
)
@frozen
class Assistant:
    """A share of the payer's part of a line is not paid where a modifier says that an assistant furnished it.

    It is taken of what is left after all that the patient owes, whose share stays the same, and rounded to
    the cent on each line, half-up.

    Source: 42 USC 1395m(v)(1).
    """

    share: Share = param("Share of the payment that is not paid.")
    modifiers: tuple[Modifier, ...] = param("Modifiers of services that an assistant furnished.")
    group: GroupCode = param("Group code of the reduction.")
    carc: ReasonCode = param("Reason code of the reduction.")
    rarcs: tuple[RemarkCode, ...] = param("Remark codes of the reduction.", default=())

    @property
    def carrying(self) -> tuple[str, ...]:
        """The modifiers of the lines that the rule sees."""
        return self.modifiers

    def rule(self, batch: Batch) -> Ruling:
        """Take the share from every line of an assistant."""
        settled = batch.settled
        lines = settled.shared
        base = payment(settled, lines)
        reduction = portion(base, self.share)
        return Ruling(
            SAYS.choose(batch.lines, SAYS.reduced, (~lines, SAYS.unshared)),
            facts={"share": percent(self.share), "base": base, "reduction": reduction},
            adjustments=(AdjustmentColumn(self.group, self.carc, reduction, self.rarcs),),
        )

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """What is paid for an assistant's service, and the modifiers that say so."""
        paid = f"{percent(1 - self.share)} of the payer's part is paid"
        note = f"with {' or '.join(self.modifiers)}; the patient's part stays the same"
        yield CardEntry("cost share", "assistant", paid, note=note)
