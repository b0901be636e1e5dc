"""A modifier that only means something beside another."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, FactValue, Ruling, Suggestion, fails, not_applicable, passes
from scrubjay_plugins.modifiers.carried import carries, held, modifiers_of
from scrubjay_plugins.modifiers.pairings import Pairing, any_of, first_of, told

SAYS: Final = Answers(
    absent=not_applicable("carries none of {asked}"),
    paired=passes("{modifier} stands beside {needs}"),
    alone=fails(
        "{modifier} stands without {needs}",
        remedy="add {needs}, or take {modifier} off",
        suggestion=Suggestion("add {needs} where it is true", {"add_one_of": "{needs}"}, safe=False),
    ),
)

FACTS: Final = {
    "asked": Fact("The modifiers that need another."),
    "modifier": Fact("The modifier on the line, one that lacks its partner first.", origin="encounter"),
    "needs": Fact("What it needs beside it."),
}


@kind("modifiers.requires", stage="coding", answers=SAYS, facts=FACTS)
@frozen
class Requires:
    """A modifier must stand beside one of certain others on the same line.

    The modifiers of assistants pair with the plan of care: CQ only with GP, CO only with GO. The kind says
    nothing about lines that carry none of the modifiers.

    Source: Medicare Claims Processing Manual, Pub. 100-04, chapter 5, §20.1.
    """

    pairings: tuple[Pairing, ...] = param("Each modifier, with those of which one must stand beside it.")

    def rule(self, batch: Batch) -> Ruling:
        """Look for the partner of every modifier that needs one."""
        asked = tuple(each.modifier for each in self.pairings)
        facts: dict[str, FactValue] = {"asked": any_of(asked)}
        mask = carries(batch, *asked)
        answer = np.full(batch.lines, SAYS.absent, np.int8)
        if mask is None:
            return Ruling(answer, facts)
        lines = np.flatnonzero(mask)
        numbers = modifiers_of(batch)[lines]
        present = [held(numbers, each.modifier) for each in self.pairings]
        alone = [
            here & ~held(numbers, *each.others) for here, each in zip(present, self.pairings, strict=True)
        ]
        first = first_of([*alone, *present])
        answer[lines] = np.where(first > len(alone), SAYS.paired, SAYS.alone)
        listed = [each.listed for each in self.pairings]
        facts["modifier"] = told(first, (*asked, *asked), lines, batch.lines)
        facts["needs"] = told(first, (*listed, *listed), lines, batch.lines)
        return Ruling(answer, facts)
