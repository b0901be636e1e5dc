"""Modifiers that contradict each other on one line."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.carried import count_of, held
from scrubjay.columns import Coded
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, Ruling, fails, passes
from scrubjay_plugins.modifiers.pairings import Pairing, any_of, every, first_of

SAYS: Final = Answers(
    apart=passes("carries no two of {named} that contradict each other"),
    together=fails(
        "{modifier} contradicts {other} on one line",
        remedy="leave the one that is true",
    ),
)

FACTS: Final = {
    "named": Fact("The modifiers that the policy names."),
    "modifier": Fact("The modifier that is contradicted.", origin="encounter"),
    "other": Fact("The modifier that contradicts it.", origin="encounter"),
}


@kind("modifiers.excludes", stage="coding", answers=SAYS, facts=FACTS)
@frozen
class Excludes:
    """A modifier must not stand beside certain others on the same line.

    Modifiers about who is liable say opposite things: a line cannot be both medically necessary (KX) and
    expected to be denied with the patient's consent (GA). The kind says nothing about lines that carry none
    of the modifiers.

    Source: CMS change request 6563; notices of the Medicare contractors.
    """

    pairings: tuple[Pairing, ...] = param("Each modifier, with those that may not stand beside it.")

    @cached_property
    def carrying(self) -> tuple[str, ...]:
        """The modifiers of the lines that the rule sees."""
        return every(self.pairings)

    @cached_property
    def _contrary(self) -> tuple[tuple[str, str], ...]:
        return tuple((each.modifier, other) for each in self.pairings for other in each.others)

    def rule(self, batch: Batch) -> Ruling:
        """Look for contradictions on every line."""
        pairs, first = self._contrary, np.zeros(batch.lines, np.int8)
        lines = (count_of(batch.modifiers, *self.carrying) > 1).nonzero()[0]
        if len(lines):
            numbers = batch.modifiers[lines]
            first[lines] = first_of([held(numbers, one) & held(numbers, other) for one, other in pairs])
        return Ruling(
            np.where(first > 0, np.int8(SAYS.together), np.int8(SAYS.apart)),
            facts=lambda: {
                "named": any_of(self.carrying),
                "modifier": Coded(first, ("", *(one for one, _ in pairs))),
                "other": Coded(first, ("", *(other for _, other in pairs))),
            },
        )
