"""The modifier of the annual threshold on lines far below it."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.kinds import Fact, kind, param
from scrubjay.money import MISSING
from scrubjay.rulings import Action, Answers, Ruling, fails, no_data, not_applicable, passes
from scrubjay.values import Modifier
from scrubjay_plugins.thresholds.annual import accrued_of

SAYS: Final = Answers(
    due=passes("{accrued} have accrued in the year with {code}: {threshold} are near enough for {modifier}"),
    early=fails(
        "{modifier} on {code}, though only {accrued} of {threshold} have accrued in the year with it",
        action=Action.WARN,
        remedy="leave {modifier} off until the amounts of the year come near the threshold",
    ),
    unmodified=not_applicable("{code} carries no {modifier}"),
    closed=not_applicable("{code} is denied or bundled already, so that nothing accrues"),
    unknown=no_data(
        "what has accrued in the year with {code} is not known",
        missing="accrued amount",
        remedy="give what the annual threshold needs",
    ),
)

FACTS: Final = {
    "accrued": Fact("What has accrued in the calendar year with the line.", "USD"),
    "threshold": Fact("The amount from which on the modifier is needed.", "USD"),
    "modifier": Fact("The modifier that is needed above the threshold."),
}


@kind(
    "thresholds.early-modifier", stage="thresholds", answers=SAYS, facts=FACTS, after=("thresholds.annual",)
)
@frozen
class EarlyModifier:
    """A warning where the modifier of the annual threshold stands on a line far below it.

    The modifier attests that services above the threshold are needed. One that is put on every line from
    the first visit on attests nothing, and is called abusive. How far is far below is the pack's to say.

    It reads what `thresholds.annual` found to have accrued; lines that no such policy speaks about cannot
    be judged.

    Source: Medicare Claims Processing Manual, Pub. 100-04, chapter 5, §10.3.3.
    """

    modifier: Modifier = param("The modifier that is needed above the threshold.")
    share: int = param(
        "Percent of the threshold below which the modifier is early.", unit="%", least=1, most=100
    )

    def rule(self, batch: Batch) -> Ruling:
        """Compare what has accrued with the share of the threshold."""
        settled = batch.settled
        accrued, unknown = accrued_of(batch)
        threshold = batch.published("threshold")
        return Ruling(
            SAYS.choose(
                batch.lines,
                SAYS.due,
                (~batch.has_modifier(self.modifier), SAYS.unmodified),
                (settled.closed, SAYS.closed),
                (unknown, SAYS.unknown),
                (accrued * 100 < threshold * self.share, SAYS.early),
            ),
            facts=lambda: {
                "accrued": np.where(unknown, MISSING, accrued),
                "threshold": np.where(unknown, MISSING, threshold),
                "modifier": self.modifier,
            },
        )
