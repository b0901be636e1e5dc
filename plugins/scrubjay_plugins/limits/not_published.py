"""Limits that a payer has and does not publish."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, Ruling, no_data, not_applicable
from scrubjay.values import CodeSet
from scrubjay_plugins.limits.measures import payable

SAYS: Final = Answers(
    unpublished=no_data(
        "the payer limits {limit} and does not publish how much it is, so that what it pays is not known",
        missing="limit",
        remedy="ask the payer, and state the limit in a pack of your own in place of this policy",
    ),
    closed=not_applicable("nothing of {code} is payable, so that no limit cuts it"),
)

FACTS: Final = {"limit": Fact("What is limited, in words.")}


@kind("limits.not-published", stage="pricing", answers=SAYS, facts=FACTS)
@frozen
class NotPublished:
    """A limit on payment that the payer has and does not publish.

    Every line that counts towards it is `no_data`, and has no price: whatever a fee schedule says, the
    payer may pay less. Who knows the limit states it, as `limits.amount`, in a pack of their own in place of
    this policy.

    Source: the payer's own announcement that there is a limit; the pack cites it.
    """

    codes: CodeSet = param("Codes that count towards the limit.")
    limit: str = param('What is limited, in words, such as "the allowed amount of a member and day".')

    @property
    def about(self) -> CodeSet:
        """The codes."""
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        """Say so of every line that is still payable."""
        return Ruling(
            np.where(payable(batch), np.int8(SAYS.unpublished), np.int8(SAYS.closed)), {"limit": self.limit}
        )

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """That there is a limit."""
        return [CardEntry("limits", self.limit, None, note="the payer has a limit and does not publish it")]
