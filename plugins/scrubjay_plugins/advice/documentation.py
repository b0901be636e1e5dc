"""Documentation: does the record hold the elements that a code calls for?"""

from __future__ import annotations

import re
from typing import Final, cast

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.columns import Coded
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Action, Answers, Ruling, fails, no_data, passes
from scrubjay.values import CodeSet

SAYS: Final = Answers(
    complete=passes("the record of {code} holds every element that is asked for"),
    lacking=fails(
        "the record of {code} lacks: {lacking}",
        action=Action.WARN,
        remedy="complete the record where it was done and not written down; a reviewer will look for it",
    ),
    not_given=no_data(
        "what the record of {code} holds is not given",
        missing="documentation",
        remedy="list the elements that the record of {code} holds, an empty list where it holds none",
    ),
)

FACTS: Final = {
    "documented": Fact("The elements that the record holds.", origin="encounter"),
    "lacking": Fact("The elements that are asked for and not held."),
}

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


@kind("advice.documentation", stage="advice", answers=SAYS, facts=FACTS)
@frozen
class Documentation:
    """Elements that the record of a code must hold, checked for presence.

    An element is a name that the encounter's `documentation` lists for the code; whether what stands in the
    record is true or enough is for a reader to judge. A missing element is what a reviewer would find, and
    warns: it never denies a line by itself, because whether a service was necessary cannot be told from it.

    Source: Medicare Benefit Policy Manual, Pub. 100-02, chapter 15, §220.3.
    """

    codes: CodeSet = param("The codes whose record is asked about.")
    elements: tuple[str, ...] = param("The elements that the record must hold: lower-case names.")

    @elements.validator
    def _are_names(self, _: object, value: tuple[str, ...]) -> None:
        if not value:
            raise ValueError("elements is empty; name at least one")
        for element in value:
            if not _NAME.fullmatch(element):
                raise ValueError(
                    f"element {element!r} is no lower-case name, such as 'goal', as an encounter has them"
                )

    @property
    def about(self) -> CodeSet:
        """The codes whose lines the rule sees."""
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        """Compare what is documented of each line's code with what is asked for."""
        documented = cast("Coded", batch.line_column("documentation"))
        lacking = [self._lacking(words) for words in documented.names]
        answers = [
            SAYS.not_given if not words else SAYS.lacking if lacks else SAYS.complete
            for words, lacks in zip(documented.names, lacking, strict=True)
        ]
        return Ruling(
            np.array(answers, np.int8)[documented.ids],
            facts={"documented": documented, "lacking": Coded(documented.ids, tuple(lacking))},
        )

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """The elements."""
        if code not in self.codes:
            return []
        return [CardEntry("documentation", "elements of the record", ", ".join(self.elements))]

    def _lacking(self, words: str) -> str:
        held = set(words.split())  # "-", for a record that holds nothing, is no name of an element
        return ", ".join(element for element in self.elements if element not in held) if words else ""
