"""A modifier that only means something beside another."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, Ruling, Suggestion, fails, passes
from scrubjay_plugins.modifiers.pairings import Pairing, any_of, first_of

SAYS: Final = Answers(
    paired=passes("{modifier} stands beside {needs}"),
    alone=fails(
        "{modifier} stands without {needs}",
        remedy="take {modifier} off, or add {needs} where it is true",
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

    @cached_property
    def carrying(self) -> tuple[str, ...]:
        """The modifiers of the lines that the rule sees."""
        return tuple(each.modifier for each in self.pairings)

    def rule(self, batch: Batch) -> Ruling:
        """Look for the partner of every modifier that needs one."""
        present = [batch.has_modifier(each.modifier) for each in self.pairings]
        alone = [
            here & ~batch.has_modifier(*each.others)
            for here, each in zip(present, self.pairings, strict=True)
        ]
        first = first_of([*alone, *present])
        listed = [each.listed for each in self.pairings]
        return Ruling(
            np.where(first > len(alone), np.int8(SAYS.paired), np.int8(SAYS.alone)),
            facts={
                "asked": any_of(self.carrying),
                "modifier": Coded(first, ("", *self.carrying, *self.carrying)),
                "needs": Coded(first, ("", *listed, *listed)),
            },
        )
