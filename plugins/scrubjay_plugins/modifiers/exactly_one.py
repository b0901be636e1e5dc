"""Exactly one modifier of a set, on lines that cannot be billed without."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.carried import count_of
from scrubjay.columns import Coded, modifier_number
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, FactValue, Ruling, Suggestion, fails, passes
from scrubjay.values import CodeSet, Modifier
from scrubjay_plugins.modifiers.pairings import any_of

Array = NDArray[Any]

SAYS: Final = Answers(
    one=passes("carries one of {choices}"),
    missing=fails(
        "{code} carries none of {choices}, and one is required",
        remedy="add {choices}",
        suggestion=Suggestion("add {choices}", {"add_one_of": "{choices}"}, safe=False),
    ),
    missing_usual=fails(
        "{code} carries none of {choices}, and one is required; {usual} is the usual one",
        remedy="add {choices}",
        suggestion=Suggestion("add {usual}, if it is true", {"add_modifier": "{usual}"}, safe=False),
    ),
    several=fails(
        "{code} carries {carried} at once, and only one may stand on a line",
        remedy="leave the one that is true",
        suggestion=Suggestion("leave one of {carried}", {"keep_one_of": "{carried}"}, safe=False),
    ),
)

FACTS: Final = {
    "choices": Fact("The modifiers of which one is required."),
    "carried": Fact("Those that it carries, where there are several.", origin="encounter"),
    "usual": Fact("The one that the code usually carries, where it has one and carries none."),
}


@frozen
class Usual:
    """The modifier that some codes usually carry."""

    modifier: Modifier = param("The modifier.")
    codes: CodeSet = param("The codes that usually carry it.")


@kind("modifiers.exactly-one", stage="coding", answers=SAYS, facts=FACTS)
@frozen
class ExactlyOne:
    """Exactly one modifier of a set, on every line of certain codes.

    Therapy lines name the discipline of the plan of care by GP, GO or GN, whoever furnished them: a line
    without it, or with two, cannot be processed. Which one is true only the record knows; some codes have a
    usual one, which is proposed and never demanded.

    Source: Medicare Claims Processing Manual, Pub. 100-04, chapter 5, §20.1; CMS change request 10176.
    """

    codes: CodeSet = param("The codes whose lines must carry one.")
    modifiers: tuple[Modifier, ...] = param("The modifiers of which exactly one is required.")
    usual: tuple[Usual, ...] = param("What some of the codes usually carry; a proposal only.", default=())
    remark_missing: str | None = param("The remark code of a line that carries none.", default=None)
    remark_several: str | None = param("The remark code of a line that carries several.", default=None)

    @property
    def about(self) -> CodeSet:
        """The codes that need one."""
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        """Count the modifiers of the set on every line."""
        found = count_of(batch.modifiers, *self.modifiers)
        if (found == 1).all():
            nothing = Coded(np.zeros(batch.lines, np.int8), ("",))
            return Ruling(np.full(batch.lines, SAYS.one, np.int8), self._facts(nothing, nothing))
        missing, several = found == 0, found > 1
        usual = self._usual(batch, missing)
        remarks = ((self.remark_missing, missing), (self.remark_several, several))
        return Ruling(
            SAYS.choose(
                batch.lines,
                SAYS.one,
                (usual.ids > 0, SAYS.missing_usual),
                (missing, SAYS.missing),
                (several, SAYS.several),
            ),
            lambda: self._facts(self._carried(batch, np.flatnonzero(several)), usual),
            remarks={name: mask for name, mask in remarks if name is not None and mask.any()},
        )

    def _facts(self, carried: Coded, usual: Coded) -> dict[str, FactValue]:
        return {"choices": any_of(self.modifiers), "carried": carried, "usual": usual}

    def _usual(self, batch: Batch, missing: Array) -> Coded:
        """What codes usually carry, on lines that carry none."""
        numbers = [
            next((number for number, each in enumerate(self.usual, 1) if name in each.codes), 0)
            for name in batch.code.names
        ]
        ids = np.array(numbers, np.int8).take(batch.code.ids) * missing
        return Coded(ids, ("", *(each.modifier for each in self.usual)))

    def _carried(self, batch: Batch, several: Array) -> Coded:
        """In words, the modifiers of the set on lines that carry several."""
        numbers = batch.modifiers[several]
        held = np.zeros(len(several), np.int64)
        for place, each in enumerate(self.modifiers):
            held |= (numbers == modifier_number(each)).any(axis=1) << place
        sets, ids = np.unique(held, return_inverse=True)
        words = [
            " and ".join(each for place, each in enumerate(self.modifiers) if number >> place & 1)
            for number in sets.tolist()
        ]
        told = np.zeros(batch.lines, np.int64)
        told[several] = ids + 1
        return Coded(told, ("", *words))

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """The modifiers, and the one that the code usually carries."""
        usual = [each.modifier for each in self.usual if code in each.codes]
        note = f"usually {any_of(usual)}" if usual else ""
        return [CardEntry("class", "modifier", f"exactly one of {any_of(self.modifiers)}", note=note)]
