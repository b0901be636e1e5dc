"""A share of a fee schedule: contracts that pay, say, 110 percent of Medicare's fee."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, Ruling, passes
from scrubjay_plugins.pricing.portion import percent

SCALE: Final = 5
"""Decimal places of the published share."""

MOST: Final = 100
"""The greatest multiple of a schedule that can be stated: fees are then computed exactly in 64 bits."""

SAYS: Final = Answers(agreed=passes("{share} of the fee schedule's fee is agreed"))

FACTS: Final = {"share": Fact("The agreed share of the schedule's fee.")}

PUBLISHES: Final = {"fee_share": Fact("Share of the schedule's fee, in hundred-thousandths.")}


@kind("pricing.share-of-schedule", stage="pricing", answers=SAYS, facts=FACTS, publishes=PUBLISHES)
@frozen
class ShareOfSchedule:
    """What a contract agrees to be a share, or a multiple, of a fee schedule's fee.

    It rules before the schedule does, and the schedule then multiplies: the fee of one unit, as the schedule
    rounds it, times the share, rounded to the cent once more, half-up; so too the reduced fee.

    Source: the contract between payer and provider, which whoever uses the pack supplies.
    """

    share: Decimal = param("Share of the schedule's fee that is agreed, such as 1.10.")

    def __attrs_post_init__(self) -> None:
        """Refuse what could not be computed exactly."""
        if not 0 <= self.share <= MOST or self.share != self.share.quantize(Decimal(1).scaleb(-SCALE)):
            raise ValueError(f"share {self.share} is not from 0 to {MOST} with at most five decimal places")

    def rule(self, batch: Batch) -> Ruling:
        """Tell the schedule what to multiply with."""
        return Ruling(
            np.full(batch.lines, SAYS.agreed, np.int8),
            facts={"share": percent(self.share)},
            published={"fee_share": np.full(batch.lines, int(self.share.scaleb(SCALE)), np.int64)},
        )

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """The share."""
        yield CardEntry("fee", "contract", f"{percent(self.share)} of the schedule's fee")
