"""Medical review: from an amount accrued in a calendar year on, claims may be selected for review."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.money import MISSING
from scrubjay.rulings import Action, Answers, Ruling, fails, no_data, not_applicable, passes
from scrubjay.values import Money
from scrubjay_plugins.thresholds.annual import accrued_of

SAYS: Final = Answers(
    below=passes("{accrued} have accrued in the year with {code}; claims are reviewed above {threshold}"),
    above=fails(
        "{accrued} have accrued in the year with {code}; above {threshold} a claim may be reviewed",
        action=Action.INFORM,
        remedy="have the record ready that shows why the service was medically necessary",
    ),
    closed=not_applicable("{code} is denied or bundled already, so that nothing accrues"),
    unknown=no_data(
        "what has accrued in the year with {code} is not known",
        missing="accrued amount",
        remedy="give what the annual threshold needs",
    ),
)

FACTS: Final = {
    "accrued": Fact("What has accrued in the calendar year with the line.", "USD"),
    "threshold": Fact("The amount above which claims may be selected for review.", "USD"),
}


@kind("thresholds.review", stage="thresholds", answers=SAYS, facts=FACTS, after=("thresholds.annual",))
@frozen
class Review:
    """An amount of a calendar year above which claims may be selected for medical review.

    It reads what `thresholds.annual` found to have accrued, so that both count alike; lines that no such
    policy speaks about cannot be judged. Being above the amount is no fault in a claim: it informs.

    Source: Medicare Claims Processing Manual, Pub. 100-04, chapter 5, §10.3; 42 USC 1395l(g)(5).
    """

    amount: Money = param("The amount above which claims may be selected.", unit="USD")

    def rule(self, batch: Batch) -> Ruling:
        """Compare what has accrued with the amount."""
        settled = batch.settled
        accrued, unknown = accrued_of(batch)
        above = accrued > self.amount  # so it is whatever another threshold would add
        return Ruling(
            SAYS.choose(
                batch.lines,
                SAYS.below,
                (settled.closed, SAYS.closed),
                (above, SAYS.above),
                (unknown, SAYS.unknown),
            ),
            facts=lambda: {
                "accrued": np.where(unknown & ~above, MISSING, accrued),
                "threshold": int(self.amount),
            },
        )

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """The amount of the year."""
        note = "above it a claim may be reviewed"
        return [CardEntry("threshold", "medical review", int(self.amount), "USD", note)]
