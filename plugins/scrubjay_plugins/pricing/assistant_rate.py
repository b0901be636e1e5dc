"""Services of assistants under a contract: a share of the contract's rate."""

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
from scrubjay.rulings import AdjustmentColumn, Answers, Ruling, not_applicable, passes
from scrubjay.values import GroupCode, Modifier, ReasonCode, RemarkCode, Share
from scrubjay_plugins.pricing.portion import percent, portion

Array = NDArray[Any]

SAYS: Final = Answers(
    unpriced=not_applicable("the line has no price"),
    lower=passes("furnished by an assistant: {share} of the rate, {unit_fee} a unit; {reduction} off"),
    part=passes("furnished by an assistant: {share} of what would be allowed; {reduction} off"),
)

FACTS: Final = {
    "share": Fact("Share of the rate that is paid for an assistant's service."),
    "unit_fee": Fact("Rate of one unit for an assistant.", "USD"),
    "reduction": Fact("What the line is reduced by.", "USD"),
    "allowed": Fact("What is allowed after the reduction.", "USD"),
}

PUBLISHES: Final = {
    "unit_fee": Fact("Fee of one unit.", "USD"),
    "reduced_fee": Fact("Fee of one unit with the reduced practice expense.", "USD"),
}


@kind(
    "pricing.assistant-rate",
    stage="pricing",
    answers=SAYS,
    facts=FACTS,
    publishes=PUBLISHES,
    after=(
        "pricing.resource-based",
        "pricing.participation",
        "pricing.contract-fees",
        "pricing.share-of-charge",
        "pricing.per-visit",
    ),
)
@frozen
class AssistantRate:
    """A share of the rate is allowed where a modifier says that an assistant furnished the service.

    The rate of one unit, and the reduced one, is the share of the fee, rounded to the cent once, half-up;
    what is allowed is again the lower of the charge and the rate of the payable units. Where there is no fee
    of one unit (a share of the charge, a rate for a visit) the share is taken of what would be allowed.
    Policies that reduce several procedures of a day rule later, on the lower rate. The patient's share
    follows from it: unlike Medicare's reduction, which leaves that as it is (`cost-share.assistant`).

    Source: the payer's policy, as its pack cites it.
    """

    share: Share = param("Share of the rate that is paid for an assistant's service.")
    modifiers: tuple[Modifier, ...] = param("Modifiers of services that an assistant furnished.")
    group: GroupCode = param("Group code of the reduction.")
    carc: ReasonCode = param("Reason code of the reduction.")
    rarcs: tuple[RemarkCode, ...] = param("Remark codes of the reduction.", default=())

    @property
    def carrying(self) -> tuple[Modifier, ...]:
        """The modifiers of the lines that the rule sees."""
        return self.modifiers

    def rule(self, batch: Batch) -> Ruling:
        """Lower the rate of every line of an assistant."""
        settled = batch.settled
        before = settled.allowed
        lines = (before != MISSING) & ~settled.closed
        fee = self._lowered(batch.published("unit_fee"), lines)
        reduced = self._lowered(batch.published("reduced_fee"), lines)
        by_unit = lines & (fee != MISSING) & (settled.payable >= 0)
        units = np.maximum(settled.payable, 0).astype(np.int64)
        rate = np.where(by_unit, np.where(by_unit, fee, 0) * units, self._lowered(before, lines))
        allowed = np.where(lines, np.minimum(before, rate), MISSING)
        reduction = np.where(lines, before - allowed, 0)
        return Ruling(
            SAYS.choose(batch.lines, SAYS.part, (~lines, SAYS.unpriced), (by_unit, SAYS.lower)),
            facts={
                "share": percent(self.share),
                "unit_fee": fee,
                "reduction": reduction,
                "allowed": allowed,
            },
            allowed=allowed,
            adjustments=(
                AdjustmentColumn(
                    self.group, self.carc, np.where(batch.charge == MISSING, 0, reduction), self.rarcs
                ),
            ),
            published={"unit_fee": fee, "reduced_fee": reduced},
        )

    def _lowered(self, amounts: Array, lines: Array) -> Array:
        """The share of amounts on `lines`; `MISSING` on others and where there is none."""
        told = lines & (amounts != MISSING)
        return np.where(told, portion(np.where(told, amounts, 0), self.share), MISSING)

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """The share, and the modifiers that bring it about."""
        marked = " or ".join(self.modifiers)
        yield CardEntry("fee", "assistant", f"{percent(self.share)} of the rate", note=f"with {marked}")
