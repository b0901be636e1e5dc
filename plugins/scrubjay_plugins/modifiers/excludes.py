"""Modifiers that contradict each other on one line."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, FactValue, Ruling, fails, not_applicable, passes
from scrubjay_plugins.modifiers.carried import carries, held, modifiers_of
from scrubjay_plugins.modifiers.pairings import Pairing, any_of, every, first_of, told

SAYS: Final = Answers(
    absent=not_applicable("carries none of {named}"),
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

    def rule(self, batch: Batch) -> Ruling:
        """Look for contradictions on every line."""
        names = every(self.pairings)
        facts: dict[str, FactValue] = {"named": any_of(names)}
        mask = carries(batch, *names)
        answer = np.full(batch.lines, SAYS.absent, np.int8)
        if mask is None:
            return Ruling(answer, facts)
        lines = np.flatnonzero(mask)
        numbers = modifiers_of(batch)[lines]
        pairs = [(each.modifier, other) for each in self.pairings for other in each.others]
        first = first_of([held(numbers, one) & held(numbers, other) for one, other in pairs])
        answer[lines] = np.where(first > 0, SAYS.together, SAYS.apart)
        facts["modifier"] = told(first, [one for one, _ in pairs], lines, batch.lines)
        facts["other"] = told(first, [other for _, other in pairs], lines, batch.lines)
        return Ruling(answer, facts)
