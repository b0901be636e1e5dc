"""Exactly one modifier of a set, on lines that cannot be billed without."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.carried import count_of, held
from scrubjay.columns import Coded, modifier_number
from scrubjay.kinds import Fact, kind, param
from scrubjay.masks import put
from scrubjay.rulings import Answers, FactValue, Ruling, Suggestion, fails, not_applicable, passes
from scrubjay.values import CodeSet, Modifier, RemarkCode
from scrubjay_plugins.coding.taking_part import unbilled
from scrubjay_plugins.modifiers.pairings import any_of

Array = NDArray[Any]

SAYS: Final = Answers(
    one=passes("carries one of {choices}"),
    unbilled=not_applicable("no unit of {code} is billed"),
    missing=fails(
        "{code} carries none of {choices}, and one is required",
        remedy="add {choices}",
        suggestion=Suggestion("add {choices}", {"add_one_of": "{choices}"}, safe=False),
    ),
    missing_bound=fails(
        "{code} carries none of {choices}, and it takes {bound}",
        remedy="add {bound}, or bill the code of what was furnished",
        suggestion=Suggestion("add {bound}, if it is true", {"add_modifier": "{bound}"}, safe=False),
    ),
    several=fails(
        "{code} carries {carried} at once, and only one may stand on a line",
        remedy="leave the one that is true",
        suggestion=Suggestion("leave one of {carried}", {"keep_one_of": "{carried}"}, safe=False),
    ),
    other=fails(
        "{code} carries {carried}, and it takes {bound} only",
        remedy="put {bound} in place of {carried} if that was the plan of care, or bill the code of what was "
        "furnished",
    ),
)

FACTS: Final = {
    "choices": Fact("The modifiers of which one is required."),
    "carried": Fact("Those that it carries, where there are several or the wrong one.", origin="encounter"),
    "bound": Fact("The only one that its code takes, where that is not what it carries alone."),
}


@frozen
class Bound:
    """The only modifier that some codes take."""

    modifier: Modifier = param("The modifier.")
    codes: CodeSet = param("The codes that take it and no other.")


@kind("modifiers.exactly-one", stage="coding", answers=SAYS, facts=FACTS)
@frozen
class ExactlyOne:
    """Exactly one modifier of a set, on every billed line of certain codes.

    Therapy lines name the discipline of the plan of care by GP, GO or GN, whoever furnished them: a line
    without it, or with two, cannot be processed. Which one is true only the record knows; but some codes,
    such as evaluations, are of one discipline and take its modifier only. A modifier is proposed and never
    put on a line by itself.

    Source: Medicare Claims Processing Manual, Pub. 100-04, chapter 5, §20.1; CMS change request 10176.
    """

    codes: CodeSet = param("The codes whose lines must carry one.")
    modifiers: tuple[Modifier, ...] = param("The modifiers of which exactly one is required.")
    bound: tuple[Bound, ...] = param("Codes that take a certain one of them only.", default=())
    remark_missing: RemarkCode | None = param("The remark code of a line that carries none.", default=None)
    remark_invalid: RemarkCode | None = param(
        "The remark code of a line that carries several, or one that its code does not take.", default=None
    )

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The number of what each code is bound to, from 1: the first where several name it."""
        numbered = [*enumerate(self.bound, start=1)]
        return {code: number for number, each in reversed(numbered) for code in each.codes}

    @property
    def about(self) -> CodeSet:
        """The codes that need one."""
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        """Count the modifiers of the set on every line."""
        found = count_of(batch.modifiers, *self.modifiers)
        bound = self._bound(batch)
        other = np.zeros(batch.lines, np.bool_) if bound is None else self._other(batch, found, bound)
        out = unbilled(batch)
        if (found == 1).all() and not other.any():
            nothing = Coded(np.zeros(batch.lines, np.int8), ("",))
            answer = np.full(batch.lines, SAYS.one, np.int8)
            if out is not None:
                put(answer, out, SAYS.unbilled)
            return Ruling(answer, self._facts(nothing, nothing))
        billed = np.ones(batch.lines, np.bool_) if out is None else ~out
        missing, several, other = (found == 0) & billed, (found > 1) & billed, other & billed
        ids = np.zeros(batch.lines, np.int8) if bound is None else bound * (missing | other)
        takes = Coded(ids, ("", *(each.modifier for each in self.bound)))
        remarks = ((self.remark_missing, missing), (self.remark_invalid, several | other))
        return Ruling(
            SAYS.choose(
                batch.lines,
                SAYS.one,
                (~billed, SAYS.unbilled),
                (missing & (ids > 0), SAYS.missing_bound),
                (missing, SAYS.missing),
                (several, SAYS.several),
                (other, SAYS.other),
            ),
            lambda: self._facts(self._carried(batch, np.flatnonzero(several | other)), takes),
            remarks={name: mask for name, mask in remarks if name is not None and mask.any()},
        )

    def _facts(self, carried: Coded, bound: Coded) -> dict[str, FactValue]:
        return {"choices": any_of(self.modifiers), "carried": carried, "bound": bound}

    def _bound(self, batch: Batch) -> Array | None:
        """The number of what each line's code is bound to, from 1; 0 where it is not, None where none is."""
        numbers = [self._numbers.get(name, 0) for name in batch.code.names]
        return np.array(numbers, np.int8).take(batch.code.ids) if any(numbers) else None

    def _other(self, batch: Batch, found: Array, bound: Array) -> Array:
        """A mask of lines that carry one, and not the one that their code takes."""
        other = np.zeros(batch.lines, np.bool_)
        lines = ((bound > 0) & (found == 1)).nonzero()[0]
        numbers, takes = batch.modifiers[lines], bound[lines]
        for number, each in enumerate(self.bound, 1):
            other[lines[(takes == number) & ~held(numbers, each.modifier)]] = True
        return other

    def _carried(self, batch: Batch, lines: Array) -> Coded:
        """In words, the modifiers of the set on some lines."""
        numbers = batch.modifiers[lines]
        held = np.zeros(len(lines), np.int64)
        for place, each in enumerate(self.modifiers):
            held |= (numbers == modifier_number(each)).any(axis=1) << place
        sets, ids = np.unique(held, return_inverse=True)
        words = [
            " and ".join(each for place, each in enumerate(self.modifiers) if number >> place & 1)
            for number in sets.tolist()
        ]
        told = np.zeros(batch.lines, np.int64)
        told[lines] = ids + 1
        return Coded(told, ("", *words))

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """The modifiers, or the only one that the code takes."""
        bound = [each.modifier for each in self.bound if code in each.codes]
        told = f"{bound[0]} only" if bound else f"exactly one of {any_of(self.modifiers)}"
        return [CardEntry("class", "modifier", told)]
